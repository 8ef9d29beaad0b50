"""Which kinds of sound help to locate a recording, and by how much (AGL1K, section 3.3)."""

__all__ = [
    "contributions_command",
    "contributions_file",
    "fit_command",
    "people_command",
]
