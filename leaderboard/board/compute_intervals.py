"""Compute the confidence intervals that take resampling: quantiles, ranks, and the crowd over new crowds."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from leaderboard.board.table import table
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import CROWD, Roster
from leaderboard.guesses.guesses import Guesses
from leaderboard.guesses.player_order import player_order
from leaderboard.scoring.rows import Floats
from leaderboard.uncertainty.best_tenth_errors import rule_errors
from leaderboard.uncertainty.bootstrap import rank_intervals, resample
from leaderboard.uncertainty.confidence_intervals import Estimator, has_intervals
from leaderboard.uncertainty.crowd_errors import CrowdReplicates
from leaderboard.uncertainty.entrant_estimates import estimated
from leaderboard.uncertainty.interval_file import SEED, Intervals, SavedInterval
from leaderboard.uncertainty.resamples import REPLICATES, Draws

ByPart = dict[str, dict[str, SavedInterval]]
Progress = Callable[[Sequence[Entrant]], Iterable[Entrant]]


def compute_intervals(
    roster: Roster,
    as_of: float,
    seed: int = SEED,
    replicates: int = REPLICATES,
    progress: Progress = iter,
) -> Intervals:
    """Compute every interval that has no formula; with a million guesses this takes minutes.

    The same seed and guesses give the same intervals, however players are numbered and guesses ordered.

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
    places = player_order(roster.guesses, roster.others)
    rng = np.random.default_rng(seed)
    draws = Draws.of(len(roster.benchmark.clips), len(places), rng, replicates).renumbered(places)
    rows: dict[str, ByPart] = {}
    scores: dict[str, Floats] = {}
    for entrant in progress(entrants):
        rows[entrant.key], scores[entrant.key] = _resampled(roster, entrant, draws)
        if entrant.key == CROWD:
            renumbered = replace(roster.guesses, player=places[roster.guesses.player])
            _add(rows[CROWD], entrant, _over_new_crowds(roster, renumbered, entrant, seed))
    return Intervals(
        pack=roster.benchmark.name,
        as_of=as_of,
        guesses=len(roster.guesses),
        seed=seed,
        replicates=replicates,
        rows=rows,
        ranks=_ranks(roster, scores, replicates),
    )


def _resampled(roster: Roster, entrant: Entrant, draws: Draws) -> tuple[ByPart, Floats]:
    """Intervals of quantiles, and the replicates of GeoScore."""
    found = {
        name: resample(part, draws, _errors(roster, part, name))
        for name, part in entrant.parts()
        if len(part.rows.clip)
    }
    by_part: ByPart = {name: {} for name in found}
    _add(by_part, entrant, {name: part.quantiles for name, part in found.items()})
    return by_part, found["all"].geoscore


def _errors(roster: Roster, entrant: Entrant, part: str) -> Estimator:
    best = roster.best_tenth
    if best is None or entrant.kind != "best-tenth":
        return estimated
    return rule_errors(best, dict(best.marginal().parts())[part])


def _over_new_crowds(
    roster: Roster, guesses: Guesses, crowd: Entrant, seed: int
) -> Mapping[str, Mapping[str, tuple[float, float]]]:
    benchmark, rng = roster.benchmark, np.random.default_rng(seed)
    return CrowdReplicates(
        crowd, guesses, benchmark.truth, benchmark.gazetteer, benchmark.rules, rng
    ).intervals()


def _add(
    by_part: ByPart, entrant: Entrant, intervals: Mapping[str, Mapping[str, tuple[float, float]]]
) -> None:
    """Add intervals, each with its figure."""
    for part, ends in intervals.items():
        figures = entrant.figures[part]
        by_part[part] |= {key: (figures[key], low, high) for key, (low, high) in ends.items()}


def _ranks(roster: Roster, scores: Mapping[str, Floats], replicates: int) -> dict[str, tuple[int, int, int]]:
    """Ranks with their intervals; a row without replicates keeps its score in every replicate.

    Each interval is widened to include the rank itself, as replicates need not be centred on the score.
    """
    ranked = [row for row in table(roster, Intervals()) if row.rank is not None]
    fixed = np.full(replicates, np.nan)
    drawn = np.array([scores.get(row.key, fixed) for row in ranked]).reshape(-1, replicates)
    ends = rank_intervals(np.array([row.geoscore for row in ranked]), drawn).tolist()
    return {
        row.key: (row.rank, min(best, row.rank), max(worst, row.rank))
        for row, (best, worst) in zip(ranked, ends, strict=True)
        if row.rank is not None and row.key in scores
    }
