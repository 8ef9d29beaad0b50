"""Selects the recordings that are worth playing, by the rules AGL1K was made with."""

__all__ = [
    "category_times",
    "commands",
    "errors",
    "localizability",
]
