"""What was learnt about audio files, kept so that a later start need not read them again."""

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

MANY = 200  # files that take long enough to read for their progress to be shown
_RULES = 1  # counts up when files that were read once must be read again


@dataclass(frozen=True, slots=True)
class Inspected:
    """A file in the state of ``size`` and ``mtime_ns``.

    Attributes
    ----------
    sha256 : str
        Of all its bytes; empty when it could not be read.
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

    def holds(self, seen: tuple[int, int]) -> bool:
        """Whether it need not be read again; a problem may be gone though the file's dates are the same."""
        return (self.size, self.mtime_ns) == seen and not self.problem


def inspect(files: Iterable[Path], memory: Path) -> dict[Path, Inspected]:
    """Look at files, and read those that changed since ``memory`` was written.

    Parameters
    ----------
    memory : Path
        A JSON file of ours. It only saves time: one that is missing, damaged or cannot be written does no
        harm.

    Returns
    -------
    dict of Path to Inspected
        Without files that are not there.
    """
    known = _recalled(memory)
    stamps = {file: seen for file in files if (seen := _stamp(file))}
    fresh = [file for file, seen in stamps.items() if file not in known or not known[file].holds(seen)]
    if not fresh:
        return {file: known[file] for file in stamps}
    with ThreadPoolExecutor(min(os.cpu_count() or 1, 8)) as pool:
        read = pool.map(_read, fresh, [stamps[file] for file in fresh])
        shown = tqdm(read, "Reading recordings", len(fresh), disable=len(fresh) < MANY, unit=" files")
        known |= dict(zip(fresh, shown, strict=True))
    found = {file: known[file] for file in stamps}
    _remember(memory, found)
    return found


def _stamp(file: Path) -> tuple[int, int] | None:
    try:
        return stamp(file.stat())
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError:
        return 0, 0


def _read(file: Path, seen: tuple[int, int]) -> Inspected:
    try:
        seconds = seal(file).seconds
        with file.open("rb") as audio:
            return Inspected(*seen, hashlib.file_digest(audio, "sha256").hexdigest(), seconds, "")
    except AudioError as error:
        return Inspected(*seen, "", 0.0, str(error))
    except OSError as error:
        return Inspected(*seen, "", 0.0, f"cannot be read: {error.strerror}")


def _recalled(memory: Path) -> dict[Path, Inspected]:
    try:
        content = json.loads(memory.read_bytes())
        if content["rules"] != _RULES:
            return {}
        return {Path(file): Inspected(*fields) for file, fields in content["files"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _remember(memory: Path, found: dict[Path, Inspected]) -> None:
    content = {"rules": _RULES, "files": {str(file): astuple(inspected) for file, inspected in found.items()}}
    with suppress(OSError):
        memory.parent.mkdir(parents=True, exist_ok=True)
        write_whole(memory, [json.dumps(content).encode()])
