"""Why a study has no record."""


class RecordError(Exception):
    """A study's record or archive cannot be read or written; the message says why, and what to do."""
