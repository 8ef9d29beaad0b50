"""Averages of people's rounds with what their errors are made of: by person, or by clip."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from leaderboard.dataset.distance_quantiles import distance_quantiles
from leaderboard.dataset.engine import Engine
from leaderboard.dataset.means import COUNT_OF_MEAN, COUNTS, MEANS
from leaderboard.dataset.weighted_sums import (
    Totals,
    one_way_of,
    plain_sums,
    shares_and_scores_of_units,
    totals,
    weighted_sums,
    weights,
)
from leaderboard.scoring.metrics import PARTS, Metrics
from leaderboard.scoring.rows import Floats
from leaderboard.scoring.spreads import Spread
from leaderboard.uncertainty.cluster_variances import OneWay

_OF_MEAN = list(COUNT_OF_MEAN)


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
    spread : Spread
        Of `MEANS`, in that order; without shares and scores of players.
    of_players : OneWay
        What players add to the variance, in their place.
    parts, quantiles : mapping
        By part.
    """

    spread: Spread
    of_players: OneWay
    parts: Mapping[str, Part]
    quantiles: Mapping[str, Metrics]

    @property
    def players(self) -> int:
        return self.parts["all"].players


def by_person(rows: Any, sums: Any, repeated: Any, engine: Engine) -> Averages | None:
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
    found = totals(sums)
    if not found.units.any():
        return None
    weighed = rows.inner_join(weights(sums, "player"), "player")
    of_clips = _columns(weighted_sums(weighed, ["clip", "speech"], found.means))
    shares, scores = _clip_matrices(of_clips, found)
    squares = np.array([of_clips[f"square_{mean.name}"].sum() for mean in MEANS])
    of_players = one_way_of(shares_and_scores_of_units(sums, found), found)
    cells = squares + _of_repeated(weighed, repeated, found)
    parts = _parts(of_clips, of_players)
    return _averages(weighed, found, shares, scores, cells, of_players, parts)


def by_clip(rows: Any, repeated: Any, engine: Engine) -> Averages:
    """Average each clip's rows, then clips."""
    sums = engine.keep(plain_sums(rows, "clip"))
    found = totals(sums)
    weighed = rows.inner_join(weights(sums, "clip"), "clip")
    of_players = engine.keep(weighted_sums(weighed, ["player"], found.means))
    whole = of_players.aggregate(
        **{mean.name: of_players[f"square_{mean.name}"].sum() for mean in MEANS}
    ).to_pyarrow()
    squares = np.array([whole[mean.name][0].as_py() or 0.0 for mean in MEANS])
    clips = _columns(shares_and_scores_of_units(sums, found))
    shares, scores = _clip_matrices(clips, found)
    one_way = one_way_of(of_players, found)
    numbers = _columns(sums)
    parts = {
        part: Part(
            int(np.count_nonzero(numbers[f"n_always_{part}"])),
            int(numbers[f"n_always_{part}"].sum()),
            int(one_way.groups[_first(part)]),
        )
        for part in PARTS
    }
    cells = squares + _of_repeated(weighed, repeated, found)
    return _averages(weighed, found, shares, scores, cells, one_way, parts)


def _averages(
    weighed: Any,
    found: Totals,
    shares: Floats,
    scores: Floats,
    cells: Floats,
    of_players: OneWay,
    parts: Mapping[str, Part],
) -> Averages:
    none = np.empty((0, len(MEANS)))
    units = np.maximum(found.units[_OF_MEAN], 1)
    spread = Spread(found.means, none, none, shares, scores, np.maximum(cells / units**2, 0), found.answers)
    return Averages(spread, of_players, parts, distance_quantiles(weighed))


def _of_repeated(weighed: Any, repeated: Any, found: Totals) -> Floats:
    """By how much the squares of cells with several rows exceed those of their rows."""
    if repeated is None:
        return np.zeros(len(MEANS))
    cells = weighted_sums(weighed.semi_join(repeated, ["player", "clip"]), ["player", "clip"], found.means)
    more = {
        mean.name: (cells[f"score_{mean.name}"] ** 2 - cells[f"square_{mean.name}"]).sum() for mean in MEANS
    }
    row = cells.aggregate(**more).to_pyarrow()
    return np.array([row[mean.name][0].as_py() or 0.0 for mean in MEANS])


def _clip_matrices(clips: Mapping[str, Floats], found: Totals) -> tuple[Floats, Floats]:
    """The clips' shares in the means, and their scores; clips by `MEANS`."""
    units = np.maximum(found.units, 1)
    shares = np.array([clips[f"share_{count.name}"] for count in COUNTS]).T / units
    scores = np.array([clips[f"score_{mean.name}"] for mean in MEANS]).T
    return shares[:, _OF_MEAN], scores / units[_OF_MEAN]


def _parts(clips: Mapping[str, Floats], players: OneWay) -> dict[str, Part]:
    speech, rows = clips["speech"].astype(bool), clips["rows"]
    kept = {"all": np.ones(len(rows), np.bool_), "speech": speech, "nonspeech": ~speech}
    return {
        part: Part(
            int(np.count_nonzero(kept[part])), int(rows[kept[part]].sum()), int(players.groups[_first(part)])
        )
        for part in PARTS
    }


def _first(part: str) -> int:
    """Where the mean of a column that all rows have stands among `MEANS`."""
    return next(at for at, mean in enumerate(MEANS) if (mean.column, mean.within) == ("geoscore", part))


def _columns(expression: Any) -> dict[str, Floats]:
    table = expression.to_pyarrow()
    return {name: table[name].to_numpy().astype(np.float64) for name in table.column_names}
