"""The Hugging Face Hub's client: one dataset repository, read and committed to."""

__all__ = [
    "repository",
]
