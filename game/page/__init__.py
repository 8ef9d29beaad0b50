"""The Gradio page that holds the game, and the pages of studies."""

__all__ = [
    "about",
    "around_tab",
    "assets",
    "blocks",
    "config",
    "document",
    "head",
    "party_page",
    "share_page",
    "study_page",
    "theme",
    "watch_page",
]
