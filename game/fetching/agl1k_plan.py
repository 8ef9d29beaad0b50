"""Which of AGL1K's clips a host wants, in which order, and what is noted of it in `pack.json`."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path

from game.fetching.errors import FetchError
from game.fetching.sample import draw, in_random_order
from game.packs.agl1k import OPUS, belongings, read_agl1k
from game.packs.clip import Clip
from game.packs.origin import Encoding, Origin, read_origin, write_origin

SEED = 1  # so that hosts who name none get the same clips, and their players' guesses can be compared
SOURCE = "https://github.com/Rising0321/AGL1K"


@dataclass(frozen=True, slots=True)
class Order:
    """What a host asks for.

    Attributes
    ----------
    clips : int or None
        How many; None for all.
    seed : int or None
        Of the choice and of the order; None for the one that the folder's sample has, or `SEED`.
    encoding : Encoding or None
        How recordings are encoded again; None to leave them as they are.
    """

    folder: Path
    clips: int | None = None
    seed: int | None = None
    encoding: Encoding | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be there.

    Attributes
    ----------
    clips : tuple of Clip
        In the order in which they are fetched.
    names, places : dict of str to str, dict of str to Path
        By key, what a recording is called where it is published, and where it belongs here.
    encoding : Encoding or None
    """

    folder: Path
    clips: tuple[Clip, ...]
    names: dict[str, str]
    places: dict[str, Path]
    encoding: Encoding | None


def settle(order: Order, today: date | None = None) -> Plan:
    """Choose the clips of the schema that is in the folder, and note in `pack.json` which they are.

    The order is random, and always the same: whoever plays while the pack grows hears no part of the
    world before the others.

    Raises
    ------
    FetchError
        When the folder holds something else than what is asked for.
    PackError
    """
    clips = read_agl1k(order.folder)
    known = {clip.key: clip for clip in clips}
    before = read_origin(order.folder, known)
    _check(order, before)
    origin = _origin(order, before, clips, today or datetime.now(UTC).date())
    if before is None or replace(before, fetched=None) != replace(origin, fetched=None):
        write_origin(order.folder, origin)
    keys = origin.sample.keys if origin.sample else in_random_order(known, _seed(order, before))
    published = belongings(order.folder)
    return Plan(
        order.folder,
        tuple(known[key] for key in keys),
        names={key: path.name for key, path in published.items()},
        places={key: _place(path, order.encoding) for key, path in published.items()},
        encoding=order.encoding,
    )


def _seed(order: Order, before: Origin | None) -> int:
    if order.seed is not None:
        return order.seed
    return before.sample.seed if before and before.sample else SEED


def _check(order: Order, before: Origin | None) -> None:
    if before is not None and before.encoding != order.encoding:
        held = f"encoded as {before.encoding}" if before.encoding else "as they were published"
        raise FetchError(
            f"{order.folder} holds recordings {held}: ask for the same, or name another folder with --into"
        )


def _origin(order: Order, before: Origin | None, clips: list[Clip], today: date) -> Origin:
    count = order.clips
    if count is not None and not 1 <= count <= len(clips):
        raise FetchError(f"AGL1K has {len(clips):,} clips: ask for 1 to {len(clips):,}")
    whole = count is None or count == len(clips)
    sample = None if whole or count is None else draw(clips, count, _seed(order, before))
    return Origin(SOURCE, today, sample, order.encoding)


def _place(path: Path, encoding: Encoding | None) -> Path:
    return path.with_suffix(OPUS) if encoding is not None and encoding.kind == "opus" else path
