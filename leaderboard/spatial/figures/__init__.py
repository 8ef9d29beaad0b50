"""Charts of the second board, each with the same facts in words and as CSV."""

__all__ = ["charts"]
