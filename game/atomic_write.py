"""A file written whole or not at all."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path


def write_whole(file: Path, parts: Iterable[bytes]) -> None:
    """Write a file beside its place and then put it there: what is there stays until then.

    Raises
    ------
    OSError
        When it cannot be written; nothing of it is left.
    """
    draft = file.with_name(f".{file.name}.part")
    try:
        with draft.open("wb") as written:
            written.writelines(parts)
            written.flush()
            os.fsync(written.fileno())
        draft.replace(file)
    finally:
        with suppress(OSError):
            draft.unlink()
