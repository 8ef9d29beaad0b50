"""Audio files: sealed, which strips everything but the sound, then decoded and measured."""

__all__ = [
    "decoding",
    "headphone_check",
    "inspection",
    "ogg",
    "outline",
    "peaks",
    "sealed",
    "sealed_files",
    "sealing",
    "side_check",
    "time_budget",
]
