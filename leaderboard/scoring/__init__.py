"""AGL1K's metric table, computed the same way for people and models."""

__all__ = [
    "columns",
    "metrics",
    "quantiles",
    "report",
    "rows",
]
