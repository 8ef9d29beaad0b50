"""`clips.csv`, the manifest of a host's own pack."""

import re
from pathlib import Path
from typing import Any

from game.packs.clip import SOUNDS, Clip
from game.packs.safe_paths import SafeFolder
from game.packs.table import Row, read_rows, with_unique_keys

NAME = "clips.csv"
AUDIO = "audio"
_LABELS = ("city", "country", "country_code", "continent")
_TEXTS = ("title", "description", "credit", "licence", "source")
COLUMNS = ("key", "file", "lat", "lon", *_LABELS, "seconds", *SOUNDS, *_TEXTS)
FACT = "fact"  # a column that may be missing
_MAX_SECONDS = 86_400.0
_COUNTRY_CODE = re.compile(r"([A-Z]{2})?")


def read_manifest(folder: Path) -> list[Clip]:
    """Read the clips of a pack, whether or not their audio is there.

    Blank labels stay blank and blank seconds are 0; `load_pack` fills them in.

    Raises
    ------
    PackError
    """
    audio = SafeFolder(folder, AUDIO)
    rows = with_unique_keys(read_rows(folder / NAME, COLUMNS))
    return [_clip(row, audio) for row in rows]


def _clip(row: Row, audio: SafeFolder) -> Clip:
    if not _COUNTRY_CODE.fullmatch(row.text("country_code")):
        raise row.error("country_code is not two capital letters: write the ISO 3166 code, or leave it blank")
    texts = {name: row.text(name) for name in (*_LABELS, *_TEXTS)}
    sounds = {name: row.number(name, 0, 1, blank=0) for name in SOUNDS}
    point = {"lat": row.degrees("lat", 90), "lon": row.degrees("lon", 180)}
    fact = " ".join(row.optional(FACT).split())
    seconds = row.number("seconds", 0, _MAX_SECONDS, blank=0)
    cells: dict[str, Any] = {**texts, **sounds, **point}
    return Clip(key=row.text("key"), file=audio.path(row, "file"), seconds=seconds, fact=fact, **cells)
