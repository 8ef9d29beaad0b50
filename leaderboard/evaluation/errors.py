"""The base class of errors that a command about models reports."""


class EvaluationError(Exception):
    """An evaluation cannot start, or its answers cannot be written; the message says why."""
