"""The whole table: rows that are worked out, rows that are printed, and what is known of their error."""

from collections.abc import Sequence
from dataclasses import replace

from leaderboard.entrants import Entrant
from leaderboard.ground import Ground
from leaderboard.intervals import Intervals
from leaderboard.published import load_constants, load_facts, load_published
from leaderboard.standings import Standing, nested, published_standing, ranked, standing


def table(ground: Ground, entrants: Sequence[Entrant], intervals: Intervals) -> list[Standing]:
    """Put everybody in one order.

    Parameters
    ----------
    entrants : sequence of Entrant
        Those worked out from answers to the clips of ``ground``.
    """
    worked_out = [_with(standing(one), intervals) for one in entrants]
    constants = printed_constants({one.key for one in entrants})
    rows = nested(worked_out, [*printed_models(), *constants], len(ground.clips))
    comparable = ground.benchmark or not any(one.kind == "human" for one in entrants)
    return ranked(rows, comparable)


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
