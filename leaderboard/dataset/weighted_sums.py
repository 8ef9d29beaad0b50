"""Sums over rows by player, by clip and by cell, as expressions: all that means and their errors are made of.

Rows are only ever added up by a key and by whether there is speech, without conditions on single sums: a
pivot of the few groups then gives the sums over each part of the table.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from leaderboard.dataset.means import (
    ALWAYS,
    EVERY,
    MEASURED,
    Count,
    Mean,
    MeanSet,
    known,
    values,
)
from leaderboard.scoring.columns import KINDS
from leaderboard.scoring.rows import Floats

Middle = Mapping[str, float]


@dataclass(frozen=True)
class Totals:
    """What is known once rows have been added up by the unit that counts once, players or clips.

    Attributes
    ----------
    middle : mapping of str to float
        Near the mean of each of `MEASURED`; sums are of what values are away from it, to keep their digits.
    of : MeanSet
        Which means are taken.
    units, evenness : ndarray of float, an entry for each of ``of.counts``
        How many units have a value, and the sum of 1 / number of rows over them.
    off : ndarray of float, an entry for each of ``of.means``
        The means, less the middle; 0 without a value.
    squares : ndarray of float, an entry for each of ``of.means``
        The sum of squared weights times squared distances from the mean, over rows.
    """

    middle: Middle
    of: MeanSet
    units: Floats
    evenness: Floats
    off: Floats
    squares: Floats

    @property
    def units_of_means(self) -> Floats:
        """How many units have a value, for each mean; 1 if none has."""
        found: Floats = np.maximum(self.units, 1)[self.of.count_of_mean]
        return found

    @property
    def means(self) -> Floats:
        """NaN without a value."""
        middle = np.array([self.middle.get(mean.column, 0.0) for mean in self.of.means])
        found: Floats = np.where(self.units[self.of.count_of_mean] > 0, middle + self.off, np.nan)
        return found

    @property
    def answers(self) -> Floats:
        """How many answers each mean is worth if each is independent."""
        with np.errstate(divide="ignore", invalid="ignore"):
            worth: Floats = (self.units**2 / self.evenness)[self.of.count_of_mean]
        return worth


def middle_of(rows: Any) -> Middle:
    """About the mean of each of `MEASURED`."""
    return row_of(rows.aggregate(**{column: rows[column].mean() for column in MEASURED}))


def plain_sums(rows: Any, by: Sequence[str], middle: Middle, of: MeanSet = EVERY) -> Any:
    """By player, clip or cell: for each count, how many rows have a value; by mean, sums and squares."""
    import ibis

    each = {f"n_{one}": rows.count() if one == ALWAYS else rows[one].count() for one in of.known}
    of_column = {column: values(rows, column, middle) for column in of.columns}
    each |= {f"sum_{column}": value.sum() for column, value in of_column.items()}
    each |= {f"square_{column}": (of_column[column] * of_column[column]).sum() for column in of.measured}
    for kind in of.kinds:
        value = ibis.ifelse(rows[kind], of_column["distance_km"], ibis.null("float64"))
        each |= {f"n_{kind}": value.count(), f"sum_{kind}": value.sum(), f"square_{kind}": (value**2).sum()}
    return _pivoted(rows.group_by(*by, "speech").aggregate(**each), by, ("n", "sum", "square"), of)


def totals(sums: Any, middle: Middle, of: MeanSet = EVERY) -> Totals:
    """Add up what `plain_sums` returns over its units, each counting once."""
    each: dict[str, Any] = {}
    for count in of.counts:
        number = sums[f"n_{count.name}"]
        each[f"units_{count.name}"] = (number > 0).sum()
        each[f"evenness_{count.name}"] = (1.0 / number.nullif(0)).sum()
    for mean in of.means:
        each[f"mean_{mean.name}"] = (sums[f"sum_{mean.name}"] / sums[f"n_{mean.count.name}"].nullif(0)).sum()
    found = row_of(sums.aggregate(**each))
    units, evenness = (
        np.array([found[f"{name}_{count.name}"] for count in of.counts]) for name in _OF_COUNTS
    )
    of_means = np.maximum(units, 1)[of.count_of_mean]
    off = np.array([found[f"mean_{mean.name}"] for mean in of.means]) / of_means
    squares = row_of(
        sums.aggregate(
            **{
                mean.name: (_square(sums, mean, one) / (sums[f"n_{mean.count.name}"].nullif(0) ** 2)).sum()
                for mean, one in zip(of.means, off.tolist(), strict=True)
            }
        )
    )
    return Totals(middle, of, units, evenness, off, np.array([squares[mean.name] for mean in of.means]))


def weights(sums: Any, by: str, of: MeanSet = EVERY) -> Any:
    """For each unit and each count, the weight of one of its rows, before it is shared among units."""
    return sums.select(
        by, **{f"weight_{count.name}": 1.0 / sums[f"n_{count.name}"].nullif(0) for count in of.counts}
    )


def weighted_sums(rows: Any, by: str, found: Totals) -> Any:
    """By player or by clip, sums of the weights of rows, and of their weighted distances from the means.

    Parameters
    ----------
    rows : ibis.Table
        With the columns of `weights` beside their own.

    Returns
    -------
    ibis.Table
        ``rows``; ``share_...`` for each count; ``score_...`` for each mean.
    """
    import ibis

    of = found.of
    each: dict[str, Any] = {}
    of_column = {column: values(rows, column, found.middle) for column in of.columns}
    for one in of.known:
        for name, weight in _row_weights(rows, one, of).items():
            share = weight if one == ALWAYS else ibis.ifelse(rows[one].notnull(), weight, 0.0)
            each[f"share_{one}{name}"] = share.sum()
    for column, value in of_column.items():
        for name, weight in _row_weights(rows, known(column), of).items():
            each[f"score_{column}{name}"] = (value * weight).sum()
    for kind in of.kinds:
        weight = ibis.ifelse(rows[kind], rows[f"weight_{ALWAYS}_{kind}"], 0.0)
        each |= {f"share_{kind}": weight.sum(), f"score_{kind}": (weight * of_column["distance_km"]).sum()}
    groups = rows.group_by(by, "speech").aggregate(rows=rows.count(), **each)
    summed = _pivoted(groups, [by], ("share", "score"), of)
    away = {
        f"score_{mean.name}": summed[f"score_{mean.name}"] - off * summed[f"share_{mean.count.name}"]
        for mean, off in zip(found.of.means, found.off.tolist(), strict=True)
    }
    return summed.mutate(**away)


def squares_of_repeated(rows: Any, repeated: Any, found: Totals) -> Floats:
    """By how much the squared scores of cells with several rows exceed those of their rows, for each mean."""
    some = rows.semi_join(repeated, ["player", "clip"])
    # All rows of a cell have the same weight.
    weight = {count.name: some[f"weight_{count.name}"].max() for count in found.of.counts}
    own = some.group_by("player", "clip").aggregate(**weight)
    cells = plain_sums(some, ["player", "clip"], found.middle, found.of).inner_join(own, ["player", "clip"])
    more = {}
    for mean, off in zip(found.of.means, found.off.tolist(), strict=True):
        score = cells[f"sum_{mean.name}"] - off * cells[f"n_{mean.count.name}"]
        more[mean.name] = ((score * score - _square(cells, mean, off)) * cells[mean.count.name] ** 2).sum()
    row = row_of(cells.aggregate(**more))
    return np.array([row[mean.name] for mean in found.of.means])


def own_weight(rows: Any, one: str) -> Any:
    """The weight of each row in the part of the table that it is in beside the whole."""
    return rows.speech.ifelse(rows[f"weight_{one}_speech"], rows[f"weight_{one}_nonspeech"])


def row_of(expression: Any) -> dict[str, float]:
    """The one row of an aggregate; a sum over nothing is 0."""
    (row,) = expression.to_pyarrow().to_pylist()
    return {name: 0.0 if value is None else float(value) for name, value in row.items()}


_OF_COUNTS = ("units", "evenness")


def _square(sums: Any, mean: Mean, off: float) -> Any:
    """The sum of squared distances from the mean over the rows of a unit or a cell."""
    number, away = sums[f"n_{mean.count.name}"], sums[f"sum_{mean.name}"]
    # A share is 0 or 1, and so is its square.
    square = sums[f"square_{mean.name}"] if mean.column in MEASURED else away
    return square - (2 * off) * away + (off * off) * number


def _row_weights(rows: Any, one: str, of: MeanSet) -> dict[str, Any]:
    """The weights of rows, by the ending of the sums' names: in the whole table, and in their own part."""
    whole = {"_all": rows[f"weight_{one}_all"]}
    return whole | {"": own_weight(rows, one)} if of.has_parts else whole


def _pivoted(groups: Any, by: Sequence[str], names: Sequence[str], of: MeanSet) -> Any:
    """Sums by a key and speech as sums by the key: over each part's clips, and by sound."""
    each: dict[str, Any] = {}
    for name in names:
        for one in (*of.counts,) if name in ("n", "share") else of.means:
            if name == "square" and _column(one) not in MEASURED:
                continue
            each[f"{name}_{one.name}"] = _pivot(groups, name, one).cast("float64").fill_null(0.0)
    if "rows" in groups.columns:
        each["rows"] = groups.rows.sum()
    return groups.group_by(*by).aggregate(**each)


def _pivot(groups: Any, name: str, one: Count | Mean) -> Any:
    if one.within in KINDS:
        return groups[f"{name}_{one.within}"].sum()
    if one.within == "all":
        whole = f"{name}_{_column(one)}_all"
        return groups[whole if whole in groups.columns else f"{name}_{_column(one)}"].sum()
    return groups[f"{name}_{_column(one)}"].sum(where=groups.speech == (one.within == "speech"))


def _column(one: Count | Mean) -> str:
    return one.column if isinstance(one, Mean) else one.known
