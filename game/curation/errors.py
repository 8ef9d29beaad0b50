"""The error that stops a curation."""


class CurationError(Exception):
    """The pack cannot be curated; the message says what is wrong, where, and what to do."""
