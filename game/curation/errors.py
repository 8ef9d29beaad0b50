"""What stops a curation."""


class CurationError(Exception):
    """Recordings that cannot be curated so; the message says what was wrong, where, and what to do."""
