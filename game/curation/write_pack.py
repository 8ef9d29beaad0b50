"""Writes the new pack: the rows and recordings of the clips that stay, and the verdict on every clip."""

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
from game.curation.source_table import SourceTable, read_table
from game.packs import agl1k, manifest
from game.packs.clip import SOUNDS, Clip
from game.packs.origin import Origin, write_origin
from game.packs.pack import Pack

VERDICTS = "curation.csv"
TIMES = "times.csv"
PLOT = "curation.html"


def write_pack(
    pack: Pack, table: SourceTable, curation: Curation, target: Path, draw: Callable[[Path], None]
) -> None:
    """Write a pack of the clips that stay; the original pack is not changed.

    Recordings are hard links if the file system has them, else copies. The folder appears whole or not at all
    and replaces an earlier curation.

    Parameters
    ----------
    draw : callable
        Called with the file for the plot.

    Raises
    ------
    CurationError
        When no clip stays, or the folder cannot be written.
    """
    kept = {verdict.key for verdict in curation.verdicts if verdict.kept}
    if not kept:
        raise CurationError("No clip passes, so there is no pack to write: set wider bounds.")
    check_target(pack.folder, target)
    try:
        with _draft_folder(target) as draft:
            _link([clip for clip in pack.clips if clip.key in kept], pack.folder, draft)
            _write_tables(pack.folder, table, kept, curation.times, draft)
            if pack.origin is not None:
                write_origin(draft, _without_sample(pack.origin))
            write_verdicts(draft / VERDICTS, curation.verdicts)
            draw(draft / PLOT)
    except OSError as error:
        raise CurationError(f"{target} cannot be written: {error}") from error


def check_target(source: Path, target: Path) -> None:
    """Refuse a target that is, contains or lies in the source, or that holds something else.

    Raises
    ------
    CurationError
    """
    source, target = source.resolve(), target.resolve()
    if target.is_relative_to(source) or source.is_relative_to(target):
        raise CurationError(f"{target} and the pack {source} overlap: choose another folder.")
    if target.is_dir() and any(target.iterdir()) and not (target / VERDICTS).is_file():
        raise CurationError(f"{target} exists and is not an earlier curation: choose another folder.")
    if target.exists() and not target.is_dir():
        raise CurationError(f"{target} is a file: choose another folder.")


@contextmanager
def _draft_folder(target: Path) -> Iterator[Path]:
    """A folder next to the target that replaces it when the block ends without an error."""
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
        raise CurationError(f"Another curation is writing {target}: wait for it to end.") from error


def _link(clips: Sequence[Clip], source: Path, draft: Path) -> None:
    for clip in clips:
        place = draft / clip.file.relative_to(source)
        place.parent.mkdir(parents=True, exist_ok=True)
        recording = clip.file.resolve()  # follow links, to link to the recording itself
        if place.exists():  # two clips of one recording
            continue
        try:
            os.link(recording, place)
        except OSError:
            shutil.copy2(recording, place)


def _write_tables(
    source: Path, table: SourceTable, kept: set[str], times: Mapping[str, Times], draft: Path
) -> None:
    left = table.only(kept)
    if table.file.name == manifest.NAME:
        left = left.filled({key: _sounds(each) for key, each in times.items()})
    left.write(draft / table.file.name)
    if times:
        write_times(draft / TIMES, times)
    if table.file.name == agl1k.NAME and (source / agl1k.CREDITS).is_file():
        read_table(source / agl1k.CREDITS).only(kept).write(draft / agl1k.CREDITS)


def _without_sample(origin: Origin) -> Origin:
    """Turn the random sample into a remark: after a selection it is no longer random."""
    sample = origin.sample
    if sample is None:
        return origin
    source = (
        f"{origin.source} (of a random sample of {sample.clips:,} of {sample.of:,} clips, seed {sample.seed})"
    )
    return replace(origin, source=source, sample=None)


def _sounds(times: Times) -> dict[str, str]:
    """The manifest's cells for the five kinds of sound."""
    return {name: f"{times[name]:.2f}" for name in SOUNDS if name in times}
