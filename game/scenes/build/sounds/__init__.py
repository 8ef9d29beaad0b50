"""Our own sounds: made by arithmetic and by eSpeak NG, in the public domain (CC0)."""

__all__ = ["catalog"]
