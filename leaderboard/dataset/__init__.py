"""The leaderboard of a published dataset, worked out by a query engine: DuckDB, or Spark for more than a machine holds."""

__all__ = [
    "dataset_error",
    "engine",
    "standings_command",
]
