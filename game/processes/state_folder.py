"""The name of a state folder, by which games tell whether they share it, on whatever machine and path."""

import secrets
from pathlib import Path

from game.atomic_write import write_once

FILE = "folder-name"


def folder_name(state: Path) -> str:
    """The random name of a state folder, which its first game gives it."""
    file = state / FILE
    if not file.exists():
        write_once(file, secrets.token_hex(8).encode())
    return file.read_text()
