"""Audio files: sealed, which strips everything but the sound, then decoded and measured."""

__all__ = [
    "decoding",
    "inspection",
    "ogg",
    "outline",
    "peaks",
    "sealed",
    "sealing",
    "time_budget",
]
