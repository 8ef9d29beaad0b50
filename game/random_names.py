"""Random names of games, rounds and guesses."""

import secrets


def random_name() -> str:
    """22 random letters of base64url, none a formula to a spreadsheet: they never begin with ``-``."""
    while (name := secrets.token_urlsafe(16)).startswith("-"):
        pass
    return name
