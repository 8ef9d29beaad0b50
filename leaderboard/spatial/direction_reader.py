"""Reads a direction around a head from words: degrees, clock positions, "front left", "slightly up"."""

import re

METRES = re.compile(
    r"(?<![\d.])(\d+(?:\.\d+)?)\s*(m|cm|metres?|meters?|centimetres?|centimeters?)(?![a-z])", re.IGNORECASE
)
_HOURS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_CLOCK = re.compile(
    rf"\b(\d{{1,2}}|{'|'.join(_HOURS)})(?:[:.]?(30)|(\s*[- ]?\s*thirty))?\s*[-]?\s*o\s*'?\s*clock",
    re.IGNORECASE,
)
_N = r"([-+]?\d+(?:\.\d+)?)"
_UNIT = r"\s*(?:°|degrees?|degs?\.?)?"
_AZIMUTH = re.compile(
    rf"\baz(?:imuth)?(?:_deg(?:rees)?)?\b[^\d+-]{{0,20}}{_N}{_UNIT}(?:\s*\(?(?:to\s+(?:the|your)\s+)?(left|right)\b)?"
)
_ELEVATION = re.compile(
    rf"\bel(?:ev(?:ation)?)?(?:_deg(?:rees)?)?\b[^\d+-]{{0,20}}{_N}{_UNIT}(?:\s*\(?(up|above|down|below)\b)?"
)
_TO_SIDE = re.compile(
    rf"{_N}\s*(?:°|degrees?|degs?\.?)\s*(?:azimuth\s*)?(?:to\s+(?:the|your|my)\s+|towards?\s+the\s+)?(left|right)\b"
)
_TO_HEIGHT = re.compile(
    rf"{_N}\s*(?:°|degrees?|degs?\.?)\s*(?:elevation\s*)?(up(?:wards?)?|above|down(?:wards?)?|below)\b"
)
_LISTED = re.compile(rf"^\W*?{_N}\s*(?:°|deg(?:rees)?)?\s*[;,]\s*{_N}\s*(?:°|deg(?:rees)?)?(?:\s*[;,]|\W*$)")
_ALONE = re.compile(rf"\W*?{_N}{_UNIT}\W*")
_LENGTH = re.compile(rf"\bdist(?:ance)?(?:_m)?\b\"?\s*[:=]\s*{_N}(?!\s*c?m)")
_RANGE = re.compile(r"\d\s*(?:-|to|and|or)\s*\d")
_NOT = re.compile(
    r"\b(?:not|rather than|instead of|than)\s+(?:in\s+|to\s+|from\s+|on\s+)?(?:the\s+|your\s+)?\w+"
)
_FRONT = re.compile(r"\b(?:front|ahead|forwards?|facing)\b")
_BACK = re.compile(r"\b(?:back|behind|rear|backwards?)\b")
_LEFT, _RIGHT = (
    re.compile(r"\bleft\b"),
    re.compile(r"\bright\b(?!\s+(?:ahead|in\s+front|behind|above|below))"),
)
_UP = re.compile(r"\b(?:up|above|upwards?|high|higher|overhead|over\s+(?:your|my|the)\s+head|upper)\b")
_DOWN = re.compile(r"\b(?:down|below|downwards?|low|lower|beneath|under)\b")
_SLIGHTLY = r"\b(?:slightly|a\s+(?:little|bit)|somewhat)\s+(?:to\s+(?:the|your)\s+)?"
_STRAIGHT_UP = re.compile(r"\b(?:directly|straight|right)\s+(?:above|up|overhead)\b|\boverhead\b")
_STRAIGHT_DOWN = re.compile(r"\b(?:directly|straight|right)\s+(?:below|down|beneath)\b")
SLIGHT, PLAIN, STRAIGHT = 20.0, 45.0, 90.0  # degrees that "slightly up", "up" and "directly above" stand for


def read_direction(said: str, positive: str) -> tuple[float, float] | None:
    """Azimuth, positive to the left, and elevation; None where there is none, or it contradicts itself.

    A direction without an elevation is level.

    Parameters
    ----------
    positive : str
        ``left`` or ``right``: where azimuths without a side lead.
    """
    words = _NOT.sub(" ", METRES.sub(" ", said.lower()))
    alone = _ALONE.fullmatch(words)
    if alone:
        return _checked(_signed(float(alone[1]), "", positive), 0.0)
    listed = _LISTED.search(words)
    if listed and "azimuth" not in words:
        return _checked(_signed(float(listed[1]), "", positive), float(listed[2]))
    up = _elevation(words)
    around = _numeric_azimuth(words, positive)
    if around is None:
        around = _clock(words)
    if around is None:
        around = _sector(words)
    if around is None and up is not None and abs(up) == STRAIGHT:
        around = 0.0
    return None if around is None or up is None else _checked(around, up)


def read_metres(said: str) -> float | None:
    """A length in metres; None where there is none, or where there are several or a range."""
    if has_range(said):
        return None
    found = {float(number) for number in _LENGTH.findall(said.lower())} or {
        float(number) / (100 if unit.lower().startswith("c") else 1) for number, unit in METRES.findall(said)
    }
    return found.pop() if len(found) == 1 else None


def has_range(said: str) -> bool:
    """Whether numbers stand on both ends of a range, as in "2 to 3"."""
    return _RANGE.search(said) is not None


def _checked(azimuth: float, elevation: float) -> tuple[float, float] | None:
    if not (-360 <= azimuth <= 360 and -90 <= elevation <= 90):
        return None
    return 180 - (180 - azimuth) % 360, elevation


def _numeric_azimuth(words: str, positive: str) -> float | None:
    found = [_signed(float(one[1]), one[2] or "", positive) for one in _AZIMUTH.finditer(words)]
    found = found or [_signed(float(one[1]), one[2], positive) for one in _TO_SIDE.finditer(words)]
    if found and len(set(found)) == 1:
        turned_back = bool(_BACK.search(words)) and abs(found[0]) < 90 and "azimuth" not in words
        return (180 if found[0] >= 0 else -180) - found[0] if turned_back else found[0]
    return None


def _signed(degrees: float, side: str, positive: str) -> float:
    if side:
        return abs(degrees) if side == "left" else -abs(degrees)
    return degrees if positive == "left" else -degrees


def _elevation(words: str) -> float | None:
    """Degrees up, 0 where nothing is said of it, None where it contradicts itself."""
    for pattern in (_ELEVATION, _TO_HEIGHT):
        found = {_raised(float(one[1]), one[2] or "") for one in pattern.finditer(words)}
        if found:
            return found.pop() if len(found) == 1 else None
    is_up, is_down = bool(_UP.search(words)), bool(_DOWN.search(words))
    if is_up and is_down:
        return None
    if _STRAIGHT_UP.search(words) or _STRAIGHT_DOWN.search(words):
        return STRAIGHT if _STRAIGHT_UP.search(words) else -STRAIGHT
    if not (is_up or is_down):
        return 0.0
    slight = re.search(_SLIGHTLY + (_UP.pattern if is_up else _DOWN.pattern), words)
    return (SLIGHT if slight else PLAIN) * (1 if is_up else -1)


def _raised(degrees: float, way: str) -> float:
    if way:
        return -abs(degrees) if way.startswith(("down", "below")) else abs(degrees)
    return degrees


def _clock(words: str) -> float | None:
    found = set()
    for one in _CLOCK.finditer(words):
        hour = _HOURS.index(one[1]) + 1 if one[1] in _HOURS else int(one[1])
        if not 1 <= hour <= 12:
            return None
        found.add(-30 * (hour % 12 + (0.5 if one[2] or one[3] else 0)))
    return found.pop() if len(found) == 1 else None


def _sector(words: str) -> float | None:
    """The middle of the sector that words name; "slightly left" is half as far as "front left"."""
    front, back, left, right = (bool(one.search(words)) for one in (_FRONT, _BACK, _LEFT, _RIGHT))
    if (front and back) or (left and right) or not (front or back or left or right):
        return None
    side = 1 if left else -1
    if not (left or right):
        return 180.0 if back else 0.0
    slight = re.search(_SLIGHTLY + r"(?:left|right)\b", words)
    from_axis = 22.5 if slight else 45.0 if front or back else 90.0
    return side * (180 - from_axis if back else from_axis)
