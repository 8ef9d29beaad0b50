"""Causes of error as two raters named them: by entrant, and how far the raters agree."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from game.annotation.causes import CAUSES
from game.annotation.items import Item
from game.json_types import Json, none_if_nan
from leaderboard.scoring.rows import Integers
from leaderboard.study.rater_agreement import (
    Kappa,
    Share,
    by_category,
    cohen,
    confusion,
    share_of,
    specific_agreement,
)


@dataclass(frozen=True)
class ErrorCauses:
    """Answers that two raters labelled.

    Attributes
    ----------
    raters : sequence of str
        Their names, and that of the third where there is one.
    items : sequence of Item
        Labelled by both.
    first, second : ndarray of int
        The cause of each, as a position in `CAUSES`.
    decided : ndarray of int or None
        With a third rater: their cause where the two differ, that of both where they agree.
    unlabelled, undecided : int
        Answers that one of the two, or the third, has not labelled.
    """

    raters: Sequence[str]
    items: Sequence[Item]
    first: Integers
    second: Integers
    decided: Integers | None
    unlabelled: int
    undecided: int

    @classmethod
    def of(
        cls,
        items: Sequence[Item],
        labels: Mapping[str, Mapping[str, str]],
    ) -> "ErrorCauses":
        """From the items and each rater's labels, the first rater first; a third may decide."""
        first, second, *third = labels.values()
        both = [item for item in items if item.id in first and item.id in second]
        settled = [item for item in both if not third or _decision(item.id, first, second, *third)]
        decided = [_decision(item.id, first, second, *third) for item in settled] if third else None
        return cls(
            tuple(labels),
            settled,
            _positions([first[item.id] for item in settled]),
            _positions([second[item.id] for item in settled]),
            None if decided is None else _positions(decided),
            len(items) - len(both),
            len(both) - len(settled),
        )

    @cached_property
    def cluster(self) -> Integers:
        """The clip of each item, numbered."""
        return np.unique([item.clip for item in self.items], return_inverse=True)[1].astype(np.intp)

    @cached_property
    def kappa(self) -> Kappa:
        return cohen(self.first, self.second, self.cluster, len(CAUSES))

    @property
    def disagreements(self) -> list[tuple[Item, str, str]]:
        """The items on which the two differ, with the cause that each named."""
        named = zip(self.items, self.first.tolist(), self.second.tolist(), strict=True)
        return [(item, CAUSES[one], CAUSES[other]) for item, one, other in named if one != other]

    def shares(self) -> dict[str, dict[str, Share]]:
        """By entrant's name, each cause's share with its error and interval over clips.

        Without a third rater, a cause that one of the two named counts half.
        """
        labels = [self.first, self.second] if self.decided is None else [self.decided]
        names = np.array([item.name for item in self.items], object)
        found = {}
        for name in sorted(set(names), key=lambda name: (name != "People", name)):
            of_it = names == name
            rated = [rater[of_it] for rater in labels]
            found[name] = {cause: share_of(rated, at, self.cluster[of_it]) for at, cause in enumerate(CAUSES)}
        return found

    def counts(self) -> dict[str, int]:
        """How many items each entrant has, by name."""
        names = [item.name for item in self.items]
        return {name: names.count(name) for name in dict.fromkeys(names)}

    def to_json(self) -> Json:
        """All of it; unknown figures are null. Disagreements do not tell whose answer it is."""
        table = confusion(self.first, self.second, len(CAUSES))
        kappas = by_category(self.first, self.second, self.cluster, len(CAUSES))
        agreement = specific_agreement(table).tolist()
        return {
            "raters": list(self.raters),
            "labelled_by_both": len(self.items),
            "unlabelled": self.unlabelled,
            "undecided": self.undecided,
            "clips": len(set(self.cluster.tolist())),
            "kappa": _kappa(self.kappa),
            "answers": self.counts(),
            "shares": {
                name: {cause: _share(one) for cause, one in by.items()} for name, by in self.shares().items()
            },
            "categories": {
                cause: {"agreement": none_if_nan(agreement[at]), "kappa": _kappa(kappas[at])}
                for at, cause in enumerate(CAUSES)
            },
            "confusion": {cause: dict(zip(CAUSES, row, strict=True)) for cause, row in _rows(table)},
            "disagreements": [
                {"item": item.id, "clip": item.clip, self.raters[0]: one, self.raters[1]: other}
                for item, one, other in self.disagreements
            ],
        }


def _decision(
    item: str, first: Mapping[str, str], second: Mapping[str, str], third: Mapping[str, str]
) -> str | None:
    return first[item] if first[item] == second[item] else third.get(item)


def _positions(causes: Sequence[str | None]) -> Integers:
    return np.array([CAUSES.index(str(cause)) for cause in causes], np.intp)


def _rows(table: Integers) -> list[tuple[str, list[int]]]:
    return list(zip(CAUSES, table.tolist(), strict=True))


def _share(one: Share) -> Json:
    return {
        "share": one.value,
        "se": none_if_nan(one.error),
        "low": none_if_nan(one.low),
        "high": none_if_nan(one.high),
    }


def _kappa(kappa: Kappa) -> Json:
    figures = {"value": kappa.value, "low": kappa.low, "high": kappa.high, "observed": kappa.observed}
    return {name: None if math.isnan(figure) else figure for name, figure in figures.items()}
