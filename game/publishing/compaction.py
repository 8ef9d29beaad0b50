"""Compaction: new shards are merged once a day, so that the dataset keeps few files.

New shards are level 0. Once a day all of them are merged into one of level 1. Shards of a higher level wait
until there are enough of them to merge into the next level. Large shards are left alone. So a row is written
when it is published, and once more for each level that its shard rises.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from game.publishing import batches, shards
from game.publishing.dataset import Dataset, Files
from game.publishing.records import ALL, Records, of_shard
from game.publishing.snapshot import Change, Snapshot

ENOUGH = 32  # files of a level above 0 that are merged into one of the next
LARGE_BYTES = 16 * 1024 * 1024  # about 100,000 guesses: as many as memory holds at once
MANY = 400  # files of level 0 that are merged before the day is over


@dataclass(frozen=True, slots=True)
class Merge:
    """Shards to merge into one of a level; a single shard only rises to it."""

    names: tuple[str, ...]
    level: int


def plan(sizes: Mapping[str, int], levels: Mapping[str, int]) -> list[Merge]:
    """Decide which shards to merge.

    Parameters
    ----------
    sizes : mapping of str to int
        Bytes of every shard, by name.
    levels : mapping of str to int
        By name, for levels above 0.
    """
    merges: list[Merge] = []
    for level in range(max(levels.values(), default=0) + 1):
        of_level = [name for name in sorted(sizes) if levels.get(name, 0) == level]
        small = [name for name in of_level if level == 0 or sizes[name] < LARGE_BYTES]
        if level == 0 or len(small) >= ENOUGH:
            merges += [Merge(group, level + 1) for group in _groups(small, sizes)]
    return merges


def _groups(names: Sequence[str], sizes: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    """Cut names into groups, each just big enough to be large."""
    part: list[str] = []
    size = 0
    for name in names:
        part.append(name)
        size += sizes[name]
        if size >= LARGE_BYTES:
            yield tuple(part)
            part, size = [], 0
    if part:
        yield tuple(part)


class Interrupted(Exception):
    """Something more urgent has come up; nothing was merged."""


def always() -> bool:
    """Nothing is more urgent."""
    return True


def compact(
    dataset: Dataset,
    today: date,
    rng: np.random.Generator,
    files: Files,
    go_on: Callable[[], bool] = always,
) -> None:
    """Merge shards, unless there are no new ones, or few since they were merged today.

    Settle every frozen batch first, so that the fate of its shard is known.

    Parameters
    ----------
    today : date
        UTC.
    files : callable
        Returns other files to rewrite once a day, by path.
    go_on : callable
        Asked before each file is read; when it says no, nothing is merged now.

    Raises
    ------
    Unavailable, Refused
    """
    with TemporaryDirectory() as folder, suppress(Interrupted):
        dataset.change(partial(_merge, dataset, str(today), rng, files, go_on, Path(folder)))


def _merge(
    dataset: Dataset,
    today: str,
    rng: np.random.Generator,
    files: Files,
    go_on: Callable[[], bool],
    folder: Path,
    snapshot: Snapshot,
) -> Change | None:
    manifest = snapshot.manifest
    sizes = {name: file.size for name, file in snapshot.shards.items()}
    new = len(sizes.keys() - manifest.levels.keys())
    if not new or (manifest.tidied == today and new < MANY):
        return None
    merges = [
        merge for records in ALL for merge in plan(_only(sizes, records), _only(manifest.levels, records))
    ]
    levels = {merge.names[0]: merge.level for merge in merges if len(merge.names) == 1}
    made: dict[str, Path] = {}
    gone: set[str] = set()
    for merge in (merge for merge in merges if len(merge.names) > 1):
        tables = dict(_readable(dataset, snapshot, merge.names, go_on))
        if len(tables) > 1:
            name = batches.new_name(of_shard(merge.names[0]))
            levels[name], made[name] = merge.level, folder / Path(name).name
            made[name].write_bytes(shards.to_bytes(tables.values(), rng))
            gone |= tables.keys()
    return Change(
        "Merge files of guesses",
        files={} if manifest.tidied == today else files(snapshot),
        shards=made,
        without=frozenset(gone),
        manifest=replace(manifest.replacing(gone, levels), tidied=today),
    )


def _readable(
    dataset: Dataset, snapshot: Snapshot, names: Sequence[str], go_on: Callable[[], bool]
) -> Iterator[tuple[str, pa.Table]]:
    """The shards that can be read, with their rows; those that cannot are left alone."""
    for name in names:
        if not go_on():
            raise Interrupted
        if (rows := dataset.rows(snapshot, name)) is not None:
            yield name, rows


def _only(numbers: Mapping[str, int], records: Records) -> dict[str, int]:
    """Those of the shards of one table."""
    return {name: number for name, number in numbers.items() if of_shard(name) is records}
