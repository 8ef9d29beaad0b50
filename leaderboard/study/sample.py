"""The rounds of one study, from a table of published rows, with people as entrants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from game.geo.geodesy import geoscore
from game.play.answered_rounds import is_of_study
from game.play.rounds import ABANDONED
from leaderboard.entrants.entrant import Entrant, continents
from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.guesses import queries
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.guesses import Guesses, Numbering, guesses_of, no_guesses
from leaderboard.scoring.metrics import HEARD, Outcomes, compare
from leaderboard.scoring.rows import Bools, Floats
from leaderboard.study.study_rows import StudyRows

_LISTS = ("why_not", "clues", "checks")


@dataclass(frozen=True)
class Sample:
    """A study's closed rounds, an entry each; those that do not count included.

    Attributes
    ----------
    benchmark : Benchmark
        Of the study's clips alone.
    guesses : Guesses
        What was said.
    outcomes : Outcomes
        What came of it, by each metric.
    rows : StudyRows
        The same as scores.
    confidence_km : ndarray of float
        The radius that the person drew; NaN where none was.
    """

    benchmark: Benchmark
    guesses: Guesses
    outcomes: Outcomes
    rows: StudyRows
    confidence_km: Floats

    @classmethod
    def of(cls, rows: Sequence[Mapping[str, Any]], benchmark: Benchmark) -> "Sample":
        """The sample of judged rows; practice, catch rounds and other clips than the study's are left out.

        Parameters
        ----------
        rows : sequence of mapping
            With the published columns.
        """
        kept = [row for row in rows if is_of_study(row) and row["clip_key"] in benchmark.positions]
        guesses = (
            guesses_of([_needed(row) for row in kept], benchmark.positions, Numbering())[0] if kept else None
        )
        guesses = guesses or no_guesses()
        responses = guesses.responses
        outcomes = compare(benchmark.truth, responses, responses.labels, benchmark.rules)
        abandoned = np.array([row["status"] == ABANDONED for row in kept], np.bool_)
        confidence = np.array([row["confidence_km"] for row in kept], np.float64)
        return cls(
            benchmark, guesses, outcomes, _rows_of(guesses, outcomes, abandoned, benchmark), confidence
        )

    def people(self, cap: int | None = None, skips: bool = True) -> Entrant:
        """People's main row: each counts once, over their first ``cap`` rounds that count.

        Parameters
        ----------
        skips : bool
            Score skips as refusals; otherwise leave them out.
        """
        kept = self.kept(cap, skips)
        return Entrant(
            "human",
            "People",
            "human",
            "Each person counts once: the mean of their rounds that count, then of all people with "
            f"{MIN_ROUNDS} or more.",
            self.outcomes.only(kept),
            continents(self.guesses.responses.labels["continent"][kept]),
            self.guesses.player[kept],
            "player",
        )

    def kept(self, cap: int | None = None, skips: bool = True) -> Bools:
        """Which rounds the main row rests on: those that count, up to ``cap`` a person, of enough of them."""
        counts = self.counting(cap, skips)
        played = np.bincount(self.rows.person, counts)
        kept: Bools = counts & (played >= MIN_ROUNDS)[self.rows.person]
        return kept

    def counting(self, cap: int | None = None, skips: bool = True) -> Bools:
        """Which rounds count, up to ``cap`` a person."""
        rows = self.rows
        counts: Bools = (rows.why_not == "") & ~np.isnan(rows.score)
        if not skips:
            counts = counts & ~rows.skipped
        if cap is not None:
            place = np.full(len(rows), cap)
            place[counts] = rows.only(counts).place
            counts = counts & (place < cap)
        return counts


def sample_of_table(table: pa.Table, benchmark: Benchmark) -> Sample:
    """The sample of a table with the published columns, as exported CSV or Parquet files hold them."""
    rows = table.to_pylist()
    for row in rows:
        row |= {name: orjson.loads(row[name]) for name in _LISTS if isinstance(row.get(name), str)}
    return Sample.of(rows, benchmark)


def _needed(row: Mapping[str, Any]) -> list[Any]:
    """The columns that guesses are made from, in order."""
    reasons = orjson.dumps(row["why_not"] or []).decode()
    known = {**row, "player_id": row["player"], "why_not": reasons, "shown_as": None}
    return [known[name] for name in queries.NEEDED]


def _rows_of(guesses: Guesses, outcomes: Outcomes, abandoned: Bools, benchmark: Benchmark) -> StudyRows:
    return StudyRows(
        np.where(abandoned, np.nan, geoscore(outcomes.distance_km)),
        guesses.player,
        outcomes.clip,
        guesses.order,
        guesses.responses.silent & ~abandoned,
        guesses.why_not,
        benchmark.truth.sounds["speech"] >= HEARD,
        benchmark.truth.labels["continent"],
    )
