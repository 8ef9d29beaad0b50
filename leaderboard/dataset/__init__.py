"""The table of a published dataset, added up by a query engine: DuckDB or Spark."""

__all__ = [
    "dataset_error",
    "engine",
    "resampling",
    "standings_command",
]
