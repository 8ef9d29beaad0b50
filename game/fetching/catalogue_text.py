"""Points in the texts of a catalogue: labelled, with hemispheres, or as two bare numbers; in doubt none."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from game.geo.coordinates import Axis, plain_text, read_degrees, read_point

Point = tuple[float, float]

_LONGEST = 20_000  # characters of a text that are read
_NUMBER = r"\d[\d.,:°'\" ]{0,28}"
_LABEL = re.compile(
    rf"""(?<![^\W\d_])(?P<axis>lat|lon)\b\.?["']?\s*(?:\((?P<side>[NSEW])\)\s*)?[:=]?\s*["']?\s*"""
    rf"""(?P<value>(?:[NSEW]\s*)?[+-]?{_NUMBER}(?:[NSEWO](?![^\W_]))?)"""
)
_LABEL_AFTER = re.compile(
    rf"""(?<![\d.,:])(?P<value>(?:[NSEW]\s*)?[+-]?{_NUMBER}(?:[NSEWO]\b)?)\.?\s*\(?(?P<axis>lat|lon)\b(?!\s*[:=])"""
)
_SIDED = rf"(?:[NSEW]\s*{_NUMBER}|[+-]?{_NUMBER}[NSEW])"
_LETTERED = re.compile(rf"(?<![\w.,:+-]){_SIDED}(?:[ ,;/.()]|and\b|und\b|et\b|y\b){{0,6}}{_SIDED}(?![^\W_])")
_GEO_ADDRESS = re.compile(r"\bgeo:([+-]?\d{1,3}(?:\.\d+)?),([+-]?\d{1,3}(?:\.\d+)?)")  # RFC 5870
_ISO_6709 = re.compile(r"\s*([+-]\d\d\.\d+)([+-]\d{3}\.\d+)(?:[+-]\d+(?:\.\d+)?)?/?\s*")
_PLAIN = r"[+-]?\d{1,3}(?:[.,]\d+)?"
_BARE = re.compile(
    rf"\s*[(\[]?\s*(?P<one>{_PLAIN})\s?°?(?P<between>\s*[,;/]\s*|\s+)(?P<two>{_PLAIN})\s?°?(?P<rest>.*)",
    re.DOTALL,
)
_ANNOUNCED = re.compile(
    r"(?:\b(?:coord\w*|koord\w*|gps|geo(?:tag|location|position)?)\b|\b(?:location|position|standort)\s*[:=]"
    r"|\blat\W{1,4}lon\b|(?P<reversed>\blon\W{1,4}lat\b))[^\w+-]{0,12}(?=[+-]?\d)",
    re.IGNORECASE,
)
_DATE = re.compile(
    r"(?<![\d.,])(?:\d{1,2}\s*[./ -]\s*\d{1,2}\s*[./ -]\s*(?:19|20)\d\d"
    r"|(?:19|20)\d\d\s*[./ -]\s*\d{1,2}\s*[./ -]\s*\d{1,2})(?!\d)"
)
_SNIPPET = re.compile(
    r"""[\s,;.:"']*(?P<number>.*\d)\s*(?P<mark>''|["'°])?\s*(?P<side>[NSEWO])?[\s,;.:"']*""", re.DOTALL
)
_CLOCK = re.compile(r"([0-2]?\d|3[01])[.,][0-5]\d")  # may be a time, or the day and month of a date
_UNIT = re.compile(
    r"\s*(?:m|km|cm|mm|h|hz|khz|db|ft|bit|kbit|meter|metres|miles|euro?|%)(?![^\W_])", re.IGNORECASE
)
_GRID = re.compile(r"\b\d{1,2}\s?[C-X]\s?\d{5,7}\b|\bUTM\b|\b[C-X]{2}\s?\d{3,5}\s?\d{3,5}\b|///\w+\.\w+\.\w+")


@dataclass(slots=True)
class Reading:
    """What a text says of a place.

    Attributes
    ----------
    points : list of tuple of float
        Latitude and longitude, degrees, each certain by itself.
    doubts : list of str
        Why something that looks like coordinates was not read.
    """

    points: list[Point] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def add(self, point: Point | None, written: str, doubt: str = "cannot be read with certainty") -> None:
        """Note a point, or the doubt about what was written."""
        if point is not None:
            self.points.append(point)
        else:
            self.doubts.append(f"“{' '.join(written.split())[:60]}” {_doubt(written) or doubt}")


def read_text(text: str, is_place: bool) -> Reading:
    """Read the points that a text of a catalogue states.

    Parameters
    ----------
    is_place : bool
        Whether the text is about the place, so that two bare numbers with decimals are coordinates. Elsewhere
        they need labels, letters for the hemispheres, or a word such as "coordinates" before them.
    """
    reading = Reading()
    plain = plain_text(" ".join(html.unescape(text[:_LONGEST]).split()))
    undated = _DATE.sub(" ", plain)
    for found in _GEO_ADDRESS.finditer(plain):
        reading.add(read_point(f"{found[1]}, {found[2]}"), found[0], "is out of range")
    _read_labelled(undated, is_place, reading)
    for found in _LETTERED.finditer(undated):
        if is_place or _is_exact(found[0]):
            reading.add(read_point(found[0].strip()), found[0])
    if not reading.points and not reading.doubts:
        _read_numbers(undated, is_place, reading)
    if is_place and not reading.points and not reading.doubts and len(re.findall(r"\d+", plain)) > 1:
        reading.add(None, text)
    return reading


def pair(lat: str, lon: str) -> Point | None:
    """A point from two texts; None unless both are read, and either both or neither name a hemisphere."""
    degrees = read_degrees(lat, "lat"), read_degrees(lon, "lon")
    sided = [bool(re.search("[NSEW]", plain_text(text))) for text in (lat, lon)]
    if degrees[0] is None or degrees[1] is None or sided[0] != sided[1]:
        return None
    return degrees if abs(degrees[0]) <= 90 and abs(degrees[1]) <= 180 else None  # type: ignore[return-value]


def _read_labelled(plain: str, is_place: bool, reading: Reading) -> None:
    """Labels before the numbers; where these do not make a pair, labels after them.

    In a text about other things, "a long 5 minutes" is no longitude.
    """
    before = _by_axis(_LABEL.finditer(plain))
    after = _by_axis(_LABEL_AFTER.finditer(plain))
    chosen = before if all(before.values()) else after if all(after.values()) else {}
    if chosen:
        lats, lons = chosen["lat"], chosen["lon"]
        if is_place or _is_exact(f"{lats[0]} {lons[0]}"):
            is_one = len(set(lats)) == len(set(lons)) == 1
            written = f"{', '.join(lats)}; {', '.join(lons)}"
            reading.add(pair(lats[0], lons[0]) if is_one else None, written)


def _by_axis(found: Iterator[re.Match[str]]) -> dict[Axis, list[str]]:
    values: dict[Axis, list[str]] = {"lat": [], "lon": []}
    for match in found:
        if not _UNIT.match(match.string, match.end("value")):
            side = match.groupdict().get("side") or ""
            axis: Axis = "lat" if match["axis"] == "lat" else "lon"
            values[axis].append(f"{side} {_bare(match['value'])}".strip())
    return values


def _read_numbers(plain: str, is_place: bool, reading: Reading) -> None:
    """Two numbers with decimals: first in a text about the place, or after a word that announces them."""
    announced = _ANNOUNCED.search(plain)
    if not is_place and announced is None:
        return
    start = announced.end() if announced else 0
    if iso := _ISO_6709.match(plain, start):
        reading.add(read_point(f"{float(iso[1])}, {float(iso[2])}"), iso[0], "is out of range")
    elif (found := _BARE.match(plain, start)) and (is_place or _is_exact(f"{found['one']} {found['two']}")):
        is_reversed = announced is not None and announced["reversed"] is not None
        numbers = (found["two"], found["one"]) if is_reversed else (found["one"], found["two"])
        reading.add(pair(*numbers) if _is_pair(found) else None, plain[start:])


def _is_pair(found: re.Match[str]) -> bool:
    """Whether two bare numbers can be nothing else than coordinates."""
    one, between, two, rest = found["one"], found["between"], found["two"], found["rest"]
    goes_on = re.match(r"\d|[.:]\d|\s*°?\s*[NSEWO]\b", rest) or _UNIT.match(rest)
    may_be_one_number = "," in (one + two) and (between == "," or re.match(r",\d", rest))
    has_sign, is_parted = two.startswith(("+", "-")), bool(between.strip())
    are_times = _CLOCK.fullmatch(one) and _CLOCK.fullmatch(two) and not is_parted
    is_day = _CLOCK.fullmatch(one) and re.fullmatch(r"\d{1,2}", two)
    if goes_on or may_be_one_number or are_times or is_day:
        return False
    if re.search("[.,]", one) and re.search("[.,]", two):
        return True
    return is_parted and (has_sign or "." in one + two or (one.startswith(("+", "-")) and between != ","))


def _is_exact(text: str) -> bool:
    """Whether both numbers of a pair have a degree sign or decimals, as nobody writes other things."""
    return len(re.findall(r"\d\s*°|\d[.,]\d", text)) > 1


def _bare(text: str) -> str:
    """A snippet without quotes and punctuation around it; marks for minutes and seconds stay."""
    found = _SNIPPET.fullmatch(text)
    if found is None:
        return text
    number, mark, side = found["number"], found["mark"] or "", found["side"] or ""
    is_quote = (mark in ("''", '"') and "'" not in number) or (
        mark == "'" and not re.search(r"\d[\s°]+\d", number)
    )
    return f"{number}{'' if is_quote else mark} {side}".strip()


def _doubt(written: str) -> str:
    if _DATE.search(written):
        return "looks like a date"
    if _GRID.search(written):
        return "is not in degrees"
    if re.search(r"\d[\s°'\"]*O\b", plain_text(written)):
        return "has an O, which is east in German and west in French, Spanish and Italian"
    return ""
