"""The whole table: computed and published rows with their intervals, sorted."""

from collections.abc import Sequence

from leaderboard.board.row_intervals import with_intervals
from leaderboard.board.standings import (
    RANKED,
    Standing,
    nested,
    published_standing,
    ranked,
    standing,
    with_access,
)
from leaderboard.entrants.paper import load_constants, load_facts, load_published
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.uncertainty.interval_file import Intervals


def table(roster: Roster, saved: Intervals) -> list[Standing]:
    """Sort all rows, published ones included; these are ranked with others only if the pack is AGL1K's.

    Parameters
    ----------
    saved : Intervals
        Those that take resampling; all others are computed here, from the same answers as the figures.
    """
    return with_ranks(computed_rows(roster, saved), roster.benchmark, saved)


def computed_rows(roster: Roster, saved: Intervals) -> list[Standing]:
    """The rows that are computed here, in the order of the roster."""
    players = roster.everyone.players if roster.everyone else None
    return [
        with_intervals(standing(entrant), entrant, players, roster.best_tenth, saved)
        for entrant in roster.entrants()
    ]


def with_ranks(rows: Sequence[Standing], benchmark: Benchmark, saved: Intervals) -> list[Standing]:
    """Sort and rank computed rows, together with those of the paper, and add saved intervals of ranks."""
    ranked_rows = with_published(rows, benchmark)
    return [row.with_rank_interval(saved.ranks.get(row.key)) for row in ranked_rows]


def with_published(rows: Sequence[Standing], benchmark: Benchmark) -> list[Standing]:
    """Sort and rank computed rows, together with those of the paper."""
    published = [*published_models(), *published_constants({row.key for row in rows})]
    computed = with_access(rows, published)
    if benchmark.is_agl1k:
        return ranked(nested(computed, published, len(benchmark.clips)), comparable=True)
    alone = all(row.basis == "published" for row in computed if row.kind in RANKED)
    return ranked([*computed, *published], comparable=alone)


def published_models() -> list[Standing]:
    """The paper's models and baselines."""
    clips = int(load_facts()["clips"].value)
    return [published_standing(row, clips) for row in load_published()]


def published_constants(without: set[str]) -> list[Standing]:
    """Baselines as computed once on AGL1K's clips, except those with a key in ``without``."""
    clips = int(load_facts()["clips"].value)
    return [published_standing(row, clips) for row in load_constants() if row.key not in without]
