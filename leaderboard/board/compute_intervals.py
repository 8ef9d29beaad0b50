"""All the leaderboard's intervals, worked out at once."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from leaderboard.board.table import table
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.groups import groups_of, heard_groups
from leaderboard.entrants.roster import Roster
from leaderboard.scoring.rows import Floats
from leaderboard.uncertainty.bootstrap import evaluate, percentiles, rank_intervals, resample
from leaderboard.uncertainty.confidence_intervals import Span, group_spans, has_spans, spans
from leaderboard.uncertainty.interval_file import SEED, Intervals
from leaderboard.uncertainty.resamples import REPLICATES, Draws

Spans = dict[str, dict[str, Span]]
Progress = Callable[[Sequence[Entrant]], Iterable[Entrant]]


def work_out(
    roster: Roster,
    as_of: float,
    seed: int = SEED,
    replicates: int = REPLICATES,
    progress: Progress = iter,
) -> Intervals:
    """Find all intervals: a matter of minutes when there are a million guesses.

    Parameters
    ----------
    as_of : float
        When the guesses were read, in seconds since 1970.
    replicates : int
        Without any there are no intervals.
    progress : callable
        Given entrants, gives them on one by one as they are worked out.
    """
    if replicates < 1:
        return Intervals(roster.benchmark.name, guesses=len(roster.guesses), seed=seed, replicates=0)
    entrants = [one for one in roster.entrants() if has_spans(one, roster.people)]
    players = 1 + int(roster.guesses.player.max(initial=-1))
    draws = Draws.of(len(roster.benchmark.clips), players, np.random.default_rng(seed), replicates)
    rows: dict[str, Spans] = {}
    scores: dict[str, Floats] = {}
    for one in progress(entrants):
        rows[one.key], scores[one.key] = (
            _chosen_again(roster, draws) if one.kind == "best-tenth" else _resampled(one, draws)
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


def _resampled(entrant: Entrant, draws: Draws) -> tuple[Spans, Floats]:
    found = spans(entrant)
    parts = {name: part for name, part in entrant.parts() if len(part.rows.clip)}
    drawn = {name: resample(part, draws) for name, part in parts.items()}
    return {name: found[name] | dict(one.quantiles) for name, one in drawn.items()}, drawn["all"].geoscore


def _chosen_again(roster: Roster, draws: Draws) -> tuple[Spans, Floats]:
    """Intervals of the best tenth, who are chosen anew in each replicate."""
    assert roster.best_tenth is not None
    found = evaluate(draws, roster.best_tenth.means)
    ends = {key: percentiles(each).tolist() for key, each in found.items()}
    known = {key: (low, high) for key, (low, high) in ends.items() if not np.isnan(low)}
    return {"all": known}, found["geoscore"]


def _groups(roster: Roster, entrants: Sequence[Entrant]) -> dict[str, dict[str, Span]]:
    found = {one.key: group_spans(one, groups_of(one, roster.benchmark.truth)) for one in entrants}
    people = roster.people
    if people is not None and people.key in found:
        found[people.key] |= group_spans(people, heard_groups(people, roster.guesses.seconds_heard))
    return found


def _ranks(roster: Roster, scores: Mapping[str, Floats], replicates: int) -> dict[str, tuple[int, int]]:
    """Of those that are ranked; who has no replicates stands still while the others move.

    The rank itself is always in its interval, also where replicates do not lie around the score: those of
    the best tenth need not.
    """
    ranked = [row for row in table(roster.benchmark, roster.entrants(), Intervals()) if row.rank is not None]
    still = np.full(replicates, np.nan)
    drawn = np.array([scores.get(row.key, still) for row in ranked]).reshape(-1, replicates)
    found = rank_intervals(np.array([row.geoscore for row in ranked]), drawn).tolist()
    return {
        row.key: (min(best, row.rank), max(worst, row.rank))
        for row, (best, worst) in zip(ranked, found, strict=True)
        if row.rank is not None and row.key in scores
    }
