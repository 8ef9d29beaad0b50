"""Coordinates as models write them."""

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
_MOST = 1e6  # beyond any slip of the pen, and what no file of numbers should hold
_SIDES = {"lat": "NS", "lon": "EW"}


def read_degrees(said: object, axis: str) -> float | None:
    """Read one coordinate.

    Parameters
    ----------
    said : object
        A number, or a text such as ``48,85``, ``2.35° E`` or ``31°30'30"S``.
    axis : str
        ``lat`` or ``lon``.

    Returns
    -------
    float or None
        Degrees, south and west negative, within no bounds; None when it is not one plain number.
    """
    if isinstance(said, int | float) and not isinstance(said, bool):
        return float(said) if abs(said) < _MOST else None
    found = _NUMBER.fullmatch(said.translate(_MINUS).strip()) if isinstance(said, str) else None
    if found is None:
        return None
    before, degrees, minutes, seconds, behind = found.groups()
    side = (before or behind or "")[:1].upper()
    if (before and behind) or (side and side not in _SIDES[axis]):
        return None
    size = abs(float(degrees.replace(",", "."))) + float(minutes or 0) / 60 + float(seconds or 0) / 3600
    if size >= _MOST:
        return None
    return -size if degrees.startswith("-") or side in ("S", "W") else size
