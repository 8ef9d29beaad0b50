"""The new pack: the rows and recordings that stay, with a word on every clip."""

import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from filelock import FileLock, Timeout

from game.curation.category_times import Times, write_times
from game.curation.clip_verdict import write_verdicts
from game.curation.curate import Curation
from game.curation.errors import CurationError
from game.curation.source_table import Table, read_table
from game.packs import agl1k, manifest
from game.packs.clip import SOUNDS, Clip
from game.packs.origin import Origin, write_origin
from game.packs.pack import Pack

VERDICTS = "curation.csv"
TIMES = "times.csv"
PLOT = "curation.html"


def harvest(pack: Pack, table: Table, curation: Curation, target: Path, draw: Callable[[Path], None]) -> None:
    """Write a pack of the clips that stay; the one it comes from is not touched.

    Recordings are hard links where the file system can, and copies elsewhere. The folder appears whole or not
    at all; an earlier curation in its place is replaced.

    Parameters
    ----------
    draw : callable
        Writes the plot into the file it is given.

    Raises
    ------
    CurationError
        When nothing stays, or there is no room or place for it.
    """
    kept = {verdict.key for verdict in curation.verdicts if verdict.kept}
    if not kept:
        raise CurationError("No clip is left, so that no pack is made: set wider bounds.")
    check_target(pack.folder, target)
    try:
        with _drafted(target) as draft:
            _link([clip for clip in pack.clips if clip.key in kept], pack.folder, draft)
            _write_tables(pack.folder, table, kept, curation.times, draft)
            if pack.origin is not None:
                write_origin(draft, _chosen(pack.origin))
            write_verdicts(draft / VERDICTS, curation.verdicts)
            draw(draft / PLOT)
    except OSError as error:
        raise CurationError(f"{target} cannot be written: {error}") from error


def check_target(source: Path, target: Path) -> None:
    """Refuse a target that is the source, in it or around it, or holds something else.

    Raises
    ------
    CurationError
    """
    source, target = source.resolve(), target.resolve()
    if target.is_relative_to(source) or source.is_relative_to(target):
        raise CurationError(f"{target} and the pack {source} lie in one another: choose another folder.")
    if target.is_dir() and any(target.iterdir()) and not (target / VERDICTS).is_file():
        raise CurationError(f"{target} is there and no earlier curation: choose another folder.")
    if target.exists() and not target.is_dir():
        raise CurationError(f"{target} is a file: choose another folder.")


@contextmanager
def _drafted(target: Path) -> Iterator[Path]:
    """A folder beside the target that takes its place at the end."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft, old = target.with_name(f".{target.name}.part"), target.with_name(f".{target.name}.old")
    with _alone(target.with_name(f".{target.name}.lock"), target):
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir()
        try:
            yield draft
            shutil.rmtree(old, ignore_errors=True)
            with suppress(FileNotFoundError):
                target.rename(old)
            draft.rename(target)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            shutil.rmtree(old, ignore_errors=True)


@contextmanager
def _alone(lock: Path, target: Path) -> Iterator[None]:
    try:
        with FileLock(lock, timeout=0):
            yield
    except Timeout as error:
        raise CurationError(f"Another curation is writing {target}: wait until it ends.") from error


def _link(clips: Sequence[Clip], source: Path, draft: Path) -> None:
    for clip in clips:
        place = draft / clip.file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        recording = clip.file.resolve()  # a link in the pack is followed to the recording itself
        if place.exists():  # two clips of one recording
            continue
        try:
            os.link(recording, place)
        except OSError:
            shutil.copy2(recording, place)


def _write_tables(
    source: Path, table: Table, kept: set[str], times: Mapping[str, Times], draft: Path
) -> None:
    stays = table.kept(kept)
    if table.file.name == manifest.NAME:
        stays = stays.filled({key: _sounds(each) for key, each in times.items()})
    stays.write(draft / table.file.name)
    if times:
        write_times(draft / TIMES, times)
    if table.file.name == agl1k.NAME and (source / agl1k.CREDITS).is_file():
        read_table(source / agl1k.CREDITS).kept(kept).write(draft / agl1k.CREDITS)


def _chosen(origin: Origin) -> Origin:
    """What is known of a pack still, when clips were chosen from it: its sample is no random one any more."""
    sample = origin.sample
    if sample is None:
        return origin
    told = (
        f"{origin.source} (of a random sample of {sample.clips:,} of {sample.of:,} clips, seed {sample.seed})"
    )
    return replace(origin, source=told, sample=None)


def _sounds(times: Times) -> dict[str, str]:
    """What a manifest tells of the five sounds."""
    return {name: f"{times[name]:.2f}" for name in SOUNDS if name in times}
