"""The page's modules joined into few files by `make bundle`, for as long as none of them changes."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from game.project_files import DATA, ROOT

ASSETS = ROOT / "assets"
BUNDLE = DATA / "page_bundle.json"
BUNDLED = "bundle/"  # before its files' names, in addresses


@dataclass(frozen=True, slots=True)
class Bundle:
    """Files for the browser.

    Attributes
    ----------
    files : mapping
        Their JavaScript by name.
    entries : mapping
        For each module that a page names: its file, and then the files that it needs at once.
    """

    files: Mapping[str, str]
    entries: Mapping[str, Sequence[str]]


NO_BUNDLE = Bundle({}, {})  # each module is then fetched by itself


def read_bundle(file: Path = BUNDLE, modules: Path = ASSETS) -> Bundle:
    """The bundle in a file, or none if it is missing or was made from other modules."""
    try:
        stored = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return NO_BUNDLE
    if stored.get("sources") != digest(modules):
        return NO_BUNDLE
    return Bundle(stored["files"], stored["entries"])


@lru_cache
def page_bundle() -> Bundle:
    """The bundle of this installation, as it was at the first call."""
    return read_bundle()


def module_names(modules: Path = ASSETS) -> list[str]:
    """Paths of all ES modules in a folder, sorted."""
    return sorted(path.relative_to(modules).as_posix() for path in modules.rglob("*.js"))


def digest(modules: Path = ASSETS) -> str:
    """Of all modules' names and bytes; data/build/bundle.js computes the same."""
    sources = hashlib.sha256()
    for name in module_names(modules):
        sources.update(f"{name}\0".encode() + (modules / name).read_bytes() + b"\0")
    return sources.hexdigest()
