"""AGL1K's metric table, computed the same way for people and models."""

__all__ = [
    "columns",
    "crossed_table",
    "measures",
    "metrics",
    "quantiles",
    "report",
    "rows",
    "spreads",
]
