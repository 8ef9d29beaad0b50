"""Audio files: sealed so that only the sound is left, decoded and measured."""

__all__ = [
    "decoding",
    "inspection",
    "ogg",
    "peaks",
    "sealed",
    "sealing",
]
