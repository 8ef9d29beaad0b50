"""Short names of licences, which Internet Archive items name by address."""

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
    """Return `CC BY-NC-SA 3.0` for ``https://creativecommons.org/licenses/by-nc-sa/3.0/``.

    An address outside Creative Commons is returned as it is.
    """
    address = address.strip()
    if match := _PUBLIC_DOMAIN.fullmatch(address):
        kind = _KINDS.get((match["kind"] or "").lower())
        return f"{kind} {match['version']}" if kind else "Public domain"
    if match := _LICENCE.fullmatch(address):
        parts = (match["terms"], match["version"], match["land"])
        return " ".join(["CC", *(part.upper() for part in parts if part)])
    return address
