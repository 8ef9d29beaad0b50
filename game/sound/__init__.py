"""Audio files: sealed, which strips everything but the sound, then decoded and measured."""

__all__ = [
    "decoding",
    "headphone_check",
    "inspection",
    "ogg",
    "outline",
    "peaks",
    "sealed",
    "sealing",
    "side_check",
    "time_budget",
]
