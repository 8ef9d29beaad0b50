"""A hash of the project's own code: what plays, and what analyses."""

import hashlib
from functools import cache

from game.project_files import ROOT

_PACKAGES = ("game", "leaderboard")


@cache
def code_hash() -> str:
    """SHA-256, in hex, over the paths and contents of all Python files of the game and the leaderboard."""
    digest = hashlib.sha256()
    files = (file for package in _PACKAGES for file in (ROOT / package).rglob("*.py"))
    for file in sorted(files, key=lambda file: file.relative_to(ROOT).as_posix()):
        content = file.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{file.relative_to(ROOT).as_posix()}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()
