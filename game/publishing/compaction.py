"""Compaction: once a day the shards that have come since are put together, so that files stay few.

A row is written when it is published, and once more at each level that its shard rises to. Files that have
not been put together are level 0. Once a day all of them become one of level 1; of each further level files
wait until there are enough of them. What is large is left as it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from game.publishing import batches, shards
from game.publishing.dataset import Change, Dataset, Files, Snapshot

ENOUGH = 32  # files of a level above 0 that become one of the next
LARGE_BYTES = 16 * 1024 * 1024  # about 100,000 guesses: as much as is held in memory at once
MANY = 400  # files of level 0 for which no day's end is waited


@dataclass(frozen=True, slots=True)
class Merge:
    """Shards that become one of a level; a single one only rises."""

    names: tuple[str, ...]
    level: int


def plan(sizes: Mapping[str, int], levels: Mapping[str, int]) -> list[Merge]:
    """Say which shards are to be put together.

    Parameters
    ----------
    sizes : mapping of str to int
        Bytes of every shard, by name.
    levels : mapping of str to int
        Those above 0.
    """
    merges: list[Merge] = []
    for level in range(max(levels.values(), default=0) + 1):
        here = [name for name in sorted(sizes) if levels.get(name, 0) == level]
        small = [name for name in here if level == 0 or sizes[name] < LARGE_BYTES]
        if level == 0 or len(small) >= ENOUGH:
            merges += [Merge(group, level + 1) for group in _groups(small, sizes)]
    return merges


def _groups(names: Sequence[str], sizes: Mapping[str, int]) -> Iterator[tuple[str, ...]]:
    """Parts of names, each as long as it takes to be large."""
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


def compact(dataset: Dataset, today: date, rng: np.random.Generator, files: Files) -> None:
    """Put shards together, unless that was done today and few have come since, or there is nothing new.

    Every frozen batch has to be settled before, so that what becomes of its shard is known.

    Parameters
    ----------
    today : date
        UTC.
    files : callable
        What else is to be written anew once a day, by path.

    Raises
    ------
    Unavailable, Refused
    """
    with TemporaryDirectory() as folder:
        dataset.change(partial(_compacted, dataset, str(today), rng, files, Path(folder)))


def _compacted(
    dataset: Dataset, today: str, rng: np.random.Generator, files: Files, folder: Path, snapshot: Snapshot
) -> Change | None:
    manifest = snapshot.manifest
    sizes = {name: file.size for name, file in snapshot.shards.items()}
    new = len(sizes.keys() - manifest.levels.keys())
    if not new or (manifest.tidied == today and new < MANY):
        return None
    merges = plan(sizes, manifest.levels)
    levels = {merge.names[0]: merge.level for merge in merges if len(merge.names) == 1}
    made: dict[str, Path] = {}
    for merge in (merge for merge in merges if len(merge.names) > 1):
        name = batches.new_name()
        levels[name], made[name] = merge.level, folder / name
        tables = (shards.read(dataset.shard(snapshot, old)) for old in merge.names)
        made[name].write_bytes(shards.written(tables, rng))
    gone = {name for merge in merges for name in merge.names if len(merge.names) > 1}
    return Change(
        "Put guesses together",
        files={} if manifest.tidied == today else files(snapshot),
        shards=made,
        without=frozenset(gone),
        manifest=replace(manifest.replacing(gone, levels), tidied=today),
    )
