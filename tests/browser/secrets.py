"""What must stay hidden until the reveal: everything AGL1K and the files' tags say about a recording."""

import csv
import re
from pathlib import Path

import mutagen

from tests.builders.recordings import AGL1K

SCHEMA = AGL1K / "geoLocalization_schema.csv"
# Genre, track and year in some tags, and the source of all recordings: none of these gives a place away.
TELL_NOTHING = {"Other", "Blues", "1/1", "2003", "2015", "aporee", "radio aporee"}
_WORD = re.compile(r"[^\W\d_]{6,}")
_NAME = re.compile(r"[A-Z][a-z]{4,}")


def rows() -> list[dict[str, str]]:
    """The schema's rows for the recordings in the shared folder."""
    with SCHEMA.open(encoding="utf-8", newline="") as file:
        found = [row for row in csv.DictReader(file) if (AGL1K / "audios" / row["mp3name"]).exists()]
    assert len(found) == 2
    return found


def tags(file: Path) -> set[str]:
    """Every text in the tags of a file."""
    return {
        str(text) for frame in mutagen.File(file).tags.values() for text in getattr(frame, "text", [frame])
    }


def decimals(degrees: str) -> set[str]:
    """A coordinate without its sign to two decimals, both rounded and truncated."""
    whole, _, part = degrees.lstrip("-").partition(".")
    return {f"{abs(float(degrees)):.2f}", f"{whole}.{part[:2]}"}


def of(row: dict[str, str]) -> set[str]:
    """Every text that gives one recording away."""
    file = AGL1K / "audios" / row["mp3name"]
    texts = {row[name] for name in ("key", "title", "description", "mp3name", "city", "country")} | tags(file)
    places = {row["city"], row["country"], file.stem, row["key"].split("_", 1)[1]}
    places |= {re.sub(r"<[^>]*>", "", row["description"]), *_NAME.findall(file.stem)}
    named = {word for text in (row["title"], *tags(file)) for word in _WORD.findall(text)}
    coordinates = decimals(row["longitude"]) | decimals(row["latitude"])
    assert len(coordinates) >= 2 and all(len(coordinate) >= 4 for coordinate in coordinates)
    secrets = {secret.strip() for secret in texts | places | named | coordinates}
    return {secret for secret in secrets if len(secret) > 3} - TELL_NOTHING


def everything() -> set[str]:
    return set().union(*map(of, rows()))
