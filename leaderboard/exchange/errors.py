"""What can go wrong when results are written."""


class ResultsError(Exception):
    """Results that cannot be written; the message says why, and what to do."""
