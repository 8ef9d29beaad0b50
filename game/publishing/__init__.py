"""Publishes each guess exactly once to a dataset on the Hub, restores guesses from it, and exports them."""

__all__ = [
    "anonymity",
    "commands",
    "csv_rows",
    "dataset",
    "export",
    "manifest",
    "parquet",
    "published_rows",
    "records",
    "shards",
    "snapshot",
]
