"""omnitone, with which the page turns a sound field against the listener's head; a package of npm's."""

from functools import lru_cache
from pathlib import Path

from game.project_files import ROOT

OMNITONE = "libraries/omnitone.js"  # where the page finds it
_FILE = ROOT / "node_modules" / "omnitone" / "build" / "omnitone.min.esm.js"


@lru_cache
def omnitone_file() -> Path | None:
    """The module, where npm has put it; None when it is not installed, so that nobody can turn their head."""
    return _FILE.resolve() if _FILE.is_file() else None
