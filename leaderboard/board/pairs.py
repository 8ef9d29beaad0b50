"""People beside entrants that have answered the same clips, pair by pair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from leaderboard.board.people_over_clips import PeopleOverClips, RowsOverClips
from leaderboard.board.standings import Standing, standing
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.seeds import seed_errors
from leaderboard.scoring.metrics import values
from leaderboard.scoring.rows import Bools, Floats
from leaderboard.scoring.spreads import distinct
from leaderboard.sentences import text
from leaderboard.uncertainty.cluster_variances import FEWEST_CLIPS, MIN_PLAYERS
from leaderboard.uncertainty.confidence_intervals import UNITS, may_have_intervals, mean_intervals
from leaderboard.uncertainty.differences import Difference, differences_of
from leaderboard.uncertainty.scaled_intervals import Interval, scaled_intervals
from leaderboard.uncertainty.standard_errors import among_both

COMPARED = ("geoscore", "distance_km", "continent_acc_coordinates", "country_acc_coordinates")


@dataclass(frozen=True)
class Pair:
    """An entrant and people on the clips that both have answered.

    Attributes
    ----------
    entrant : Standing
        Its figures over these clips.
    differences : mapping of str to Difference
        By metric, with both means.
    people : mapping of str to (float, float)
        By metric, the 95% interval of people's mean over these clips.
    why_not : str
        Why there are no intervals of differences; empty when there are.
    """

    entrant: Standing
    differences: Mapping[str, Difference]
    people: Mapping[str, Interval]
    why_not: str


def side_by_side(
    people: Entrant | None, others: Sequence[Entrant], clips: int, metrics: Sequence[str] = COMPARED
) -> list[Pair]:
    """Pair each entrant with people; the best GeoScore first.

    Parameters
    ----------
    people : Entrant or None
        None before anybody has played enough.
    others : sequence of Entrant
        With one answer per clip, or several that are averaged.
    clips : int
        How many clips the benchmark has.
    metrics : sequence of str
        What to compare.
    """
    return pairs_with(RowsOverClips(people, clips) if people else None, others, clips, metrics)


def pairs_with(
    people: PeopleOverClips | None, others: Sequence[Entrant], clips: int, metrics: Sequence[str] = COMPARED
) -> list[Pair]:
    """The same with people whose rows need not be at hand."""
    if people is None or not others:
        pairs = [Pair(_standing(one, None), {}, {}, "") for one in others]
    else:
        pairs = _Together.of(people, others, clips).pairs(metrics)
    return sorted(pairs, key=lambda pair: -pair.entrant.geoscore)


@dataclass(frozen=True, eq=False)
class _Together:
    """People and entrants.

    Attributes
    ----------
    shared : ndarray of bool, clips by entrants
        Which clips both people and the entrant have answered.
    parts : sequence of Entrant
        The entrants on these clips.
    """

    people: PeopleOverClips
    others: Sequence[Entrant]
    shared: Bools
    parts: Sequence[Entrant]

    @classmethod
    def of(cls, people: PeopleOverClips, others: Sequence[Entrant], clips: int) -> "_Together":
        heard = people.heard()
        shared = [heard & (np.bincount(one.rows.clip, minlength=clips) > 0) for one in others]
        parts = [one.only(common[one.rows.clip]) for one, common in zip(others, shared, strict=True)]
        return cls(people, others, np.array(shared).T, parts)

    def pairs(self, metrics: Sequence[str]) -> list[Pair]:
        found = {metric: self._differences(metric) for metric in metrics}
        ends = {metric: self._intervals(metric) for metric in metrics}
        players = self.people.players(self.shared).tolist()
        return [
            self._pair(at, players[at], {metric: found[metric][at] for metric in metrics}, ends)
            for at in range(len(self.others))
        ]

    def _pair(
        self,
        at: int,
        players: int,
        found: Mapping[str, Difference | None],
        ends: Mapping[str, Mapping[str, Interval]],
    ) -> Pair:
        key, part = self.others[at].key, self.parts[at]
        why_not = _why_not(players, part, int(np.count_nonzero(self.shared[:, at])))
        known = {
            metric: one.without_errors() if why_not else one
            for metric, one in found.items()
            if one is not None
        }
        intervals = {metric: by_key[key] for metric, by_key in ends.items() if key in by_key}
        return Pair(_standing(part, players), known, intervals, why_not)

    def _differences(self, metric: str) -> list[Difference | None]:
        columns = [dict(values(part.rows))[metric] for part in self.parts]
        pairs = list(zip(columns, self.parts, strict=True))
        answers = np.array([by_clip(column, part, len(self.shared)) for column, part in pairs]).T
        sets, which = distinct(~np.isnan(answers))
        found = differences_of(*self.people.spread(metric, sets), which, answers, UNITS[metric])
        return [_widened(one, part, column) for one, (column, part) in zip(found, pairs, strict=True)]

    def _intervals(self, metric: str) -> dict[str, Interval]:
        """Intervals of people's means on the clips of each entrant, by its key."""
        sets, which = distinct(self.shared)
        spread, players = self.people.spread(metric, sets)
        estimates = among_both(spread, players=players).at(which)
        keys = [one.key for one in self.others]
        return scaled_intervals(keys, [UNITS[metric]] * len(keys), estimates)


def _standing(entrant: Entrant, players: int | None) -> Standing:
    intervals = mean_intervals(entrant) if may_have_intervals(entrant, players) else {}
    return replace(standing(entrant), under=None, intervals=intervals)


def _why_not(players: int, entrant: Entrant, clips: int) -> str:
    if not clips:
        return text("board.compare.no_clips")
    if entrant.kind == "crowd":
        return text("board.compare.crowd")
    if players < MIN_PLAYERS:
        return text(
            "board.compare.few_players", count=players, fewest=MIN_PLAYERS, more=MIN_PLAYERS - players
        )
    return text("board.compare.one_clip") if clips < FEWEST_CLIPS else ""


def _widened(one: Difference | None, entrant: Entrant, answers: Floats) -> Difference | None:
    """The same difference with the error that a model's seeds add."""
    if one is None or entrant.seed is None:
        return one
    added = seed_errors([answers], entrant.rows.clip, entrant.seed)
    return one.widened(added.variance, added.freedom)


def by_clip(column: Floats, entrant: Entrant, clips: int) -> Floats:
    """The entrant's mean on each clip; NaN where it has no value."""
    known, clip = ~np.isnan(column), entrant.rows.clip
    counts = np.bincount(clip[known], minlength=clips)
    totals = np.bincount(clip[known], column[known], minlength=clips)
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)
