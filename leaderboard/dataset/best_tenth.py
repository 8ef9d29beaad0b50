"""The best tenth of a dataset's players: selected on odd rounds, scored on even ones."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa

from leaderboard.board.row_intervals import NARROWER_QUESTIONS, QUESTIONS
from leaderboard.board.standings import Standing
from leaderboard.dataset.averaged_row import averaged_row, intervals_of
from leaderboard.dataset.averages import Averages, by_person
from leaderboard.dataset.engine import Engine
from leaderboard.dataset.means import MEANS, Mean, values
from leaderboard.dataset.weighted_sums import Middle, plain_sums, totals
from leaderboard.entrants.best_tenth import KEY, MIN_ANSWERS, Selection
from leaderboard.scoring.columns import KINDS
from leaderboard.scoring.rows import Integers
from leaderboard.sentences import text
from leaderboard.uncertainty.best_tenth_errors import FEWEST_SELECTED, of_these_players, over_selections
from leaderboard.uncertainty.standard_errors import Estimates, among_both, among_clips


@dataclass(frozen=True)
class BestTenth:
    """The best tenth, as `leaderboard.entrants.best_tenth.BestTenth` selects them.

    Attributes
    ----------
    rows : ibis.Table
        The rounds that count, of all players.
    selection : Selection
        Of those who qualify; their leads are compared, in order of their numbers.
    player : ndarray of int
        Their numbers, in ascending order.
    middle : mapping of str to float
        As in `leaderboard.dataset.weighted_sums.Totals`.
    repeated : ibis.Table or None
        Cells with more than one row.
    """

    rows: Any
    selection: Selection
    player: Integers
    middle: Middle
    repeated: Any
    engine: Engine

    @classmethod
    def of(cls, rows: Any, sums: Any, middle: Middle, repeated: Any, engine: Engine) -> "BestTenth":
        """Select players by their leads; ``sums`` are those of `plain_sums` by player."""
        qualified = sums.filter(sums.n_always_all >= MIN_ANSWERS).select("player")
        found = _leads(rows.filter(rows.odd), qualified, repeated).to_pyarrow().sort_by("player")
        player = found["player"].to_numpy()
        lead = found["lead"].fill_null(-np.inf).to_numpy()
        return cls(rows, Selection(lead, len(player)), player, middle, repeated, engine)

    def standing(self) -> Standing | None:
        """Their row with its intervals; None with too few players, or without an even round."""
        if self.selection.why_not:
            return None
        rows = self._even(self.selection.chosen)
        sums = self._sums(rows)
        found = by_person(rows, sums, self.middle, self.repeated)
        if found is None:
            return None
        row = averaged_row(found, KEY, text("board.entrant.best_tenth"), "best-tenth", self.selection.note)
        among = among_both(found.spread, FEWEST_SELECTED, found.of_players)
        at_the_line = totals(self._sums(self._even(self.selection.marginal)), self.middle).means
        return replace(
            row,
            intervals=intervals_of(over_selections(self.selection, among, at_the_line)),
            question=text(QUESTIONS["best-tenth"]),
            narrower=intervals_of(of_these_players(among, self._within(rows, sums, found))),
            narrower_question=text(NARROWER_QUESTIONS["best-tenth"]),
        )

    def _even(self, positions: Integers) -> Any:
        """The even rounds of those at some positions."""
        players = pa.table({"player": pa.array(self.player[positions], pa.int32())})
        return self.rows.filter(~self.rows.odd).semi_join(self.engine.hold(players), "player")

    def _sums(self, rows: Any) -> Any:
        return self.engine.keep(plain_sums(rows, ["player"], self.middle))

    def _within(self, rows: Any, sums: Any, found: Averages) -> Estimates:
        """Estimates of values less their player's mean, with errors over clips."""
        summed = _within_sums(rows, sums, self.middle).to_pyarrow().sort_by("clip")
        columns = [summed[mean.name].to_numpy().astype(np.float64) for mean in MEANS]
        scores = np.empty((len(found.clip), len(MEANS)))
        scores[np.argsort(found.clip)] = np.nan_to_num(np.array(columns).T)
        return among_clips(replace(found.spread, clip_score=scores / np.maximum(found.of_players.groups, 1)))


def _leads(odd: Any, qualified: Any, repeated: Any) -> Any:
    """By player, how far their odd rounds are ahead of others' on the same clips; null where unknown."""
    import ibis

    if repeated is None:
        cells = odd.select("player", "clip", rounds=ibis.literal(1), score=odd.geoscore)
    else:
        cells = odd.group_by("player", "clip").aggregate(rounds=odd.count(), score=odd.geoscore.sum())
    clips = cells.group_by("clip").aggregate(all_rounds=cells.rounds.sum(), all_score=cells.score.sum())
    beside = cells.inner_join(clips, "clip")
    others = beside.all_rounds - beside.rounds
    mean = (beside.all_score - beside.score) / others.nullif(0)
    ahead = beside.mutate(ahead=beside.score - beside.rounds * mean)
    by_player = ahead.group_by("player").aggregate(
        lead=ahead.ahead.sum() / ahead.rounds.sum(where=ahead.ahead.notnull())
    )
    return qualified.left_join(by_player, "player").select("player", "lead")


def _within_sums(rows: Any, sums: Any, middle: Middle) -> Any:
    """By clip, for each of `MEANS`, weighted sums of values less their player's mean."""
    import ibis

    counts: Mapping[str, Any] = {mean.count.name: sums[f"n_{mean.count.name}"] for mean in MEANS}
    weight = {
        f"weight_{name}": (number / ibis.greatest(number - 1, 1.0)).sqrt() / number.nullif(0)
        for name, number in counts.items()
    }
    own = {f"own_{mean.name}": sums[f"sum_{mean.name}"] / counts[mean.count.name].nullif(0) for mean in MEANS}
    beside = rows.inner_join(sums.select("player", **weight, **own), "player")
    each = {}
    for mean in MEANS:
        away = values(beside, mean.column, middle) - beside[f"own_{mean.name}"]
        each[mean.name] = (away * beside[f"weight_{mean.count.name}"]).sum(where=_is_taken(beside, mean))
    return beside.group_by("clip").aggregate(**each)


def _is_taken(rows: Any, mean: Mean) -> Any:
    """Which rows a mean is taken of; None for every row."""
    if mean.within == "all":
        return None
    if mean.within in KINDS:
        return rows[mean.within]
    return rows.speech if mean.within == "speech" else ~rows.speech
