"""Margins of answers: exact, and no hidden number can be worked out."""

from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from game.study.margins import Margin, margins

CHOICES = ("woman", "man", "nonbinary", "other")


def people(*counts: int) -> list[dict[str, Any]]:
    return [{"gender": choice} for choice, count in zip(CHOICES, counts, strict=False) for _ in range(count)]


def margin(*counts: int, k: int = 5) -> Margin:
    [found] = margins(people(*counts), ["gender"], k)
    return found


def splits(total: int, parts: int) -> Iterator[tuple[int, ...]]:
    """All ways to give so many people to so many answers."""
    if parts == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in splits(total - first, parts - 1))


def possible(shown: Margin, choices: Sequence[str], k: int) -> dict[str, set[int]]:
    """For each hidden answer, the numbers that somebody who knows table and rules cannot exclude."""
    cells = dict(shown.cells)
    unknown = [choice for choice in choices if choice not in cells]
    found: dict[str, set[int]] = {choice: set() for choice in unknown}
    for split in splits(shown.others or 0, len(unknown)):
        table = {
            **{str(answer): count for answer, count in cells.items()},
            **dict(zip(unknown, split, strict=True)),
        }
        if margin(*(table[choice] for choice in choices), k=k) == shown:
            for choice, count in zip(unknown, split, strict=True):
                found[choice].add(count)
    return found


@given(counts=st.lists(st.integers(0, 7), min_size=2, max_size=4), k=st.sampled_from([3, 5]))
@example(counts=[5, 5, 4], k=5)  # whoever knows that ties go by the alphabet would know the 4
@example(counts=[20, 4, 4], k=5)  # 8 people in two numbers below 5
@example(counts=[25, 5, 0], k=5)
@settings(max_examples=60, deadline=None)
def test_no_hidden_number_can_be_worked_out(counts, k):
    shown = margin(*counts, k=k)
    assert shown.people == sum(counts)
    assert all(counts[CHOICES.index(str(answer))] == count >= k for answer, count in shown.cells)
    assert sum(count for _, count in shown.cells) + (shown.others or 0) == sum(counts)
    assert any(0 < count < k for count in counts) == bool(shown.others)
    if shown.others:
        assert all(len(numbers) > 1 for numbers in possible(shown, CHOICES[: len(counts)], k).values())


def test_numbers_are_exact_where_nobody_stands_out():
    assert margin(20, 8) == Margin("gender", 28, (("woman", 20), ("man", 8)), 0)
    answers = [*people(20, 8), *[{}] * 6]
    assert margins(answers, ["gender"])[0].cells == (("woman", 20), ("man", 8), (None, 6))


def test_one_small_answer_takes_the_next_with_it():
    assert margin(20, 8, 1) == Margin("gender", 29, (("woman", 20),), 9)
    assert margin(29, 1) == Margin("gender", 30, (), 30)


def test_several_answers_are_shown_where_neither_yes_nor_no_is_rare():
    answers = (
        [{"languages": ["en", "de"]}] * 6 + [{"languages": ["en", "de", "fi"]}] + [{"languages": ["en"]}] * 8
    )
    assert margins(answers, ["languages"])[0] == Margin("languages", 15, (("en", 15), ("de", 7)), None)
    assert margins([*answers, {}], ["languages"])[0].cells == (("de", 7),)
