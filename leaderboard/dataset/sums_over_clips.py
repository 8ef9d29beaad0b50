"""The people of a dataset on any sets of clips, each set added up once."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyarrow as pa

from leaderboard.board.pairs import COMPARED
from leaderboard.dataset.averages import Averages, by_person
from leaderboard.dataset.engine import Engine
from leaderboard.dataset.means import Mean, MeanSet
from leaderboard.dataset.weighted_sums import Middle, plain_sums
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.scoring.spreads import Spread
from leaderboard.uncertainty.cluster_variances import OneWay
from leaderboard.uncertainty.standard_errors import of_players

_OF_PAIRS = MeanSet(COMPARED, ("all",), ())


class SumsOverClips:
    """People as `leaderboard.board.people_over_clips.PeopleOverClips` has them.

    Parameters
    ----------
    rows : ibis.Table
        The rounds that count, with those of people who are not in the main row.
    people : ibis.Table
        Has a row for each ``player`` of the main row.
    main : Averages
        The main row.
    middle : mapping of str to float
        As in `leaderboard.dataset.weighted_sums.Totals`.
    repeated : ibis.Table or None
        Cells with more than one row.
    clips : int
        How many clips the benchmark has.

    Notes
    -----
    A model that has answered every clip is compared with what the main row has already added up.
    """

    def __init__(
        self,
        rows: Any,
        people: Any,
        main: Averages,
        middle: Middle,
        repeated: Any,
        engine: Engine,
        clips: int,
    ) -> None:
        self._rows, self._people = rows, people
        self._middle, self._repeated = middle, repeated
        self._engine = engine
        self._clips = clips
        self._main = main
        self._known = [(self.heard(), main)]

    def heard(self) -> Bools:
        heard = np.zeros(self._clips, np.bool_)
        heard[self._main.clip] = True
        return heard

    def players(self, sets: Bools) -> Integers:
        return self.spread("geoscore", sets)[1].groups  # every round has one

    def spread(self, metric: str, sets: Bools) -> tuple[Spread, OneWay]:
        mean = Mean(metric, "all")
        valued = (
            self._by_clip(self._main, self._main.spread.clip_share[:, self._main.of.means.index(mean)]) > 0
        )
        each = [self._over(one & valued, valued, mean) for one in sets.T]
        return _beside([spread for spread, _ in each]), _players_beside([players for _, players in each])

    def _over(self, clips: Bools, valued: Bools, mean: Mean) -> tuple[Spread, OneWay]:
        """One mean on some of the clips that it has values on."""
        if not clips.any():
            nothing = _nothing(self._clips)
            return nothing, of_players(nothing)
        found = next((one for heard, one in self._known if np.array_equal(heard & valued, clips)), None)
        if found is None:
            found = self._averaged(clips)
            self._known.append((clips, found))
        whole, at = found.spread, found.of.means.index(mean)
        entry = np.array([at])
        share, score = (
            self._by_clip(found, one[:, at])[:, None] for one in (whole.clip_share, whole.clip_score)
        )
        nobody = np.empty((0, 1))
        spread = Spread(
            whole.mean[entry], nobody, nobody, share, score, whole.cells[entry], whole.answers[entry]
        )
        return spread, found.of_players.at(entry)

    def _averaged(self, clips: Bools) -> Averages:
        wanted = self._engine.hold(pa.table({"clip": pa.array(np.flatnonzero(clips), pa.int32())}))
        rows = self._rows.semi_join(wanted, "clip").semi_join(self._people, "player")
        sums = self._engine.keep(plain_sums(rows, ["player"], self._middle, _OF_PAIRS))
        found = by_person(rows, sums, self._middle, self._repeated, _OF_PAIRS)
        assert found is not None  # somebody has a round on each of these clips
        return found

    def _by_clip(self, found: Averages, values: Floats) -> Floats:
        every = np.zeros(self._clips)
        every[found.clip] = values
        return every


def _nothing(clips: int) -> Spread:
    """The spread over no clip."""
    nobody, none = np.empty((0, 1)), np.zeros((clips, 1))
    return Spread(np.array([np.nan]), nobody, nobody, none, none, np.zeros(1), np.array([np.inf]))


def _beside(spreads: list[Spread]) -> Spread:
    """Sets as the last axis."""
    return Spread(*_columns(spreads, Spread.__dataclass_fields__))


def _players_beside(players: list[OneWay]) -> OneWay:
    return OneWay(*_columns(players, OneWay.__dataclass_fields__))


def _columns(each: list[Any], names: Any) -> Iterator[Any]:
    return (np.concatenate([getattr(one, name) for one in each], axis=-1) for name in names)
