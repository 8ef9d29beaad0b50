"""The Gradio page around the game."""

__all__ = [
    "assets",
    "blocks",
    "config",
    "head",
    "theme",
]
