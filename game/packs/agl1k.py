"""The AGL1K benchmark's folder, `geoLocalization_schema.csv` and `audios/`, read as published."""

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
from game.packs.table import Row, read_rows, with_unique_keys
from game.sibling_files import beside

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
# In the published header one name stands for two columns, so every name after it is one column early.
_RUN_TOGETHER = "channel_environment_and_background"
_APART = ["channel", "environment_and_background"]
_MAX_SECONDS = 86_400.0
_FOLDER_NAME = re.compile(r"\w[\w.-]*")
OPUS = ".opus"


def read_agl1k(folder: Path) -> list[Clip]:
    """Read AGL1K's clips, whether or not their audio is there.

    ``country_code`` is blank, as the benchmark has only names. The schema lacks recordist and licence, too;
    an optional ``credits.csv`` (key, credit, licence) next to it adds them. Recordings are searched in
    ``audios/<key>/`` first, since two clips may have recordings of the same name.

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
    """Read the rows of a folder's schema, with its header repaired.

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
    rows = read_rows(file, (*_COLUMNS, *_LABELS, *_SOUNDS.values()), repair_header)
    return list(with_unique_keys(rows))


def recording_paths(folder: Path) -> dict[str, Path]:
    """Return where each clip's recording belongs, by key, whether or not it is there.

    Clips whose recordings share a name get a folder each, so that neither overwrites the other.

    Raises
    ------
    PackError
    """
    audio = SafeFolder(folder, AUDIO)
    rows = read_table(folder)
    names = Counter(row.text("mp3name") for row in rows)
    return {
        row.text("key"): _in_own_folder(row, audio)
        if names[row.text("mp3name")] > 1
        else audio.path(row, "mp3name")
        for row in rows
    }


def _in_own_folder(row: Row, audio: SafeFolder) -> Path:
    """Return a recording's path in a folder named after its clip."""
    key = row.text("key")
    return audio.path(row, "mp3name", key if _FOLDER_NAME.fullmatch(key) else "")


def _folders(audio: Path) -> frozenset[str]:
    """Names of the subfolders; none when the folder does not exist."""
    try:
        with os.scandir(audio) as entries:
            return frozenset(entry.name for entry in entries if entry.is_dir())
    except OSError:
        return frozenset()


def _file(row: Row, audio: SafeFolder, own: Container[str]) -> Path:
    """Find a recording, as published or re-encoded; return where it belongs when it is not there."""
    published = audio.path(row, "mp3name")
    paths = (_in_own_folder(row, audio), published) if row.text("key") in own else (published,)
    places = (place for path in paths for place in (path, beside(path.with_suffix(""), OPUS)))
    return next((place for place in places if place.exists()), published)


def repair_header(header: list[str], cells: int) -> list[str]:
    """Split the name that stands for two columns, if the first row has one cell more than the header."""
    if _RUN_TOGETHER not in header or cells != len(header) + 1:
        return header
    index = header.index(_RUN_TOGETHER)
    return header[:index] + _APART + header[index + 1 :]


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
    rows = with_unique_keys(read_rows(file, ("key", "credit", "licence"))) if file.exists() else ()
    return {row.text("key"): row for row in rows}


def _credited(clip: Clip, row: Row | None) -> Clip:
    if row is None:
        return clip
    return replace(
        clip, credit=row.text("credit") or clip.credit, licence=row.text("licence") or clip.licence
    )
