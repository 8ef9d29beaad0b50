"""The stand-in's items: one for each clip of AGL1K, with a recording and metadata.

The two real recordings have their own keys. Every other item has a piece of one of them, chosen by its key,
so that all files are MP3 and no two are alike.
"""

import csv
import hashlib
import zlib
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any

from tests.builders.recordings import AGL1K, REAL

COLLECTION = "radio-aporee-maps"
PIECE_BYTES = (200_000, 400_000)  # shortest and longest
LICENCES = (
    "https://creativecommons.org/licenses/by-nc-sa/3.0/",
    "http://creativecommons.org/licenses/by/4.0/",
    "http://creativecommons.org/publicdomain/mark/1.0/",
    "https://creativecommons.org/publicdomain/zero/1.0/",
    "",
)


@dataclass(frozen=True)
class File:
    """A file of an item.

    `listed` holds fields, such as size or checksum, that the item's list gets wrong.
    """

    name: str
    content: bytes
    kind: str = "VBR MP3"
    listed: dict[str, str] = field(default_factory=dict)

    @cached_property
    def sha1(self) -> str:
        return hashlib.sha1(self.content, usedforsecurity=False).hexdigest()

    def row(self) -> dict[str, str]:
        """Its entry in `/metadata/`, with numbers as strings."""
        digest = hashlib.md5(self.content, usedforsecurity=False).hexdigest()
        return {
            "name": self.name,
            "source": "original",
            "format": self.kind,
            "mtime": "1300000000",
            "size": str(len(self.content)),
            "md5": digest,
            "crc32": f"{zlib.crc32(self.content):08x}",
            "sha1": self.sha1,
            **self.listed,
        }


@dataclass(frozen=True)
class Item:
    """An item: its metadata and files."""

    key: str
    metadata: dict[str, Any]
    files: tuple[File, ...]

    def file(self, name: str) -> File | None:
        return next((file for file in self.files if file.name == name), None)

    def metadata_reply(self, node: str) -> dict[str, Any]:
        """The reply of `/metadata/`."""
        folder = f"/7/items/{self.key}"
        return {
            "created": 1_760_000_000,
            "d1": node,
            "dir": folder,
            "files": [file.row() for file in self.files],
            "files_count": len(self.files),
            "item_size": sum(len(file.content) for file in self.files),
            "metadata": {"identifier": self.key, **self.metadata},
            "server": node,
            "workable_servers": [node],
        }


class Items:
    """All items: AGL1K's, generated on request, and those that a test added."""

    def __init__(self) -> None:
        self._put: dict[str, Item | None] = {}
        self._rows = {row[0]: row for row in _schema()} if AGL1K.is_dir() else {}

    def put(self, item: Item) -> None:
        self._put[item.key] = item

    def remove(self, key: str) -> None:
        self._put[key] = None

    def clear(self) -> None:
        self._put.clear()

    def get(self, key: str) -> Item | None:
        if key in self._put:
            return self._put[key]
        return _of_row(self._rows[key]) if key in self._rows else None

    def metadata(self) -> dict[str, dict[str, Any]]:
        """Metadata of every item by key; no recording is generated."""
        found = {key: _metadata(row) for key, row in self._rows.items()}
        for key, item in self._put.items():
            found.pop(key, None)
            found |= {key: item.metadata} if item else {}
        return found


def _schema() -> list[list[str]]:
    with (AGL1K / "geoLocalization_schema.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


@cache
def _real() -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in REAL}


def _of_row(row: list[str]) -> Item:
    return Item(row[0], _metadata(row), (File(row[7], recording(row[0], row[7])),))


def _metadata(row: list[str]) -> dict[str, Any]:
    short_key, lon, lat = row[1:4]
    found = {
        "title": row[6],
        "description": row[5],
        "mediatype": "audio",
        "collection": [COLLECTION, "radio-aporee"],
        "creator": f"recordist {int(short_key) % 97}",
        "date": f"20{int(short_key) % 20:02}-0{1 + int(short_key) % 9}-11",
        "subject": ["field recording", "phonography", "soundmap"],
        "coverage": f"{lat},{lon}",
    }
    licence = LICENCES[int(short_key) % len(LICENCES)]
    return found | ({"licenseurl": licence} if licence else {})


def recording(key: str, name: str) -> bytes:
    """The real recording of this name, or the piece chosen by the key."""
    real = _real()
    if name in real:
        return real[name]
    number = int.from_bytes(hashlib.sha256(key.encode()).digest()[:8], "big")
    whole = list(real.values())[number % len(real)]
    least, most = PIECE_BYTES
    size = least + number % (most - least)
    start = 10_000 + number // 7 % (len(whole) - size - 20_000)
    return whole[start : start + size]
