"""Building scenes, which a server that plays never does."""

__all__ = ["commands"]
