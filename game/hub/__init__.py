"""A client of the Hugging Face Hub: reads one dataset repository and commits to it."""

__all__ = [
    "repository",
]
