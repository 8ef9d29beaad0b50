"""Annotation: raters say, without knowing who answered, why answers went to the wrong country."""

__all__ = [
    "blinding",
    "candidates",
    "causes",
    "commands",
    "items",
    "labels",
]
