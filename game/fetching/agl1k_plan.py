"""Which AGL1K clips a host wants, in which order, and the record of it in `pack.json`."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from game.fetching.errors import FetchError
from game.fetching.sample import draw
from game.packs.agl1k import OPUS, read_agl1k, recording_paths
from game.packs.clip import Clip
from game.packs.origin import Encoding, Origin, read_origin, write_origin
from game.packs.random_sample import in_random_order
from game.sibling_files import beside

SEED = 1  # the default, so that hosts get the same clips and their players' guesses can be compared
SOURCE = "https://github.com/Rising0321/AGL1K"


@dataclass(frozen=True, slots=True)
class Request:
    """What a host asks for.

    Attributes
    ----------
    clips : int or None
        How many; None for all.
    seed : int or None
        Decides the sample and the order; None for the seed of the folder's sample, or else `SEED`.
    encoding : Encoding or None
        How to re-encode recordings; None keeps them as published.
    """

    folder: Path
    clips: int | None = None
    seed: int | None = None
    encoding: Encoding | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What the folder will hold.

    Attributes
    ----------
    clips : tuple of Clip
        In the order in which they are fetched.
    names, places : dict of str to str, dict of str to Path
        By key: the recording's published file name, and its path in the folder.
    encoding : Encoding or None
    """

    folder: Path
    clips: tuple[Clip, ...]
    names: dict[str, str]
    places: dict[str, Path]
    encoding: Encoding | None


def make_plan(request: Request, today: date | None = None) -> Plan:
    """Choose clips from the schema in the folder, and record the choice in `pack.json`.

    The order is random but always the same, so that early players of a growing pack do not hear one part of
    the world before the others.

    Raises
    ------
    FetchError
        When the folder holds something other than what is asked for.
    PackError
    """
    clips = read_agl1k(request.folder)
    by_key = {clip.key: clip for clip in clips}
    before = read_origin(request.folder, by_key)
    _check_encoding(request, before)
    origin = _origin(request, before, clips, today or datetime.now(UTC).date())
    if before is None or replace(before, fetched=None) != replace(origin, fetched=None):
        write_origin(request.folder, origin)
    keys = origin.sample.keys if origin.sample else in_random_order(by_key, _seed(request, before))
    published = recording_paths(request.folder)
    return Plan(
        request.folder,
        tuple(by_key[key] for key in keys),
        names={key: path.name for key, path in published.items()},
        places={key: _place(path, request.encoding) for key, path in published.items()},
        encoding=request.encoding,
    )


def _seed(request: Request, before: Origin | None) -> int:
    if request.seed is not None:
        return request.seed
    return before.sample.seed if before and before.sample else SEED


def _check_encoding(request: Request, before: Origin | None) -> None:
    if before is not None and before.encoding != request.encoding:
        held = f"encoded as {before.encoding}" if before.encoding else "as they were published"
        raise FetchError(
            f"{request.folder} holds recordings {held}: ask for the same, or name another folder with --into"
        )


def _origin(request: Request, before: Origin | None, clips: list[Clip], today: date) -> Origin:
    count = request.clips
    if count is not None and not 1 <= count <= len(clips):
        raise FetchError(f"AGL1K has {len(clips):,} clips: ask for 1 to {len(clips):,}")
    whole = count is None or count == len(clips)
    sample = None if whole or count is None else draw(clips, count, _seed(request, before))
    return Origin(SOURCE, today, sample, request.encoding)


def _place(path: Path, encoding: Encoding | None) -> Path:
    return beside(path.with_suffix(""), OPUS) if encoding is not None and encoding.kind == "opus" else path
