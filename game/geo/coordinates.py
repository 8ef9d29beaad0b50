"""Coordinates as people and models write them: 31.5, -9.8; 31°30'N 9°46'W; 48,14 11,58; lat 31.5 lon -9.8."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

Axis = Literal["lat", "lon"]

LONGEST_TEXT = 100  # characters; anything longer holds more than two coordinates

_SIGNS = str.maketrans(
    {
        **dict.fromkeys("−–‒﹣－", "-"),
        **dict.fromkeys("º˚ᵒ", "°"),
        **dict.fromkeys("′’‘ʹʼ`´", "'"),
        **dict.fromkeys("″”“ʺ", '"'),
    }
)
# English, German, French, Spanish, Italian and Portuguese. For a single O see `_meaning_of_o`.
_WORDS = {
    **dict.fromkeys(("n", "north", "northern", "nord", "norte", "nördlich", "nördliche", "nördlicher"), "N"),
    **dict.fromkeys(("s", "south", "southern", "sud", "süd", "sued", "sur", "sul"), "S"),
    **dict.fromkeys(("südlich", "südliche", "südlicher"), "S"),
    **dict.fromkeys(
        ("e", "east", "eastern", "est", "este", "ost", "leste", "östlich", "östliche", "östlicher"), "E"
    ),
    **dict.fromkeys(
        ("w", "west", "western", "ouest", "oeste", "ovest", "westlich", "westliche", "westlicher"), "W"
    ),
    **dict.fromkeys(
        ("lat", "latitude", "lattitude", "latitud", "latitudine", "breite", "breitengrad"), "lat"
    ),
    **dict.fromkeys(("lon", "lng", "long", "longitude", "longitud", "longitudine"), "lon"),
    **dict.fromkeys(("länge", "laenge", "längengrad"), "lon"),
    **dict.fromkeys(("deg", "degree", "degrees", "grad", "degrés", "grados", "gradi", "graus"), "°"),
    **dict.fromkeys(("min", "minute", "minutes", "minuten", "minutos", "minuti"), "'"),
    **dict.fromkeys(("sec", "seconds", "sekunden", "secondes", "segundos", "secondi"), '"'),
}
_GERMAN = frozenset(("breite", "breitengrad", "länge", "laenge", "längengrad", "nördlich", "süd", "südlich"))
_ROMANCE = frozenset(("latitud", "longitud", "latitudine", "longitudine", "norte", "sur", "sul", "sud"))
_AXES: dict[str, Axis] = {"N": "lat", "S": "lat", "E": "lon", "W": "lon", "lat": "lat", "lon": "lon"}
_MINUS: dict[Axis, str] = {"lat": "S", "lon": "W"}
_PLUS: dict[Axis, str] = {"lat": "N", "lon": "E"}
_WORD = re.compile(r"[^\W\d_]+")
_COMMA_BETWEEN_DIGITS = re.compile(r"(?<=\d),(?=\d)")
_MARKED = r"""(?:\s*(?P<minutes{n}>\d+(?:\.\d+)?)\s*'(?:\s*(?P<seconds{n}>\d+(?:\.\d+)?)\s*(?:"|''))?)?"""
_SPACED = r"""(?:[\s:]+(?P<minutes{n}>\d+(?:\.\d+)?)(?:[\s:]+(?P<seconds{n}>\d+(?:\.\d+)?))?)"""


def _angle_pattern(minutes: str, n: int) -> str:
    return rf"""
        (?:(?P<label{n}>lat|lon)\s*[:=]?\s*)?  (?P<front{n}>[NSEW])?\s*
        (?P<sign{n}>[+-])?(?P<degrees{n}>\d+(?:\.\d+)?)\s*°?  {minutes.format(n=n)}
        (?(front{n})|\s*(?P<back{n}>[NSEW])?)
    """


def _pair_pattern(minutes: str) -> re.Pattern[str]:
    first, second = (_angle_pattern(minutes, n) for n in (1, 2))
    return re.compile(rf"(?:geo:)?\(?{first}(?:\s*[,;/]\s*|\s+|(?<=[NSEW])){second}\)?", re.VERBOSE)


_ONE, _ONE_SPACED = (re.compile(_angle_pattern(minutes, 1), re.VERBOSE) for minutes in (_MARKED, _SPACED))
_TWO, _TWO_SPACED = _pair_pattern(_MARKED), _pair_pattern(_SPACED)


@dataclass(frozen=True, slots=True)
class _Angle:
    """One coordinate as it was written; `side` is N, S, E or W, or empty."""

    side: str
    axis: Axis | None
    is_negative: bool
    degrees: str
    minutes: str
    seconds: str

    def on(self, axis: Axis) -> float | None:
        """Degrees, south and west negative; None when it was written for the other axis."""
        if self.axis not in (None, axis):
            return None
        side = self.side or (_MINUS if self.is_negative else _PLUS)[axis]
        import geopy  # with it come all its geocoders, and an HTTP client

        return float(geopy.Point.parse_degrees(self.degrees, self.minutes, self.seconds, side))


def read_point(text: str) -> tuple[float, float] | None:
    """Read two coordinates written as one text.

    Latitude comes first unless letters or labels say otherwise. A comma between two digits is a decimal comma
    when something else separates the two numbers, as in ``48,14 11,58``.

    Parameters
    ----------
    text : str
        Decimal degrees, or degrees with minutes and seconds; a sign, or a letter or word for the hemisphere.

    Returns
    -------
    tuple of float or None
        Latitude in [-90, 90] and longitude in [-180, 180], degrees; None when the text is anything else.
    """
    if len(text) > LONGEST_TEXT:
        return None
    found = next(filter(None, (_match(plain) for plain in _readings(text))), None)
    first, second = (_angle(found, n) for n in (1, 2)) if found else (None, None)
    if first is None or second is None:
        return None
    if first.axis == "lon" or second.axis == "lat":
        first, second = second, first
    return _point(first.on("lat"), second.on("lon"))


def read_degrees(text: str, axis: Axis) -> float | None:
    """Read one coordinate written as a text, such as ``48,85``, ``2.35° E`` or ``31°30'30"S``.

    Returns
    -------
    float or None
        Degrees, south and west negative, not checked against any bounds; None when the text is anything else.
    """
    if len(text) > LONGEST_TEXT:
        return None
    plain = _COMMA_BETWEEN_DIGITS.sub(".", plain_text(text))
    found = _ONE.fullmatch(plain)
    if found is None and (spaced := _ONE_SPACED.fullmatch(plain)):
        found = spaced if spaced["front1"] or spaced["back1"] else None
    angle = _angle(found, 1) if found else None
    return angle.on(axis) if angle else None


def format_point(lat: float, lon: float) -> str:
    """Write a point for a reader, e.g. ``31.5° N, 9.77° W``."""
    return f"{abs(lat):.6g}° {'S' if lat < 0 else 'N'}, {abs(lon):.6g}° {'W' if lon < 0 else 'E'}"


def _match(plain: str) -> re.Match[str] | None:
    """Find both coordinates; minutes need no mark where both have a letter, as in N 31 30 W 9 46."""
    if found := _TWO.fullmatch(plain):
        is_a_number = plain[1:].isalnum() and not found["back2"]  # 1e5
        return None if is_a_number else found
    spaced = _TWO_SPACED.fullmatch(plain)
    is_lettered = spaced and all(spaced[f"front{n}"] or spaced[f"back{n}"] for n in (1, 2))
    return spaced if is_lettered else None


def plain_text(text: str) -> str:
    """Write each meaning with one sign or word: N, S, E, W, lat, lon, °, ', ". Other words stay."""
    signs = unicodedata.normalize("NFKC", text.translate(_SIGNS)).translate(_SIGNS).strip()
    words = _WORDS | _meaning_of_o(signs)
    return _WORD.sub(lambda word: words.get(word[0].casefold(), word[0]), signs)


def _meaning_of_o(text: str) -> dict[str, str]:
    """A single O is east in German, and west in French, Spanish, Italian and Portuguese."""
    said = {word.casefold() for word in _WORD.findall(text)}
    if "o" not in said or bool(said & _GERMAN) == bool(said & _ROMANCE):
        return {}
    return {"o": "E" if said & _GERMAN else "W"}


def _readings(text: str) -> list[str]:
    """The ways to read the commas of a text: as separators, and between digits as decimal commas."""
    plain = plain_text(text)
    if "." in plain or not _COMMA_BETWEEN_DIGITS.search(plain):
        return [plain]
    decimal = _COMMA_BETWEEN_DIGITS.sub(".", plain)
    return [decimal, plain] if len(_COMMA_BETWEEN_DIGITS.findall(plain)) <= 2 else []


def _angle(found: re.Match[str], n: int) -> _Angle | None:
    """One coordinate of a match; None when its parts contradict one another."""
    front, back, label, sign, degrees, minutes, seconds = (
        found[f"{name}{n}"] for name in ("front", "back", "label", "sign", "degrees", "minutes", "seconds")
    )
    side = front or back or ""
    axes = {_AXES[name] for name in (side, label) if name}
    is_negative = sign == "-"
    contradicts = len(axes) > 1 or (is_negative and side in ("N", "E"))
    uneven = (minutes and "." in degrees) or (seconds and "." in minutes)
    too_many = any(float(part or 0) >= 60 for part in (minutes, seconds))
    if contradicts or uneven or too_many:
        return None
    return _Angle(side, next(iter(axes), None), is_negative, degrees, minutes or "0", seconds or "0")


def _point(lat: float | None, lon: float | None) -> tuple[float, float] | None:
    if lat is None or lon is None or abs(lat) > 90 or abs(lon) > 180:
        return None
    return lat, lon
