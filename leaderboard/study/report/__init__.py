"""A study's report: one HTML file and its tables, computed from the study's record."""

__all__ = ["contents", "folder"]
