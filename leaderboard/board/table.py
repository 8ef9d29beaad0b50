"""The whole table: computed and published rows with their intervals, sorted."""

from collections.abc import Sequence
from dataclasses import replace

from leaderboard.board.standings import (
    RANKED,
    Standing,
    nested,
    published_standing,
    ranked,
    standing,
    with_access,
)
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.paper import load_constants, load_facts, load_published
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.uncertainty.interval_file import Intervals


def table(benchmark: Benchmark, entrants: Sequence[Entrant], intervals: Intervals) -> list[Standing]:
    """Sort all rows, published ones included.

    Parameters
    ----------
    entrants : sequence of Entrant
        Computed from answers to the benchmark's clips. Published rows are ranked with them only if the
        benchmark is AGL1K.
    """
    published = [*published_models(), *published_constants({entrant.key for entrant in entrants})]
    computed = with_access((_with(standing(entrant), intervals) for entrant in entrants), published)
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


def _with(row: Standing, intervals: Intervals) -> Standing:
    return replace(
        row,
        intervals=intervals.rows.get(row.key, {}),
        rank_interval=intervals.ranks.get(row.key),
    )
