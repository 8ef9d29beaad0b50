"""What participants say about themselves, as exact numbers for a report, with those of few people hidden.

A hidden number cannot be worked out again, neither from the total nor by knowing these rules. With the small
ones further answers are hidden, least first and equal ones together, until the hidden ones are of `k` people
or more and not all equal: exchanging the numbers of two hidden answers then gives the same table.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from game.publishing.anonymity import K

SEVERAL = ("languages", "continents_lived")  # questions to which one may give more than one answer
LEAST_K = 3

Answer = str | None


@dataclass(frozen=True, slots=True)
class Margin:
    """How often each answer to one question was given.

    Attributes
    ----------
    people : int
        Who were asked.
    cells : tuple of tuple
        Answers that are shown, most frequent first, with the number of people; None for no answer.
    others : int or None
        People with any other answer, together: 0 when nothing is hidden. None where one may give several
        answers: no sum of these is shown, nor who gave none.
    """

    field: str
    people: int
    cells: tuple[tuple[Answer, int], ...]
    others: int | None


def margins(answers: Sequence[Mapping[str, Any]], asked: Sequence[str], k: int = K) -> tuple[Margin, ...]:
    """How often each answer was given, question by question.

    Show the margins of one group of people once: two tables of nearly the same people tell of single ones.

    Parameters
    ----------
    answers : sequence of mapping
        What each person said, by question; a question that is missing was not answered.
    asked : sequence of str
        The questions, by their names in `game.study.demographics`.
    k : int
        The least number of people whose answer is shown; 3 at least, as nothing can be hidden below.
    """
    k = max(k, LEAST_K)
    return tuple(_several(name, answers, k) if name in SEVERAL else _one(name, answers, k) for name in asked)


def _one(name: str, answers: Sequence[Mapping[str, Any]], k: int) -> Margin:
    counts = Counter[Answer](given.get(name) or None for given in answers)
    hidden = _hidden(counts, k)
    others = sum(counts[answer] for answer in hidden)
    return Margin(name, len(answers), _shown(counts, hidden), others)


def _several(name: str, answers: Sequence[Mapping[str, Any]], k: int) -> Margin:
    """Each answer is a table of its own, of those who gave it and those who did not."""
    counts = Counter[Answer](answer for given in answers for answer in set(given.get(name) or ()))
    people = len(answers)
    hidden = {answer for answer, count in counts.items() if count < k or 0 < people - count < k}
    return Margin(name, people, _shown(counts, hidden), None)


def _hidden(counts: Mapping[Answer, int], k: int) -> set[Answer]:
    hidden = {answer for answer, count in counts.items() if count < k}
    while hidden and (shown := counts.keys() - hidden):
        found = [counts[answer] for answer in hidden]
        if sum(found) >= k and len(set(found)) > 1:
            break
        least = min(counts[answer] for answer in shown)
        hidden |= {answer for answer in shown if counts[answer] == least}
    return hidden


def _shown(counts: Mapping[Answer, int], hidden: set[Answer]) -> tuple[tuple[Answer, int], ...]:
    shown = [(answer, count) for answer, count in counts.items() if answer not in hidden]
    return tuple(sorted(shown, key=lambda cell: (-cell[1], cell[0] is None, str(cell[0]))))
