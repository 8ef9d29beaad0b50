"""Compute all of the leaderboard's confidence intervals."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from leaderboard.board.table import table
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import Roster
from leaderboard.entrants.subgroups import groups_of, heard_groups
from leaderboard.scoring.rows import Floats
from leaderboard.uncertainty.bootstrap import evaluate, percentiles, rank_intervals, resample
from leaderboard.uncertainty.confidence_intervals import (
    Interval,
    group_intervals,
    has_intervals,
    mean_intervals,
)
from leaderboard.uncertainty.interval_file import SEED, Intervals
from leaderboard.uncertainty.resamples import REPLICATES, Draws

ByPart = dict[str, dict[str, Interval]]
Progress = Callable[[Sequence[Entrant]], Iterable[Entrant]]


def compute_intervals(
    roster: Roster,
    as_of: float,
    seed: int = SEED,
    replicates: int = REPLICATES,
    progress: Progress = iter,
) -> Intervals:
    """Compute every interval; with a million guesses this takes minutes.

    Parameters
    ----------
    as_of : float
        When the guesses were read, in seconds since 1970.
    replicates : int
        0 gives no intervals.
    progress : callable
        Given the entrants, yields them one by one as they are computed.
    """
    if replicates < 1:
        return Intervals(roster.benchmark.name, guesses=len(roster.guesses), seed=seed, replicates=0)
    entrants = [entrant for entrant in roster.entrants() if has_intervals(entrant, roster.everyone)]
    draws = Draws.of(len(roster.benchmark.clips), roster.players, np.random.default_rng(seed), replicates)
    rows: dict[str, ByPart] = {}
    scores: dict[str, Floats] = {}
    for entrant in progress(entrants):
        rows[entrant.key], scores[entrant.key] = (
            _best_tenth(roster, draws) if entrant.kind == "best-tenth" else _resampled(entrant, draws)
        )
    return Intervals(
        pack=roster.benchmark.name,
        as_of=as_of,
        guesses=len(roster.guesses),
        seed=seed,
        replicates=replicates,
        rows=rows,
        groups=_groups(roster, entrants),
        ranks=_ranks(roster, scores, replicates),
    )


def _resampled(entrant: Entrant, draws: Draws) -> tuple[ByPart, Floats]:
    means = mean_intervals(entrant)
    parts = {name: part for name, part in entrant.parts() if len(part.rows.clip)}
    resampled = {name: resample(part, draws) for name, part in parts.items()}
    by_part = {name: means[name] | dict(part.quantiles) for name, part in resampled.items()}
    return by_part, resampled["all"].geoscore


def _best_tenth(roster: Roster, draws: Draws) -> tuple[ByPart, Floats]:
    """Intervals of the best tenth, who are chosen again in each replicate."""
    assert roster.best_tenth is not None
    figures = evaluate(draws, roster.best_tenth.means)
    ends = {key: percentiles(replicates).tolist() for key, replicates in figures.items()}
    known = {key: (low, high) for key, (low, high) in ends.items() if not np.isnan(low)}
    return {"all": known}, figures["geoscore"]


def _groups(roster: Roster, entrants: Sequence[Entrant]) -> dict[str, dict[str, Interval]]:
    truth, people = roster.benchmark.truth, roster.people
    intervals = {entrant.key: group_intervals(entrant, groups_of(entrant, truth)) for entrant in entrants}
    if people is not None and people.key in intervals:
        intervals[people.key] |= group_intervals(people, heard_groups(people, roster.seconds_heard))
    return intervals


def _ranks(roster: Roster, scores: Mapping[str, Floats], replicates: int) -> dict[str, tuple[int, int]]:
    """Rank intervals of the ranked rows; one without replicates keeps its score in every replicate.

    Each interval is widened to include the rank itself: the best tenth's replicates need not be centred on
    its score.
    """
    ranked = [row for row in table(roster.benchmark, roster.entrants(), Intervals()) if row.rank is not None]
    fixed = np.full(replicates, np.nan)
    drawn = np.array([scores.get(row.key, fixed) for row in ranked]).reshape(-1, replicates)
    ends = rank_intervals(np.array([row.geoscore for row in ranked]), drawn).tolist()
    return {
        row.key: (min(best, row.rank), max(worst, row.rank))
        for row, (best, worst) in zip(ranked, ends, strict=True)
        if row.rank is not None and row.key in scores
    }
