"""Licences by what they ask for, whatever their version: what a host lets into a pack."""

import re

TERMS = ("pd", "cc0", "by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
_CREATIVE_COMMONS = re.compile(r"CC ([A-Z-]+)(?: .*)?")


def terms_of(licence: str) -> str:
    """The terms of a licence's short name, such as ``by-nc-sa`` of ``CC BY-NC-SA 3.0``; empty for others."""
    if licence.startswith("CC0"):
        return "cc0"
    if licence.startswith("Public"):
        return "pd"
    found = _CREATIVE_COMMONS.fullmatch(licence)
    return found[1].lower() if found else ""


def read_terms(raw: str) -> frozenset[str]:
    """Read a list of terms, parted by commas.

    Raises
    ------
    ValueError
        When one of them is none, or there are none.
    """
    said = {one.strip().lower().removeprefix("cc-") for one in raw.split(",") if one.strip()}
    if not said or not said <= set(TERMS):
        raise ValueError(f"name licences out of {', '.join(TERMS)}, parted by commas")
    return frozenset(said)
