"""The database: its tables, one writer, many readers, and what guards its files."""

__all__ = [
    "advisory_locks",
    "backup",
    "backup_command",
    "compiled",
    "database",
    "engines",
    "errors",
    "facts",
    "group_commit",
    "log_file",
    "process_bus",
    "rate_counts",
    "roles",
    "schema",
    "schema_copies",
    "spatial_tables",
    "tables",
]
