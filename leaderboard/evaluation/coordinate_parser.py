"""Parses coordinates as models write them."""

import re

from game.geo import coordinates

_MOST = 1e6  # larger numbers are no typing error, and do not belong in a file of coordinates
_HEDGE = re.compile(r"^(?:~|≈|about\s|approx\w*\.?\s)\s*", re.IGNORECASE)
_REMARK = re.compile(r"\s*(?:\(|//|#|/\*).*$", re.DOTALL)


def read_degrees(value: object, axis: coordinates.Axis) -> float | None:
    """Parse one coordinate.

    Parameters
    ----------
    value : object
        A number, or a text such as ``48,85``, ``2.35° E`` or ``about 31°30'30"S (the harbour)``.
    axis : str
        ``lat`` or ``lon``.

    Returns
    -------
    float or None
        Degrees, south and west negative, not checked for range; None if it is not a single plain number.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value) if abs(value) < _MOST else None
    if not isinstance(value, str):
        return None
    degrees = coordinates.read_degrees(_REMARK.sub("", _HEDGE.sub("", value.strip())).rstrip("."), axis)
    return degrees if degrees is None or abs(degrees) < _MOST else None
