"""The database: tables, one writer, many readers."""

__all__ = [
    "compiled",
    "database",
    "group_commit",
    "tables",
]
