"""Sums over rows by player, by clip and by cell, as expressions: all that means and their errors are made of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from leaderboard.dataset.means import ALWAYS, COUNT_OF_MEAN, COUNTS, MEANS, Count, is_within, values
from leaderboard.scoring.rows import Floats
from leaderboard.uncertainty.cluster_variances import OneWay, one_way_of_sums


@dataclass(frozen=True)
class Totals:
    """What is known once rows have been added up by the unit that counts once, players or clips.

    Attributes
    ----------
    units, evenness : ndarray of float, an entry for each of `COUNTS`
        How many units have a value, and the sum of 1 / number of rows over them.
    means : ndarray of float, an entry for each of `MEANS`
        NaN without a value.
    """

    units: Floats
    evenness: Floats
    means: Floats

    @property
    def answers(self) -> Floats:
        """How many answers each mean is worth if each is independent."""
        with np.errstate(divide="ignore", invalid="ignore"):
            worth: Floats = (self.units**2 / self.evenness)[list(COUNT_OF_MEAN)]
        return worth


def plain_sums(rows: Any, by: str) -> Any:
    """By player or by clip, the number of rows that have a value, for `COUNTS`, and their sums, for `MEANS`."""
    counted = {count.name: _of(rows, count).count(where=is_within(rows, count.within)) for count in COUNTS}
    sums = {
        f"sum_{mean.name}": values(rows, mean).sum(where=is_within(rows, mean.within)).fill_null(0.0)
        for mean in MEANS
    }
    return rows.group_by(by).aggregate(**counted, **sums)


def totals(sums: Any) -> Totals:
    """Add up what `plain_sums` returns over its units, each counting once."""
    each: dict[str, Any] = {}
    for count in COUNTS:
        number = sums[count.name]
        each[f"units_{count.name}"] = (number > 0).sum()
        each[f"evenness_{count.name}"] = (1.0 / number.nullif(0)).sum()
    for mean in MEANS:
        each[f"mean_{mean.name}"] = (sums[f"sum_{mean.name}"] / sums[mean.count.name].nullif(0)).sum()
    found = _row(sums.aggregate(**each))
    units = np.array([found[f"units_{count.name}"] for count in COUNTS])
    whole = np.array([found[f"mean_{mean.name}"] for mean in MEANS])
    with np.errstate(divide="ignore", invalid="ignore"):
        means = np.where(units[list(COUNT_OF_MEAN)] > 0, whole / units[list(COUNT_OF_MEAN)], np.nan)
    return Totals(units, np.array([found[f"evenness_{count.name}"] for count in COUNTS]), means)


def weights(sums: Any, by: str) -> Any:
    """For each unit and each of `COUNTS`, the weight of one of its rows, before it is shared among units."""
    return sums.select(by, **{_weight(count): 1.0 / sums[count.name].nullif(0) for count in COUNTS})


def weighted_sums(rows: Any, by: Sequence[str], middle: Floats) -> Any:
    """By player, by clip or by cell, sums of the weights of rows, and of what they are away from the means.

    Parameters
    ----------
    rows : ibis.Table
        With the columns of `weights` beside their own.
    middle : ndarray of float, an entry for each of `MEANS`
        The means.

    Returns
    -------
    ibis.Table
        ``share_...`` for `COUNTS`; for `MEANS`, ``score_...``, and ``square_...``, the sum of squares by row.
    """
    shares = {
        f"share_{count.name}": rows[_weight(count)]
        .sum(where=_all_of(is_within(rows, count.within), _of(rows, count).notnull()))
        .fill_null(0.0)
        for count in COUNTS
    }
    scores: dict[str, Any] = {}
    for mean, centre in zip(MEANS, np.nan_to_num(middle).tolist(), strict=True):
        away = (values(rows, mean) - centre) * rows[_weight(mean.count)]
        where = is_within(rows, mean.within)
        scores[f"score_{mean.name}"] = away.sum(where=where).fill_null(0.0)
        scores[f"square_{mean.name}"] = (away * away).sum(where=where).fill_null(0.0)
    return rows.group_by(list(by)).aggregate(rows=rows.count(), **shares, **scores)


def shares_and_scores_of_units(sums: Any, found: Totals) -> Any:
    """What `weighted_sums` would give by the unit that counts once, from its `plain_sums`."""
    import ibis

    each: dict[str, Any] = {}
    for count in COUNTS:
        each[f"share_{count.name}"] = ibis.ifelse(sums[count.name] > 0, 1.0, 0.0)
    for mean, centre in zip(MEANS, np.nan_to_num(found.means).tolist(), strict=True):
        number = sums[mean.count.name]
        own = sums[f"sum_{mean.name}"] / number.nullif(0) - centre
        each[f"score_{mean.name}"] = own.fill_null(0.0)
    return sums.select(**each)


def one_way_of(groups: Any, found: Totals) -> OneWay:
    """What groups add to the variance, from their ``share_...`` and ``score_...``; an entry for each of `MEANS`."""
    units = np.maximum(found.units, 1)
    first: dict[str, Any] = {}
    for count in COUNTS:
        share = groups[f"share_{count.name}"]
        first[f"groups_{count.name}"] = (share > 0).sum()
        first[f"even_{count.name}"] = (share * share).sum()
    row = _row(groups.aggregate(**first))
    number = np.array([row[f"groups_{count.name}"] for count in COUNTS])
    even = np.array([row[f"even_{count.name}"] for count in COUNTS]) / units**2
    sums = _row(groups.aggregate(**_one_way_terms(groups, number, even, units)))
    terms = (np.array([sums[f"{name}_{count.name}"] for count in COUNTS]) for name in _TERMS)
    variance = np.array([sums[f"variance_{mean.name}"] for mean in MEANS])
    of_mean = list(COUNT_OF_MEAN)
    return one_way_of_sums(number[of_mean], even[of_mean], *(term[of_mean] for term in terms), variance)


_TERMS = ("first", "second", "third", "own")


def _one_way_terms(groups: Any, number: Floats, even: Floats, units: Floats) -> Mapping[str, Any]:
    """The sums of `leaderboard.uncertainty.cluster_variances.one_way`, as expressions."""
    terms: dict[str, Any] = {}
    left: dict[Count, Any] = {}
    for count, many, evenly, of in zip(COUNTS, number.tolist(), even.tolist(), units.tolist(), strict=True):
        share = groups[f"share_{count.name}"] / of
        squared = share * share
        left[count] = (1 + evenly) - 2 * share if many > 1 else share * 0.0 + 1.0
        scale = squared / left[count]
        kept = left[count] * left[count] - (evenly - 2 * share) * (evenly - 2 * share)
        parts = (scale, scale * share, scale * squared, scale * scale * kept)
        terms |= {f"{name}_{count.name}": part.sum() for name, part in zip(_TERMS, parts, strict=True)}
    for mean, of in zip(MEANS, units[list(COUNT_OF_MEAN)].tolist(), strict=True):
        score = groups[f"score_{mean.name}"] / of
        terms[f"variance_{mean.name}"] = (score * score / left[mean.count]).sum()
    return terms


def _weight(count: Count) -> str:
    return f"weight_{count.known}_{count.within}"


def _of(rows: Any, count: Count) -> Any:
    """The column whose values are counted."""
    return rows.clip if count.known == ALWAYS else rows[count.known]


def _all_of(first: Any, second: Any) -> Any:
    return second if first is None else first & second


def _row(expression: Any) -> dict[str, float]:
    """The one row of an aggregate; a sum over nothing is 0."""
    (row,) = expression.to_pyarrow().to_pylist()
    return {name: 0.0 if value is None else float(value) for name, value in row.items()}
