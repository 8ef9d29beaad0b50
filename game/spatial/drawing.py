"""Which question comes next. No I/O."""

import hashlib
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from game.scenes.item import Item
from game.scenes.scene_pack import ScenePack, Track

PRACTICE_SHARE = 8
"""One in so many scenes is for practice alone."""
MOST_PRACTICE_SCENES = 5


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn question, and the probability with which it was."""

    item: Item
    probability: float


def practice_scenes(pack: ScenePack) -> frozenset[str]:
    """The scenes that are used for practice alone: the same for everybody, with answers to every question."""
    unknown = {item.scene for item in pack.items if item.answer is None}
    asked = {item.scene for item in pack.items} - unknown
    count = min(MOST_PRACTICE_SCENES, -(-len(asked) // PRACTICE_SHARE))
    return frozenset(sorted(asked, key=lambda scene: _rank(pack, scene))[:count] if len(asked) > 1 else ())


def items(pack: ScenePack, track: Track, is_practice: bool) -> tuple[Item, ...]:
    """The questions of a kind of game."""
    kept_back = practice_scenes(pack)
    on_track = pack.items_on(track)
    return tuple(item for item in on_track if (item.scene in kept_back) == (is_practice and bool(kept_back)))


def draw(
    offered: Iterable[Item],
    dealt: Mapping[str, int],
    filled: Mapping[str, int],
    in_game: Collection[str],
    open_scenes: Collection[str],
    rng: np.random.Generator,
) -> Drawn | None:
    """Draw a task, then one of its questions, each with equal chances; None when nothing is left.

    Of the tasks that have a question left, only those are drawn that were dealt least often to everybody, so
    that all fill evenly, however few scenes some are asked about.

    Parameters
    ----------
    offered
        The questions of the game's kind.
    dealt
        How often each question was dealt to the player, by id. Only scenes that were dealt least often are
        drawn from, and of their questions those that were.
    filled
        How often each task was dealt to everybody, in games of this kind.
    in_game
        Ids of the questions of the current game, which does not ask them again.
    open_scenes
        Scenes of the player's open trials, whose answer this trial's reveal would tell.
    """
    free = [item for item in offered if item.scene not in open_scenes]
    of_scene: Counter[str] = Counter()
    for item in free:
        of_scene[item.scene] += dealt.get(item.id, 0)
    left = [item for item in free if item.id not in in_game]
    candidates = _least(left, lambda item: of_scene[item.scene])
    candidates = _least(candidates, lambda item: filled.get(item.task, 0))
    candidates = _least(candidates, lambda item: dealt.get(item.id, 0))
    if not candidates:
        return None
    by_task: dict[str, list[Item]] = {}
    for item in candidates:
        by_task.setdefault(item.task, []).append(item)
    chosen = by_task[sorted(by_task)[int(rng.integers(len(by_task)))]]
    return Drawn(chosen[int(rng.integers(len(chosen)))], 1 / (len(by_task) * len(chosen)))


def _least(items: Sequence[Item], count: Callable[[Item], int]) -> list[Item]:
    """The items that were dealt least often."""
    least = min(map(count, items), default=0)
    return [item for item in items if count(item) == least]


def _rank(pack: ScenePack, scene: str) -> bytes:
    return hashlib.sha256(f"{pack.hash}:{scene}".encode()).digest()
