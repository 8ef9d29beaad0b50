"""Files beside another one that are named after it, such as its draft."""

import hashlib
from pathlib import Path

_LONGEST_NAME = 255  # bytes, on nearly every disk


def beside(file: Path, ending: str) -> Path:
    """The path of a file next to ``file``: its name and an ending; a hash replaces what is too long."""
    name = file.name.encode(errors="surrogateescape")
    room = _LONGEST_NAME - len(ending.encode())
    if len(name) <= room:
        return file.with_name(file.name + ending)
    mark = f"-{hashlib.sha256(name).hexdigest()[:16]}"
    return file.with_name(name[: room - len(mark)].decode(errors="ignore") + mark + ending)
