"""The rounds of one study, from the database or from a table of published rows, with people as entrants."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import orjson
import pyarrow as pa
from sqlalchemy.exc import SQLAlchemyError

from game.geo.geodesy import geoscore
from game.store.database import reading_engine
from game.store.errors import StoreUnavailable
from leaderboard.entrants.entrant import Entrant, continents
from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.entrants.robustness import is_abandoned
from leaderboard.guesses import queries
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.guesses import Guesses, Numbering, guesses_of, no_guesses
from leaderboard.scoring.metrics import HEARD, Outcomes, compare
from leaderboard.scoring.rows import Bools, Floats
from leaderboard.study.study_rows import StudyRows

_NEEDED = ("confidence_km", *queries.NEEDED)
Rows = Iterable[Sequence[Sequence[Any]]]


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
    def of(cls, chunks: Rows, benchmark: Benchmark) -> "Sample":
        """The sample of rows with `confidence_km` and then the columns `queries.NEEDED`, in order.

        Parameters
        ----------
        benchmark : Benchmark
            Rows on other clips are left out.
        """
        players, parts, confidence = Numbering(), [no_guesses()], list[Any]()
        key = 1 + queries.NEEDED.index("clip_key")
        for chunk in chunks:
            known = [row for row in chunk if row[key] in benchmark.positions]
            if known:
                confidence += [row[0] for row in known]
                parts.append(guesses_of([row[1:] for row in known], benchmark.positions, players)[0])
        guesses = Guesses.joined(parts)
        responses = guesses.responses
        outcomes = compare(benchmark.truth, responses, responses.labels, benchmark.rules)
        rows = _rows_of(guesses, outcomes, benchmark)
        return cls(benchmark, guesses, outcomes, rows, np.array(confidence, np.float64))

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
        rows = self.rows
        counts: Bools = (rows.why_not == "") & ~np.isnan(rows.score)
        if not skips:
            counts = counts & ~rows.skipped
        if cap is not None:
            place = np.full(len(rows), cap)
            place[counts] = rows.only(counts).place
            counts = counts & (place < cap)
        enough = (
            np.bincount(rows.person[counts], minlength=int(rows.person.max(initial=-1)) + 1) >= MIN_ROUNDS
        )
        kept: Bools = counts & enough[rows.person]
        return kept


def read_sample(url: str, study_hash: str, benchmark: Benchmark) -> Sample:
    """Read a study's rounds from a database; it is empty when there is no database yet.

    Parameters
    ----------
    benchmark : Benchmark
        Of the study's clips alone; see `Benchmark.only`.

    Raises
    ------
    StoreError, StoreUnavailable
    """
    engine = reading_engine(url)
    if engine is None:
        return Sample.of([], benchmark)
    try:
        with engine.connect() as connection:
            if not queries.has_rounds_table(connection):
                return Sample.of([], benchmark)
            return Sample.of(queries.of_study(connection, study_hash, _NEEDED), benchmark)
    except SQLAlchemyError as error:
        raise StoreUnavailable(str(error)) from error
    finally:
        engine.dispose()


def sample_of_table(table: pa.Table, benchmark: Benchmark) -> Sample:
    """The sample of a table with the published columns, as CSV or Parquet files hold them.

    Rounds of other modes than study and random, and catch rounds, are left out.
    """
    names = [name.replace("player_id", "player") for name in _NEEDED]
    columns = [table.column(name).to_pylist() for name in names]
    columns[-1] = [orjson.dumps(one).decode() if isinstance(one, list) else one for one in columns[-1]]
    chosen = zip(table.column("mode").to_pylist(), table.column("allocation").to_pylist(), strict=True)
    kept = [mode in queries.STUDY_MODES and rule != queries.CATCH for mode, rule in chosen]
    rows = [row for row, is_kept in zip(zip(*columns, strict=True), kept, strict=True) if is_kept]
    return Sample.of([rows] if rows else [], benchmark)


def _rows_of(guesses: Guesses, outcomes: Outcomes, benchmark: Benchmark) -> StudyRows:
    abandoned = is_abandoned(guesses)
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
