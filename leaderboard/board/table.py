"""The whole table: rows that are worked out, rows that are printed, and what is known of their error."""

from collections.abc import Sequence
from dataclasses import replace

from leaderboard.board.standings import RANKED, Standing, nested, opened, published_standing, ranked, standing
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.paper import load_constants, load_facts, load_published
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.uncertainty.interval_file import Intervals


def table(benchmark: Benchmark, entrants: Sequence[Entrant], intervals: Intervals) -> list[Standing]:
    """Put everybody in one order.

    Parameters
    ----------
    entrants : sequence of Entrant
        Those worked out from answers to the clips of ``ground``. Only where these are AGL1K's clips are
        printed rows ranked beside them.
    """
    printed = [*printed_models(), *printed_constants({one.key for one in entrants})]
    worked_out = opened((_with(standing(one), intervals) for one in entrants), printed)
    if benchmark.is_agl1k:
        return ranked(nested(worked_out, printed, len(benchmark.clips)), comparable=True)
    alone = all(row.basis == "published" for row in worked_out if row.kind in RANKED)
    return ranked([*worked_out, *printed], comparable=alone)


def printed_models() -> list[Standing]:
    """Models and baselines as the paper prints them."""
    clips = int(load_facts()["clips"].value)
    return [published_standing(row, clips) for row in load_published()]


def printed_constants(without: set[str]) -> list[Standing]:
    """Baselines as they were worked out on AGL1K's clips, but for those that are worked out here."""
    clips = int(load_facts()["clips"].value)
    return [published_standing(row, clips) for row in load_constants() if row.key not in without]


def _with(row: Standing, intervals: Intervals) -> Standing:
    return replace(
        row,
        intervals=intervals.rows.get(row.key, {}),
        rank_interval=intervals.ranks.get(row.key),
    )
