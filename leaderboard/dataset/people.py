"""People's rows of the table, from the rounds of a dataset."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from leaderboard.board.row_intervals import FEW_CLIPS, NARROWER_QUESTIONS, QUESTIONS
from leaderboard.board.standings import Standing
from leaderboard.dataset.answered_rows import COUNTS, LEFT_OUT, NOT_PLAYED
from leaderboard.dataset.averaged_row import averaged_row, intervals_of
from leaderboard.dataset.averages import Averages, by_clip, by_person
from leaderboard.dataset.best_tenth import BestTenth
from leaderboard.dataset.engine import Engine
from leaderboard.dataset.sums_over_clips import SumsOverClips
from leaderboard.dataset.weighted_sums import middle_of, plain_sums
from leaderboard.entrants import humans, robustness
from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.sentences import text
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS
from leaderboard.uncertainty.standard_errors import among_both, among_players

_NAMES_AND_NOTES = {**humans.NAMES_AND_NOTES, **robustness.NAMES_AND_NOTES}
KEYS_OF_ROWS = tuple(_NAMES_AND_NOTES)


@dataclass(frozen=True)
class _Choice:
    """Which rounds a row rests on.

    Attributes
    ----------
    rounds : callable
        Given all rows, tells which are averaged.
    needed : int
        The state of rounds without which this would be the main row again.
    of_main_row : bool
        Whether only the people of the main row count, however few of these rounds they have.
    """

    rounds: Callable[[Any], Any]
    needed: int = COUNTS
    of_main_row: bool = False


_OTHERS = {
    "human/first-five": _Choice(lambda rows: (rows.state == COUNTS) & rows.first, of_main_row=True),
    "human/later": _Choice(lambda rows: (rows.state == COUNTS) & ~rows.first, of_main_row=True),
    "human/without-skips": _Choice(lambda rows: (rows.state == COUNTS) & ~rows.silent, of_main_row=True),
    "human/every-round": _Choice(lambda rows: rows.state != NOT_PLAYED, LEFT_OUT),
    "human/abandoned-as-skips": _Choice(lambda rows: rows.state != LEFT_OUT, NOT_PLAYED),
}


class People:
    """The people of a dataset.

    Parameters
    ----------
    rows : ibis.Table
        What `leaderboard.dataset.answered_rows.answered_rows` returns.
    """

    def __init__(self, rows: Any, engine: Engine) -> None:
        self._rows, self._engine = rows, engine
        self._repeated = _repeated(rows, engine)
        self._has = {state for (state,) in _tuples(rows.select("state").distinct())}
        self._middle = middle_of(rows)

    def standings(self) -> Iterator[Standing]:
        """Rows in the order of the table, each with its intervals; those without a round are left out."""
        if self._main:
            yield self._standing("human", self._main)
        if self.everyone:
            yield self._standing("human/by-clip", self.everyone)
        for key, choice in _OTHERS.items():
            found = self._by_person(choice) if choice.needed in self._has else None
            if found:
                yield self._standing(key, found)

    def over_clips(self, clips: int) -> SumsOverClips | None:
        """The people of the main row on sets of clips; None until somebody has played enough.

        Parameters
        ----------
        clips : int
            How many clips the benchmark has.
        """
        if self._main is None:
            return None
        shared = self._middle, self._repeated, self._engine
        return SumsOverClips(self._counting, self._main_players, self._main, *shared, clips)

    @cached_property
    def best_tenth(self) -> BestTenth:
        """The best tenth, or what is missing before there is one."""
        return BestTenth.of(self._counting, self._main_players, self._middle, self._repeated, self._engine)

    @property
    def has_guesses(self) -> bool:
        """Whether anybody has a round that counts."""
        return COUNTS in self._has

    @cached_property
    def everyone(self) -> Averages | None:
        """All that counts, by clip; None before anybody has played."""
        if not self.has_guesses:
            return None
        return by_clip(self._counting, self._middle, self._repeated, self._engine)

    @cached_property
    def _counting(self) -> Any:
        """The rounds that count."""
        return self._rows.filter(self._rows.state == COUNTS)

    @cached_property
    def _main(self) -> Averages | None:
        return by_person(self._counting, self._main_players, self._middle, self._repeated)

    @cached_property
    def _main_players(self) -> Any:
        """Sums by player of those in the main row."""
        return self._sums_of_enough(self._counting)

    def _by_person(self, choice: _Choice) -> Averages | None:
        chosen = self._rows.filter(choice.rounds(self._rows))
        if choice.of_main_row:
            sums = self._sums(chosen).semi_join(self._main_players, "player")
        else:
            sums = self._sums_of_enough(chosen)
        return by_person(chosen, sums, self._middle, self._repeated)

    def _sums_of_enough(self, rows: Any) -> Any:
        sums = self._sums(rows)
        return sums.filter(sums.n_always_all >= MIN_ROUNDS)

    def _sums(self, rows: Any) -> Any:
        return self._engine.keep(plain_sums(rows, ["player"], self._middle))

    def _standing(self, key: str, found: Averages) -> Standing:
        return _standing(key, found, self.everyone.players if self.everyone else 0)


def _repeated(rows: Any, engine: Engine) -> Any:
    """Cells of players by clips that have more than one row; None if there are none, as in a game."""
    cells = rows.group_by("player", "clip").aggregate(rows=rows.count())
    found = engine.keep(cells.filter(cells.rows > 1).select("player", "clip"))
    return found if _tuples(found.limit(1)) else None


def _standing(key: str, found: Averages, everyone: int) -> Standing:
    name, note = _NAMES_AND_NOTES[key]
    row = averaged_row(found, key, name, "human", note)
    if everyone < MIN_PLAYERS:
        return row
    few = key == "human" and row.clips < FEW_CLIPS
    narrower = intervals_of(among_players(found.spread, found.of_players)) if few else {}
    enough = {part: ends for part, ends in narrower.items() if found.parts[part].players >= MIN_PLAYERS}
    return replace(
        row,
        intervals=intervals_of(among_both(found.spread, players=found.of_players)),
        question=text(QUESTIONS["human"]),
        narrower=enough,
        narrower_question=text(NARROWER_QUESTIONS["human"]) if enough else "",
    )


def _tuples(expression: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in expression.to_pyarrow().to_pylist()]
