"""Inspecting audio files: length, checksum and problems, cached so that the next start is fast."""

import hashlib
import json
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import astuple, dataclass
from pathlib import Path

from tqdm import tqdm

from game.atomic_write import write_whole
from game.sound.sealed import AudioError, stamp
from game.sound.sealing import seal

MANY = 200  # files; from here on reading takes long enough for a progress bar
_RULES = 3  # raise it when all files must be inspected again


@dataclass(frozen=True, slots=True)
class Inspected:
    """What was found in a file while it had this ``size`` and ``mtime_ns``.

    Attributes
    ----------
    sha256 : str
        Of the whole file; empty when it could not be read.
    seconds : float
        Length.
    problem : str
        Why it cannot be played; empty when it can.
    """

    size: int
    mtime_ns: int
    sha256: str
    seconds: float
    problem: str

    def is_current(self, stamp: tuple[int, int]) -> bool:
        """Whether it is still valid. A problem never is: it may be gone without a change of the file."""
        return (self.size, self.mtime_ns) == stamp and not self.problem


def inspect(files: Iterable[Path], cache: Path) -> dict[Path, Inspected]:
    """Inspect files; reads only those that have changed since ``cache`` was written.

    Parameters
    ----------
    cache : Path
        A JSON file. It only saves time: it may be missing, damaged or not writable.

    Returns
    -------
    dict of Path to Inspected
        Files that do not exist are left out.
    """
    known = _load(cache)
    stamps = {file: found for file in files if (found := _stamp(file))}
    fresh = [file for file, now in stamps.items() if file not in known or not known[file].is_current(now)]
    if not fresh:
        return {file: known[file] for file in stamps}
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        read = pool.map(_read, fresh, [stamps[file] for file in fresh])
        bar = tqdm(read, "Reading recordings", len(fresh), disable=len(fresh) < MANY, unit=" files")
        known |= dict(zip(fresh, bar, strict=True))
    inspected = {file: known[file] for file in stamps}
    _save(cache, inspected)
    return inspected


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        return stamp(file.stat())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return 0, 0


def _read(file: Path, stamp: tuple[int, int]) -> Inspected:
    try:
        seconds = seal(file).seconds
        with file.open("rb") as audio:
            return Inspected(*stamp, hashlib.file_digest(audio, "sha256").hexdigest(), seconds, "")
    except AudioError as error:
        return Inspected(*stamp, "", 0.0, str(error))
    except OSError as error:
        return Inspected(*stamp, "", 0.0, f"cannot be read: {error.strerror}")


def _load(cache: Path) -> dict[Path, Inspected]:
    try:
        content = json.loads(cache.read_bytes())
        if content["rules"] != _RULES:
            return {}
        return {Path(file): Inspected(*fields) for file, fields in content["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _save(cache: Path, files: dict[Path, Inspected]) -> None:
    content = {"rules": _RULES, "files": {str(file): astuple(found) for file, found in files.items()}}
    with suppress(OSError):
        cache.parent.mkdir(parents=True, exist_ok=True)
        write_whole(cache, [json.dumps(content).encode()])
