"""Averages of people's rounds with what their errors are made of: by person, or by clip."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from leaderboard.dataset.engine import Engine
from leaderboard.dataset.means import EVERY, Mean, MeanSet
from leaderboard.dataset.one_way_sums import one_way_of_groups, one_way_of_units
from leaderboard.dataset.weighted_sums import (
    Middle,
    Totals,
    plain_sums,
    squares_of_repeated,
    totals,
    weighted_sums,
    weights,
)
from leaderboard.scoring.metrics import PARTS
from leaderboard.scoring.rows import Floats, Integers
from leaderboard.scoring.spreads import Spread
from leaderboard.uncertainty.cluster_variances import OneWay


@dataclass(frozen=True)
class Part:
    """How many clips, rows and players a part of the table rests on."""

    clips: int
    rows: int
    players: int


@dataclass(frozen=True)
class Averages:
    """A row of people.

    Attributes
    ----------
    of : MeanSet
        Which means are taken.
    spread : Spread
        Of these, in that order; without shares and scores of players.
    clip : ndarray of int
        The clips of its shares and scores; those without a round are left out.
    of_players : OneWay
        What players add to the variance, in their place.
    parts : mapping of str to Part
        By part.
    weighed : ibis.Table
        The rounds, with the columns of `leaderboard.dataset.weighted_sums.weights`.
    """

    of: MeanSet
    spread: Spread
    clip: Integers
    of_players: OneWay
    parts: Mapping[str, Part]
    weighed: Any

    @property
    def players(self) -> int:
        return self.parts["all"].players


def by_person(rows: Any, sums: Any, middle: Middle, repeated: Any, of: MeanSet = EVERY) -> Averages | None:
    """Average each person's rows, then people; None without any.

    Parameters
    ----------
    rows : ibis.Table
        With rows of other people, which are left out.
    sums : ibis.Table
        What `plain_sums` returns by player, for the people who count.
    repeated : ibis.Table or None
        Cells with more than one row.
    """
    found = totals(sums, middle, of)
    if not found.units.any():
        return None
    weighed = rows.inner_join(weights(sums, "player", of), "player")
    clips = _columns(weighted_sums(weighed, "clip", found))
    units = np.maximum(found.units, 1)
    shares = np.array([clips[f"share_{count.name}"] for count in of.counts]).T / units
    scores = np.array([clips[f"score_{mean.name}"] for mean in of.means]).T / found.units_of_means
    # A clip is in either part, so its rows there are all or none of them.
    rows_of_clips = {part: np.where(clips[f"share_always_{part}"] > 0, clips["rows"], 0) for part in of.parts}
    players = one_way_of_units(sums, found)
    clip = clips["clip"].astype(np.intp)
    return _averages(
        weighed, found, clip, shares[:, of.count_of_mean], scores, players, rows_of_clips, repeated
    )


def by_clip(rows: Any, middle: Middle, repeated: Any, engine: Engine) -> Averages:
    """Average each clip's rows, then clips."""
    sums = engine.keep(plain_sums(rows, ["clip"], middle))
    found = totals(sums, middle)
    weighed = rows.inner_join(weights(sums, "clip"), "clip")
    of_players = one_way_of_groups(engine.keep(weighted_sums(weighed, "player", found)), found)
    clips = _columns(sums)
    shares = np.array([clips[f"n_{mean.count.name}"] > 0 for mean in EVERY.means]).T / found.units_of_means
    scores = np.array([_own(clips, mean, off) for mean, off in zip(EVERY.means, found.off, strict=True)]).T
    rows_of_clips = {part: clips[f"n_always_{part}"] for part in PARTS}
    clip, scores = clips["clip"].astype(np.intp), scores / found.units_of_means
    return _averages(weighed, found, clip, shares, scores, of_players, rows_of_clips, repeated)


def _own(clips: Mapping[str, Floats], mean: Mean, off: float) -> Floats:
    """How far each clip's mean is away from that of clips; 0 for a clip without one."""
    number = clips[f"n_{mean.count.name}"]
    return np.where(number > 0, clips[f"sum_{mean.name}"] / np.maximum(number, 1) - off, 0)


def _averages(
    weighed: Any,
    found: Totals,
    clip: Integers,
    shares: Floats,
    scores: Floats,
    players: OneWay,
    rows_of_clips: Mapping[str, Floats],
    repeated: Any,
) -> Averages:
    cells = found.squares
    if repeated is not None:
        cells = cells + squares_of_repeated(weighed, repeated, found)
    cells = np.maximum(cells / found.units_of_means**2, 0)
    nobody = np.empty((0, len(found.means)))  # what players add is in `Averages.of_players`
    spread = Spread(found.means, nobody, nobody, shares, scores, cells, found.answers)
    parts = {
        part: Part(
            int(np.count_nonzero(rows)),
            int(rows.sum()),
            int(players.groups[found.of.means.index(Mean("geoscore", part))]),
        )
        for part, rows in rows_of_clips.items()
    }
    return Averages(found.of, spread, clip, players, parts, weighed)


def _columns(expression: Any) -> dict[str, Floats]:
    table = expression.to_pyarrow()
    return {name: table[name].to_numpy().astype(np.float64) for name in table.column_names}
