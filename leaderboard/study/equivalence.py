"""Claims about models and people, as a study's file declares them: superior, not inferior, equivalent."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from game.study.design_schema import Comparison
from leaderboard.board.pairs import side_by_side
from leaderboard.entrants.entrant import Entrant
from leaderboard.study.sample import Sample
from leaderboard.uncertainty.contrasts import Contrast
from leaderboard.uncertainty.differences import Difference, holm
from leaderboard.uncertainty.scaled_intervals import Interval

METRIC = "geoscore"
LEVEL = 0.025  # one-sided, of the whole family: a claim holds when the 95% interval lies on its side


@dataclass(frozen=True)
class Tested:
    """A claim of the confirmatory family, tested on the clips that both have answered.

    Attributes
    ----------
    comparison : Comparison
        From the file. The claim is about the entrant: ``superiority``, its GeoScore is more than the margin
        above people's; ``noninferiority``, it is not as much as the margin below; ``equivalence``, it is less
        than the margin away. That people are superior is tested as an entrant's inferiority elsewhere.
    entrant, people : float
        Their mean GeoScores on these clips; NaN when the entrant has no answers.
    clips, players : int
        How many it rests on.
    difference : float
        The entrant's mean less people's.
    interval, on_these_clips : (float, float) or None
        Its 95% interval over other people and clips like these, and over other people alone.
    p, p_holm : float
        One-sided, over other people and clips like these: alone, and adjusted for the family. NaN without an
        error; a claim that cannot be tested does not count in the family.
    why_not : str
        Why there is no test; empty when there is one.
    """

    comparison: Comparison
    entrant: float
    people: float
    clips: int
    players: int
    difference: float
    interval: Interval | None
    on_these_clips: Interval | None
    p: float
    p_holm: float
    why_not: str

    @property
    def holds(self) -> bool | None:
        """Whether the claim holds in its family; None when it cannot be tested."""
        return None if math.isnan(self.p_holm) else self.p_holm < LEVEL


def confirm(
    sample: Sample,
    models: Sequence[Entrant],
    comparisons: Sequence[Comparison],
    cap: int | None = None,
    skips: bool = True,
) -> list[Tested]:
    """Test a study's confirmatory family.

    Parameters
    ----------
    models : sequence of Entrant
        On the study's clips.
    comparisons : sequence of Comparison
        The file's; their entrants are named with or without ``alm/``.
    cap : int, optional
        The most rounds of a person that count.
    skips : bool
        Score people's skips and models' refusals as 10,000 km; otherwise leave out both.
    """
    known = {model.key.removeprefix("alm/"): model for model in models}
    people = sample.people(cap, skips)
    found = [
        _difference(people, known.get(one.entrant.removeprefix("alm/")), len(sample.benchmark.clips), skips)
        for one in comparisons
    ]
    p = [
        p_of(one, pair.among_clips) if pair else math.nan
        for one, (pair, _) in zip(comparisons, found, strict=True)
    ]
    adjusted = holm(np.array(p, np.float64)).tolist()
    return list(_tested(comparisons, found, p, adjusted))


def _difference(
    people: Entrant, model: Entrant | None, clips: int, skips: bool
) -> tuple[Difference | None, str]:
    if model is None:
        return None, "There are no answers of this model."
    answers = model if skips else model.only(~model.rows.refused)
    if not len(people.rows.clip) or not len(answers.rows.clip):
        return None, "Nobody has answered enough."
    (pair,) = side_by_side(people, [answers], clips, [METRIC])
    return pair.differences.get(METRIC), pair.why_not


def p_of(comparison: Comparison, contrast: Contrast) -> float:
    """The one-sided p-value of a claim about an entrant's mean less people's."""
    margin = comparison.margin
    if comparison.claim == "superiority":
        return contrast.p_above(margin)
    if comparison.claim == "noninferiority":
        return contrast.p_above(-margin)
    return max(contrast.p_above(-margin), contrast.p_below(margin))


def _tested(
    comparisons: Sequence[Comparison],
    found: Sequence[tuple[Difference | None, str]],
    p: Sequence[float],
    adjusted: Sequence[float],
) -> Iterator[Tested]:
    for comparison, (one, why_not), alone, in_family in zip(comparisons, found, p, adjusted, strict=True):
        if one is None:
            nothing = (math.nan, math.nan, 0, 0, math.nan, None, None)
            yield Tested(comparison, *nothing, alone, in_family, why_not)
            continue
        yield Tested(
            comparison,
            one.entrant,
            one.people,
            one.clips,
            one.players,
            float(one.among_clips.difference.mean[0]),
            one.among_clips.interval,
            one.on_these_clips.interval,
            alone,
            in_family,
            why_not,
        )
