"""Parses coordinates as models write them."""

import re

_MINUS = str.maketrans({"−": "-", "–": "-", "’": "'", "′": "'", "″": '"', "”": '"', "º": "°"})
_SIDE = r"(N(?:orth)?|S(?:outh)?|E(?:ast)?|W(?:est)?)"
_NUMBER = re.compile(
    rf"""(?:~|≈|about\s|approx\w*\.?\s)?\s*  (?:{_SIDE}\s*)?
    ([+-]?\d+(?:[.,]\d+)?)  \s*(?:°|degrees?|deg)?
    (?:\s*(\d+(?:\.\d+)?)\s*'(?:\s*(\d+(?:\.\d+)?)\s*(?:"|''))?)?  # minutes, seconds
    \s*{_SIDE}?\.?  \s*(?:(?:\(|//|\#|/\*).*)?""",
    re.VERBOSE | re.IGNORECASE | re.DOTALL,
)
_MOST = 1e6  # larger numbers are no typing error, and do not belong in a file of coordinates
_SIDES = {"lat": "NS", "lon": "EW"}


def read_degrees(value: object, axis: str) -> float | None:
    """Parse one coordinate.

    Parameters
    ----------
    value : object
        A number, or a text such as ``48,85``, ``2.35° E`` or ``31°30'30"S``.
    axis : str
        ``lat`` or ``lon``.

    Returns
    -------
    float or None
        Degrees, south and west negative, not checked for range; None if it is not a single plain number.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) < _MOST else None
    match = _NUMBER.fullmatch(value.translate(_MINUS).strip()) if isinstance(value, str) else None
    if match is None:
        return None
    before, degrees, minutes, seconds, behind = match.groups()
    side = (before or behind or "")[:1].upper()
    if (before and behind) or (side and side not in _SIDES[axis]):
        return None
    size = abs(float(degrees.replace(",", "."))) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    if size >= _MOST:
        return None
    return -size if degrees.startswith("-") or side in ("S", "W") else size
