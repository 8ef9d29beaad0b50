"""What a command about models tells and ends with."""


class EvaluationError(Exception):
    """Something that stops an evaluation before it begins, or its answers from being written."""
