"""Balance: each answer of a task is right as often as each other."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from numpy.random import Generator

from game.scenes.item import Answer, Item
from game.scenes.item_texts import english, panorama_in_english
from game.scenes.questions.draft import Draft


def balanced(drafts: Sequence[Draft], random: Generator) -> list[Item]:
    """The items of a pack, in the order of its scenes.

    Of tasks whose options stand in a fixed order, such as yes and no, what one answer has too many of is left
    out. Of the others, the right option comes first, second, third and fourth equally often, to within one.
    """
    kept = set(_kept(drafts, random))
    placed = _positions(drafts, random)
    chosen = [number for number in range(len(drafts)) if number in kept]
    return [_item(drafts[number], placed.get(number, 0), place) for place, number in enumerate(chosen)]


def _kept(drafts: Sequence[Draft], random: Generator) -> Iterator[int]:
    """Numbers of the drafts that stay."""
    fixed: defaultdict[str, defaultdict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, draft in enumerate(drafts):
        if draft.right is None:
            yield number
        else:
            fixed[draft.task][draft.right].append(number)
    for task, by_answer in fixed.items():
        answers = len(next(draft.options for draft in drafts if draft.task == task))
        fewest = min(len(by_answer[answer]) for answer in range(answers))
        for numbers in by_answer.values():
            yield from (int(number) for number in random.permutation(numbers)[:fewest])


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
