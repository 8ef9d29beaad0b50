"""A published dataset as a folder: which of its files hold guesses, and whose rows are left out."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from game.players.identity import Registry
from game.publishing import shards
from game.publishing.dataset import MANIFEST, TOMBSTONES
from game.publishing.manifest import FORMAT, Manifest
from game.publishing.records import GUESSES
from game.publishing.snapshot import is_shard
from leaderboard.dataset.dataset_error import DatasetError

EXPORTED = f"{GUESSES.name}.parquet"  # by `python -m game export --format parquet`


@dataclass(frozen=True)
class PublishedFiles:
    """The files of a dataset that hold guesses.

    Attributes
    ----------
    files : list of Path
        Parquet files, which have the columns of `game.columns.COLUMNS` or some of them.
    left_alone : dict of str to str
        Files that cannot be read, by path, and why.
    tombstones : frozenset of str
        Keyed hashes of players who have withdrawn.
    key : str
        Check value of the key that hashes them; empty where nobody knows.
    """

    files: list[Path]
    left_alone: dict[str, str]
    tombstones: frozenset[str] = frozenset()
    key: str = ""

    def withdrawn(self, names: Callable[[], Iterable[str]], registry: Registry | None) -> list[str]:
        """Which players have a tombstone, as far as the host's key tells.

        Parameters
        ----------
        names : callable
            Returns the pseudonyms of all players; called only where it matters.
        registry : Registry or None
            Of a host's key, if there is one.
        """
        if registry is None or not self.tombstones or self.key not in ("", registry.check_value()):
            return []
        return [name for name in names() if registry.tombstone(name) in self.tombstones]


def is_dataset(folder: Path) -> bool:
    """Whether a folder holds a dataset or an export in Parquet."""
    return any((folder / name).exists() for name in (GUESSES.name, EXPORTED, MANIFEST))


def published_files(folder: Path) -> PublishedFiles:
    """Find the guesses of a dataset, downloaded or exported.

    Files that others have replaced are left out: a folder that was downloaded into twice has both. So are
    files that Earwitness did not write, as `game.publishing.restore` does.

    Raises
    ------
    DatasetError
        When a newer version has written it, it is damaged, or it has no guesses.
    """
    try:
        manifest = Manifest.of_json(_json(folder / MANIFEST, {}))
        tombstones = frozenset(_json(folder / TOMBSTONES, []))
    except (AttributeError, TypeError, ValueError) as error:
        raise DatasetError(
            f"{MANIFEST} or {TOMBSTONES} in {folder} was not written by Earwitness."
        ) from error
    if manifest.format > FORMAT:
        raise DatasetError(
            f"{folder} was written by a newer Earwitness: it has format {manifest.format}, and this one "
            f"reads {FORMAT}. Update."
        )
    found = dict(_problems(folder, manifest))
    readable = [file for file, why in found.items() if why is None]
    left_alone = {str(file.relative_to(folder)): why for file, why in found.items() if why is not None}
    if not readable:
        raise DatasetError(
            f"{folder} has no guesses: name the folder of a published dataset, with {GUESSES.name}/*.parquet "
            f"in it, or of an export, with {EXPORTED}."
        )
    return PublishedFiles(readable, left_alone, tombstones, manifest.key)


def _problems(folder: Path, manifest: Manifest) -> Iterator[tuple[Path, str | None]]:
    """The files that may hold guesses, and what is wrong with each."""
    exported = folder / EXPORTED
    for file in [exported] if exported.is_file() else sorted((folder / GUESSES.name).rglob("*")):
        path = file.relative_to(folder).as_posix()
        if not file.is_file() or file.stem in manifest.replaced:
            continue
        if file != exported and not is_shard(path):
            yield file, "Earwitness did not write it"
        else:
            yield file, _problem(file)


def _problem(file: Path) -> str | None:
    """Why a file's rows cannot be read; its columns tell, without reading them."""
    try:
        shards.check(file)
    except shards.Unreadable as error:
        return str(error)
    return None


def _json(file: Path, default: Any) -> Any:
    try:
        return json.loads(file.read_bytes())
    except FileNotFoundError:
        return default
