"""The intervals of a row: which question each answers, and whether it is as fresh as its figure."""

import math
from collections.abc import Mapping
from dataclasses import replace

from leaderboard.board.standings import Standing
from leaderboard.entrants.best_tenth import BestTenth
from leaderboard.entrants.entrant import Entrant, Kind
from leaderboard.entrants.roster import CROWD, PEOPLE
from leaderboard.scoring.metrics import QUANTILES
from leaderboard.sentences import text
from leaderboard.uncertainty.best_tenth_errors import rule_intervals, selected_intervals
from leaderboard.uncertainty.confidence_intervals import (
    ByPart,
    intervals_on_these_clips,
    may_have_intervals,
    mean_intervals,
)
from leaderboard.uncertainty.interval_file import Intervals, SavedInterval

FEW_CLIPS = 200  # below, the interval for these very clips is shown as well
FEW_PLAYERS = 20  # below, intervals of quantiles are too short
QUESTIONS: Mapping[Kind, str] = {
    "human": "board.question.people",
    "crowd": "board.question.crowd",
    "best-tenth": "board.question.best_tenth",
    "alm": "board.question.model",
    "constant": "board.question.model",
}
NARROWER_QUESTIONS: Mapping[Kind, str] = {
    "human": "board.question.these_clips",
    "crowd": "board.question.this_crowd",
    "best-tenth": "board.question.these_players",
}
SAME = 1e-9  # relative; what differs less is rounding


def with_intervals(
    row: Standing, entrant: Entrant, players: int | None, best_tenth: BestTenth | None, saved: Intervals
) -> Standing:
    """Add the intervals that are from the same answers as the row's figures, and older ones apart.

    Parameters
    ----------
    players : int or None
        How many people have a round that counts.
    best_tenth : BestTenth or None
        Where the entrant is the best tenth.
    saved : Intervals
        Those that take resampling.
    """
    if not may_have_intervals(entrant, players):
        return row
    intervals, narrower = _computed(entrant, best_tenth)
    computed = replace(
        row,
        intervals=intervals,
        narrower=narrower,
        question=_question(entrant),
        narrower_question=text(NARROWER_QUESTIONS[entrant.kind]) if narrower else "",
    )
    return with_saved(computed, saved)


def with_saved(row: Standing, saved: Intervals) -> Standing:
    """Add a row's saved intervals to those that it has.

    A saved interval belongs to the figure that it was saved with. Where that is no longer the row's, the
    interval goes into `Standing.older`, together with its own figure.
    """
    fresh: dict[str, dict[str, tuple[float, float]]] = {
        part: dict(ends) for part, ends in row.intervals.items()
    }
    older: dict[str, dict[str, SavedInterval]] = {}
    for part, by_metric in saved.rows.get(row.key, {}).items():
        for metric, (figure, low, high) in by_metric.items():
            if math.isclose(figure, row.figures[part].get(metric, math.nan), rel_tol=SAME, abs_tol=SAME):
                fresh.setdefault(part, {})[metric] = low, high
            else:
                older.setdefault(part, {})[metric] = figure, low, high
    return replace(row, intervals=fresh, older=older, warnings=_warnings(row, fresh))


def _computed(entrant: Entrant, best_tenth: BestTenth | None) -> tuple[ByPart, ByPart]:
    """The intervals that answer what readers ask, and those of a narrower question."""
    if entrant.kind == "best-tenth" and best_tenth:
        return rule_intervals(best_tenth), selected_intervals(best_tenth)
    if entrant.kind == "crowd":
        return {}, mean_intervals(entrant)
    few = entrant.key == PEOPLE and entrant.clips < FEW_CLIPS
    return mean_intervals(entrant), intervals_on_these_clips(entrant) if few else {}


def _question(entrant: Entrant) -> str:
    if entrant.kind == "crowd" and entrant.key != CROWD:
        return ""
    return text(QUESTIONS[entrant.kind])


def _warnings(row: Standing, fresh: Mapping[str, Mapping[str, object]]) -> tuple[str, ...]:
    has_quantiles = any(key in QUANTILES for ends in fresh.values() for key in ends)
    if has_quantiles and row.players is not None and row.players < FEW_PLAYERS:
        return (text("board.warning.quantiles", count=row.players, fewest=FEW_PLAYERS),)
    return ()
