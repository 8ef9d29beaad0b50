"""A new study file: the template with a name and completion codes of its own."""

import secrets
from pathlib import Path

TEMPLATE = Path(__file__).with_name("template.yaml")

_NAME = "my-study"
_CODES = ("CODE-COMPLETED", "CODE-SCREENED", "CODE-FAILED")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is taken for another
_LENGTH = 8


def new_study(name: str) -> str:
    """The text of a study file with this name, and codes that nobody can guess."""
    text = TEMPLATE.read_text(encoding="utf-8").replace(_NAME, name)
    for placeholder in _CODES:
        text = text.replace(placeholder, _code())
    return text


def _code() -> str:
    """A random code that YAML reads as a text: it begins with a letter, and is no number."""
    return "C" + "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
