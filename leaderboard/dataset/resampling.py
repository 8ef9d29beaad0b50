"""Intervals that take resampling, of a dataset whose rounds fit into memory: by the game's own bootstrap."""

import time
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from leaderboard.board.compute_intervals import compute_intervals
from leaderboard.dataset.answered_rows import Facts
from leaderboard.dataset.crowds import Progress, unseen
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.guesses import Guesses, Numbering, guesses_in_columns
from leaderboard.uncertainty.interval_file import SEED, Intervals
from leaderboard.uncertainty.resamples import REPLICATES

MOST_ROUNDS = 2_000_000


@dataclass(frozen=True)
class Resampling:
    """How the bootstrap is run; without replicates it is not."""

    seed: int = SEED
    replicates: int = REPLICATES

    def why_not(self, facts: Facts) -> str:
        """Why a dataset has none of these intervals, as a sentence; empty where it has, or none is wanted."""
        if not self.replicates:
            return ""
        lacking = "There are no intervals of ranks, of quantiles, and of the crowd over other crowds"
        if facts.rounds > MOST_ROUNDS:
            return (
                f"{lacking}: they need every round at once, and are computed for datasets of up to "
                f"{MOST_ROUNDS:,} rounds. This one has {facts.rounds:,}."
            )
        if facts.moved:
            return f"{lacking}: they need rounds that were scored against the places that the pack has now."
        return ""

    def intervals(self, chosen: Any, facts: Facts, roster: Roster, progress: Progress = unseen) -> Intervals:
        """The intervals, with those of models and baselines.

        Parameters
        ----------
        chosen : ibis.Table
            What `leaderboard.dataset.answered_rows.eligible` returns.
        roster : Roster
            Of models and baselines, without people.
        """
        if not self.replicates or self.why_not(facts):
            return Intervals(roster.benchmark.name, seed=self.seed, replicates=0)
        guesses = guesses_of_rounds(chosen)
        counts = guesses.why_not == ""
        whole = roster.beside(guesses.only(counts), guesses.only(~counts))
        return compute_intervals(
            whole,
            time.time(),
            self.seed,
            self.replicates,
            lambda entrants: progress(entrants, len(entrants), "Computing intervals"),
        )


def guesses_of_rounds(chosen: Any) -> Guesses:
    """Every round on a clip of the pack, in memory, as the game's own store would give it."""
    known = chosen.filter(chosen.clip.notnull())
    names = ("player", "clip", "closed_before", "lat", "lon", "city", "country_code", "reasons")
    table: pa.Table = known.select(*names).to_pyarrow()
    column = {name: table[name].to_pylist() for name in ("player", "city", "country_code", "reasons")}
    return guesses_in_columns(
        table["clip"].to_numpy().astype(np.intp),
        Numbering().of(column["player"]),
        table["closed_before"].to_numpy().astype(np.intp),
        (table["lat"].to_numpy().astype(np.float64), table["lon"].to_numpy().astype(np.float64)),
        column["city"],
        column["country_code"],
        np.array(column["reasons"], object),
    )
