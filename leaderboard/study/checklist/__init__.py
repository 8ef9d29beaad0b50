"""The reporting checklist for human baselines, answered from a study's file and rounds."""

__all__ = ["checklist"]
