"""What the primary figure owes to each rule that leaves rounds out."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from game.geo.geodesy import REFUSAL_KM, geoscore
from game.play.counting import NOT_ANSWERED
from leaderboard.scoring.rows import Bools
from leaderboard.study.estimands import Figure, primary
from leaderboard.study.study_rows import StudyRows

EVERY_RULE, NO_RULE, ABANDONED_AS_SKIPS = "every rule", "no rule", "abandoned as skips"


@dataclass(frozen=True)
class Variant:
    """A figure under other rules.

    Attributes
    ----------
    rule : str
        Which rule is off; or `EVERY_RULE`, the figure as it is; `NO_RULE`, with every round that was
        answered; `ABANDONED_AS_SKIPS`, with abandoned rounds counted as refusals.
    rounds, people : int
        How many rounds the rule took, and how many people have one of those.
    lost : int
        How many people have no round that counts because of the rule.
    figure : Figure
    judged : StudyRows
        The same rounds, judged so, for other figures.
    """

    rule: str
    rounds: int
    people: int
    lost: int
    figure: Figure
    judged: StudyRows = field(compare=False, repr=False)


Estimand = Callable[[StudyRows, int | None], Figure]


def by_rule(rows: StudyRows, cap: int | None = None, figure: Estimand = primary) -> list[Variant]:
    """A figure with every rule, without each of those that took a round, and without any.

    Parameters
    ----------
    figure : callable
        From rows and the cap; the primary figure by default.

    Notes
    -----
    A round that breaks two rules stays left out when one of them is off.
    """
    broken = [frozenset(filter(None, reasons.split(","))) for reasons in rows.why_not.tolist()]
    counted, answered = rows.why_not == "", ~np.isnan(rows.score)
    found = [_variant(EVERY_RULE, rows, cap, figure, counted, np.zeros(len(rows), np.bool_))]
    for rule in sorted(set[str]().union(*broken) - {NOT_ANSWERED}):
        took = np.array([rule in rules for rules in broken], np.bool_)
        off = np.array([rules <= {rule} for rules in broken], np.bool_)
        found.append(_variant(rule, rows, cap, figure, off & answered, took))
    found.append(_variant(NO_RULE, rows, cap, figure, answered, answered & ~counted))
    left = np.array([rules == {NOT_ANSWERED} for rules in broken], np.bool_)
    if left.any():
        scores = np.where(left, geoscore(REFUSAL_KM), rows.score)
        as_skips = replace(rows, score=scores, skipped=rows.skipped | left)
        found.append(_variant(ABANDONED_AS_SKIPS, as_skips, cap, figure, counted | left, left))
    return found


def _variant(
    rule: str, rows: StudyRows, cap: int | None, figure: Estimand, kept: Bools, took: Bools
) -> Variant:
    counting = replace(rows, why_not=np.where(kept, "", "left out").astype(object))
    counted = set(rows.person[rows.why_not == ""].tolist())
    lost = set(rows.person[kept].tolist()) - counted
    people = len(set(rows.person[took].tolist()))
    return Variant(rule, int(np.count_nonzero(took)), people, len(lost), figure(counting, cap), counting)
