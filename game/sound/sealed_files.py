"""Sealed recordings as files, for a proxy that sends them in the game's stead."""

import hashlib
import os
import re
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from game.atomic_write import write_whole
from game.sound.sealed import Sealed

DAY_SECONDS = 86_400.0
HOUR_SECONDS = 3_600.0
_FOLDER_MODE = 0o711  # others open a file whose name they know, and cannot list the folder
_FILE_MODE = 0o644
_OURS = re.compile(r"[0-9a-f]{40}|\.[0-9a-f]{40}\.[0-9a-f]{8}\.part")


class SealedFiles:
    """A folder of sealed recordings, written when they are first wanted.

    A file's name is a keyed hash of the recording's path and of what was sealed. So it tells nobody the clip,
    and what is sealed in another way gets another name. A file's time of change says when it was last used,
    to the hour. Games that share a folder have the same key.

    Parameters
    ----------
    folder : Path
        Made if it is missing.
    key : bytes
        At most 64.
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, folder: Path, key: bytes, clock: Callable[[], float] = time.time) -> None:
        self._folder = folder
        self._key = key
        self._clock = clock
        self._names: dict[tuple[Path, tuple[int, int]], str] = {}

    def find(self, sealed: Sealed) -> str | None:
        """The name of a recording's file, and note its use; None while it is not there whole.

        Raises
        ------
        AudioError, OSError
            When the recording has changed since it was sealed, or is gone: then it is not served.
        """
        sealed.check()
        name = self._name(sealed)
        file = self._folder / name
        try:
            status = file.stat()
        except OSError:
            return None
        if status.st_size != sealed.size:
            return None
        if self._clock() - status.st_mtime > HOUR_SECONDS:
            with suppress(OSError):  # another user's
                os.utime(file, (self._clock(),) * 2)
        return name

    def write(self, sealed: Sealed) -> None:
        """Write a recording's file; blocks.

        Raises
        ------
        AudioError, OSError
            When the recording cannot be read any more, or the file cannot be written.
        """
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True, exist_ok=True)
            self._folder.chmod(_FOLDER_MODE)
        write_whole(self._folder / self._name(sealed), sealed.chunks(0, sealed.size), _FILE_MODE)

    def sweep(self) -> None:
        """Delete what was not used for a day, and what killed games left half written; blocks."""
        with suppress(OSError):  # there is no such folder yet
            for file in self._folder.iterdir():
                if _OURS.fullmatch(file.name):
                    self._delete_unused(file)

    def _delete_unused(self, file: Path) -> None:
        with suppress(OSError):  # another game was faster, or it is another user's
            if self._clock() - file.stat().st_mtime > DAY_SECONDS:
                file.unlink()

    def _name(self, sealed: Sealed) -> str:
        known = (sealed.path, sealed.stamp)
        if known not in self._names:
            what = repr((str(sealed.path), sealed.stamp, sealed.media_type, sealed.pieces))
            self._names[known] = hashlib.blake2b(what.encode(), key=self._key, digest_size=20).hexdigest()
        return self._names[known]
