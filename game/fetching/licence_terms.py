"""Licences by their terms, whatever their version: what a host lets into a pack."""

import re

TERMS = ("pd", "cc0", "by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
_CREATIVE_COMMONS = re.compile(r"CC ([A-Z-]+)(?: .*)?")


def terms_of(licence: str) -> str:
    """Return a licence's terms: ``by-nc-sa`` for ``CC BY-NC-SA 3.0``; empty for licences not in `TERMS`."""
    if licence.startswith("CC0"):
        return "cc0"
    if licence.startswith("Public"):
        return "pd"
    match = _CREATIVE_COMMONS.fullmatch(licence)
    return match[1].lower() if match else ""


def read_terms(raw: str) -> frozenset[str]:
    """Read a list of terms separated by commas.

    Raises
    ------
    ValueError
        When it is empty or holds something else.
    """
    terms = {term.strip().lower().removeprefix("cc-") for term in raw.split(",") if term.strip()}
    if not terms or not terms <= set(TERMS):
        raise ValueError(f"name one or more of {', '.join(TERMS)}, separated by commas")
    return frozenset(terms)
