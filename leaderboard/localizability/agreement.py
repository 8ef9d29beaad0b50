"""How far judges agree with each other (AGL1K, appendix B.2)."""

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from leaderboard.localizability.fit import ByCategory

TOP = 10


@dataclass(frozen=True)
class Agreement:
    """The agreement of two judges on the clips that both have judged.

    Attributes
    ----------
    clips : int
        How many such clips there are.
    cosine : float
        Mean over clips of the cosine between their contributions, without clips to which either gives none;
        NaN if no clip is left.
    pearson : float
        Correlation over categories of their total contributions; NaN with fewer than two categories, or if a
        judge rates all of them the same.
    overlap : float
        Share of each judge's `TOP` categories that are also among the other's.
    """

    judges: tuple[str, str]
    clips: int
    cosine: float
    pearson: float
    overlap: float

    def sentence(self) -> str:
        return (
            f"{' and '.join(self.judges)}, over {self.clips:,} clips: cosine {_shown(self.cosine)}, "
            f"correlation over categories {_shown(self.pearson)}, overlap of the first {TOP} "
            f"{_shown(self.overlap)}."
        )


def agreements(by_judge: Mapping[str, Mapping[str, ByCategory]]) -> list[Agreement]:
    """The agreement of every pair of judges."""
    return [_agreement(pair, by_judge) for pair in itertools.combinations(by_judge, 2)]


def _agreement(pair: tuple[str, str], by_judge: Mapping[str, Mapping[str, ByCategory]]) -> Agreement:
    first, second = (by_judge[judge] for judge in pair)
    both = [key for key in first if key in second]
    cosines = [_cosine(first[key], second[key]) for key in both]
    known = [cosine for cosine in cosines if not math.isnan(cosine)]
    totals = [_totals([judged[key] for key in both]) for judged in (first, second)]
    return Agreement(
        judges=pair,
        clips=len(both),
        cosine=sum(known) / len(known) if known else math.nan,
        pearson=_pearson(*totals),
        overlap=_overlap(*totals),
    )


def _cosine(one: ByCategory, other: ByCategory) -> float:
    sizes = math.hypot(*one.values()) * math.hypot(*other.values())
    return sum(one[name] * other.get(name, 0.0) for name in one) / sizes if sizes else math.nan


def _totals(contributions: Sequence[ByCategory]) -> Counter[str]:
    totals: Counter[str] = Counter()
    for by_category in contributions:
        totals.update(by_category)
    return totals


def _pearson(one: Counter[str], other: Counter[str]) -> float:
    names = sorted({*one, *other})
    x, y = (np.array([totals[name] for name in names], dtype=np.float64) for totals in (one, other))
    if len(names) < 2 or not x.std() or not y.std():
        return math.nan
    return float(np.corrcoef(x, y)[0, 1])


def _overlap(one: Counter[str], other: Counter[str]) -> float:
    first, second = ({name for name, _ in totals.most_common(TOP)} for totals in (one, other))
    most = max(len(first), len(second))
    return len(first & second) / most if most else math.nan


def _shown(figure: float) -> str:
    return "-" if math.isnan(figure) else f"{figure:.2f}"
