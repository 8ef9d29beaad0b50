"""Licences as the Internet Archive's items name them, by address, and as people do."""

import re

_LICENCE = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/licenses/(?P<terms>[a-z+-]+)"
    r"(?:/(?P<version>\d\.\d))?(?:/(?P<land>[a-z]{2,3}))?(?:/.*)?",
    re.IGNORECASE,
)
_PUBLIC_DOMAIN = re.compile(
    r"https?://(?:www\.)?creativecommons\.org/"
    r"(?:publicdomain/(?P<kind>zero|mark)/(?P<version>\d\.\d)|licenses/publicdomain).*",
    re.IGNORECASE,
)
_KINDS = {"zero": "CC0", "mark": "Public Domain Mark"}


def short_name(address: str) -> str:
    """Name a licence: `CC BY-NC-SA 3.0` for ``https://creativecommons.org/licenses/by-nc-sa/3.0/``.

    An address that is none of Creative Commons' is its own name, and nothing is nothing.
    """
    said = address.strip()
    if found := _PUBLIC_DOMAIN.fullmatch(said):
        kind = _KINDS.get((found["kind"] or "").lower())
        return f"{kind} {found['version']}" if kind else "Public domain"
    if found := _LICENCE.fullmatch(said):
        parts = (found["terms"], found["version"], found["land"])
        return " ".join(["CC", *(part.upper() for part in parts if part)])
    return said
