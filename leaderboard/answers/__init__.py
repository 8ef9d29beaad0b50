"""What models said: answer files read, names normalised."""

__all__ = [
    "agl1k_format",
    "answers",
    "inspect_log",
    "name_rules",
    "records",
    "schema",
]
