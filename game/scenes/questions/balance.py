"""Balance: each answer of a task is right as often as each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from numpy.random import Generator

from game.scenes.item import Answer, Item
from game.scenes.item_texts import english, panorama_in_english
from game.scenes.questions.draft import Draft


def balanced(drafts: Sequence[Draft], random: Generator) -> list[Item]:
    """The items of a pack, in the order of its scenes.

    Of tasks whose options stand in a fixed order, such as yes and no, what one answer has too many of is left
    out, in each stratum by itself. Of the others, the right option comes first, second, third and fourth
    equally often, to within one.
    """
    kept = set(_kept(drafts, random))
    placed = _positions(drafts, random)
    chosen = [number for number in range(len(drafts)) if number in kept]
    return [_item(drafts[number], placed.get(number, 0), place) for place, number in enumerate(chosen)]


def _kept(drafts: Sequence[Draft], random: Generator) -> Iterator[int]:
    """Numbers of the drafts that stay: of a task with a fixed order of answers, one a scene at most."""
    fixed: defaultdict[str, defaultdict[tuple[int, ...], tuple[list[int], list[int]]]]
    fixed = defaultdict(lambda: defaultdict(lambda: ([], [])))
    for number in random.permutation(len(drafts)).tolist():
        draft = drafts[number]
        if draft.right is None:
            yield number
        else:
            fixed[draft.task][draft.stratum][draft.right].append(number)
    for strata in fixed.values():
        asked: set[str] = set()
        rarest_first = sorted(strata.values(), key=lambda pair: min(map(len, pair)))
        for pair in rarest_first:
            yield from _paired(drafts, pair, asked)
        if not asked:  # a small pack may have no two in one stratum
            firsts, seconds = (list(chain(*numbers)) for numbers in zip(*rarest_first, strict=True))
            yield from _paired(drafts, (firsts, seconds), asked)


def _paired(drafts: Sequence[Draft], pair: tuple[list[int], list[int]], asked: set[str]) -> Iterator[int]:
    """As many drafts of one answer as of the other, none about a scene that has been asked about."""
    firsts, seconds = pair
    for first in firsts:
        other = next((each for each in seconds if _fits(drafts, first, each, asked)), None)
        if other is not None:
            asked |= {drafts[first].scene.id, drafts[other].scene.id}
            yield from (first, other)


def _fits(drafts: Sequence[Draft], first: int, second: int, asked: set[str]) -> bool:
    scenes = {drafts[first].scene.id, drafts[second].scene.id}
    return len(scenes) == 2 and not scenes & asked


def _positions(drafts: Sequence[Draft], random: Generator) -> dict[int, int]:
    """Where the right option goes, by the draft's number, as evenly as can be within each task."""
    by_task: defaultdict[str, list[int]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        if draft.options and draft.right is None:
            by_task[draft.task].append(number)
    placed: dict[int, int] = {}
    for numbers in by_task.values():
        positions: list[int] = []
        while len(positions) < len(numbers):
            positions += random.permutation(len(drafts[numbers[0]].options)).tolist()
        placed |= dict(zip(numbers, positions, strict=False))
    return placed


def _item(draft: Draft, position: int, place: int) -> Item:
    options, right = list(draft.options), draft.right
    if options and right is None:
        first, right = options.pop(0), position
        options.insert(position, first)
    said = english(draft.text)
    return Item(
        id=f"{draft.scene.id}-{draft.task}-{place:04}",
        scene=draft.scene.id,
        kind=draft.kind,
        family=draft.family,
        task=draft.task,
        level=draft.level,
        text=draft.text,
        english=" ".join(_shown(draft, said)),
        options=tuple(options),
        english_options=tuple(map(english, options)),
        shows_panorama=draft.shows_panorama,
        asks_distance=draft.asks_distance,
        unit=draft.unit,
        most=draft.most,
        answer=Answer(option=right) if draft.kind == "choice" else draft.answer,
        source=draft.source,
    )


def _shown(draft: Draft, said: str) -> Iterable[str]:
    return (panorama_in_english(draft.scene.drawn), said) if draft.shows_panorama else (said,)
