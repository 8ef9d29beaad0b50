"""Guesses published to a dataset on the Hub exactly once, restored from it, and exported."""

__all__ = [
    "commands",
    "export",
]
