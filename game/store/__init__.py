"""The database: its tables, one writer, many readers, and what guards its files."""

__all__ = [
    "compiled",
    "database",
    "engines",
    "errors",
    "group_commit",
    "tables",
]
