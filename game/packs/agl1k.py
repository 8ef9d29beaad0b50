"""The AGL1K benchmark's own folder: `geoLocalization_schema.csv` and `audios/`, read as they are."""

import os
import re
from collections import Counter
from collections.abc import Container
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

from game.packs.clip import Clip
from game.packs.safe_paths import SafeFolder
from game.packs.table import Row, check_keys, read_rows

NAME = "geoLocalization_schema.csv"
AUDIO = "audios"
CREDITS = "credits.csv"
_COLUMNS = ("key", "longitude", "latitude", "description", "title", "mp3name", "mp3seconds")
_LABELS = ("city", "country", "continent")
_SOUNDS = {
    "speech": "human_sounds",
    "animal": "animal",
    "music": "music",
    "nature": "natural_sounds",
    "things": "sounds_of_things",
}
# One name in the published header stands for two columns, so that every name behind it is one column early.
_RUN_TOGETHER = "channel_environment_and_background"
_APART = ["channel", "environment_and_background"]
_MAX_SECONDS = 86_400.0
_PLAIN = re.compile(r"\w[\w.-]*")  # a key that can name a folder
OPUS = ".opus"


def read_agl1k(folder: Path) -> list[Clip]:
    """Read AGL1K's clips, whether or not their audio is there.

    ``country_code`` is blank: the benchmark has names alone. The recordist and the licence are not in the
    schema either; ``credits.csv`` (key, credit, licence) beside it may tell them. A recording is looked for
    in ``audios/<key>/`` first, as two clips may have recordings of one name.

    Raises
    ------
    PackError
    """
    audio = SafeFolder(folder, AUDIO)
    own = _folders(folder / AUDIO)
    clips = [_clip(row, _file(row, audio, own)) for row in read_table(folder)]
    credits = _credits(folder / CREDITS)
    return [_credited(clip, credits.get(clip.key)) for clip in clips]


def read_table(folder: Path) -> list[Row]:
    """Read the rows of AGL1K's schema under the header that was meant.

    Raises
    ------
    PackError
    """
    return read_schema(folder / NAME)


def read_schema(file: Path) -> list[Row]:
    """Read the same from a file of any name.

    Raises
    ------
    PackError
    """
    rows = read_rows(file, (*_COLUMNS, *_LABELS, *_SOUNDS.values()), repaired)
    check_keys(rows)
    return rows


def belongings(folder: Path) -> dict[str, Path]:
    """Tell where each clip's recording belongs, by its key, whether it is there or not.

    Two clips whose recordings have one name get a folder each, so that neither takes the other's place.

    Raises
    ------
    PackError
    """
    audio = SafeFolder(folder, AUDIO)
    rows = read_table(folder)
    names = Counter(row.text("mp3name") for row in rows)
    return {
        row.text("key"): _own(row, audio) if names[row.text("mp3name")] > 1 else audio.path(row, "mp3name")
        for row in rows
    }


def _own(row: Row, audio: SafeFolder) -> Path:
    """The place of a recording in a folder that is called as its clip."""
    key = row.text("key")
    return audio.path(row, "mp3name", key if _PLAIN.fullmatch(key) else "")


def _folders(audio: Path) -> frozenset[str]:
    """Names of the folders in a folder; none when it is not there."""
    try:
        with os.scandir(audio) as entries:
            return frozenset(entry.name for entry in entries if entry.is_dir())
    except OSError:
        return frozenset()


def _file(row: Row, audio: SafeFolder, own: Container[str]) -> Path:
    """The recording, as it was published or encoded again; where it belongs when it is not there."""
    published = audio.path(row, "mp3name")
    paths = (_own(row, audio), published) if row.text("key") in own else (published,)
    places = (place for path in paths for place in (path, path.with_suffix(OPUS)))
    return next((place for place in places if place.exists()), published)


def repaired(header: list[str], cells: int) -> list[str]:
    """The header that was meant, of a table whose first row has so many cells."""
    if _RUN_TOGETHER not in header or cells != len(header) + 1:
        return header
    at = header.index(_RUN_TOGETHER)
    return header[:at] + _APART + header[at + 1 :]


def _clip(row: Row, file: Path) -> Clip:
    labels = {name: row.text(name) for name in _LABELS}
    sounds = {name: row.number(column, 0, 1, blank=0) for name, column in _SOUNDS.items()}
    cells: dict[str, Any] = {**labels, **sounds}
    return Clip(
        key=row.text("key"),
        file=file,
        lat=row.number("latitude", -90, 90),
        lon=row.number("longitude", -180, 180),
        country_code="",
        seconds=row.number("mp3seconds", 0, _MAX_SECONDS, blank=0),
        title=row.text("title"),
        description=row.text("description"),
        credit="radio aporee contributor",
        licence="see source",
        source=f"https://archive.org/details/{quote(row.text('key'))}",
        **cells,
    )


def _credits(file: Path) -> dict[str, Row]:
    rows = read_rows(file, ("key", "credit", "licence")) if file.exists() else []
    check_keys(rows)
    return {row.text("key"): row for row in rows}


def _credited(clip: Clip, row: Row | None) -> Clip:
    if row is None:
        return clip
    return replace(
        clip, credit=row.text("credit") or clip.credit, licence=row.text("licence") or clip.licence
    )
