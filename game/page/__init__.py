"""The Gradio page that holds the game."""

__all__ = [
    "assets",
    "blocks",
    "config",
    "head",
    "theme",
]
