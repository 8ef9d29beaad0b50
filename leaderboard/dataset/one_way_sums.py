"""What players add to the variance of means, from sums over them."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from leaderboard.dataset.means import Count
from leaderboard.dataset.weighted_sums import Totals, row_of
from leaderboard.scoring.rows import Floats
from leaderboard.uncertainty.cluster_variances import OneWay, one_way_of_sums

_TERMS = ("first", "second", "third", "own")


def one_way_of_units(sums: Any, found: Totals) -> OneWay:
    """What units add, from their `plain_sums`; each has the same share in a mean."""
    each: dict[str, Any] = {}
    for mean, off in zip(found.of.means, found.off.tolist(), strict=True):
        away = sums[f"sum_{mean.name}"] / sums[f"n_{mean.count.name}"].nullif(0) - off
        each[mean.name] = (away * away).sum()
    squares = row_of(sums.aggregate(**each))
    units = found.units[found.of.count_of_mean]
    share = 1 / np.maximum(units, 1)
    even = units * share**2
    left = np.where(units > 1, 1 - 2 * share + even, 1)
    scale = share**2 / left
    kept = left**2 - (even - 2 * share) ** 2
    first, second, third, own = (
        units * one for one in (scale, scale * share, scale * share**2, scale**2 * kept)
    )
    variance = np.array([squares[mean.name] for mean in found.of.means]) * share**2 / left
    return one_way_of_sums(units.astype(np.intp), even, first, second, third, own, variance)


def one_way_of_groups(groups: Any, found: Totals) -> OneWay:
    """What groups add that have different shares, from their `weighted_sums`."""
    units = np.maximum(found.units, 1)
    shares: dict[str, Any] = {}
    for count in found.of.counts:
        share = groups[f"share_{count.name}"]
        shares[f"groups_{count.name}"] = (share > 0).sum()
        shares[f"even_{count.name}"] = (share * share).sum()
    row = row_of(groups.aggregate(**shares))
    number = np.array([row[f"groups_{count.name}"] for count in found.of.counts])
    even = np.array([row[f"even_{count.name}"] for count in found.of.counts]) / units**2
    sums = row_of(groups.aggregate(**_terms(groups, found, number, even, units)))
    first, second, third, own = (
        np.array([sums[f"{name}_{count.name}"] for count in found.of.counts])[found.of.count_of_mean]
        for name in _TERMS
    )
    variance = np.array([sums[f"variance_{mean.name}"] for mean in found.of.means])
    groups_of_means = number[found.of.count_of_mean].astype(np.intp)
    return one_way_of_sums(groups_of_means, even[found.of.count_of_mean], first, second, third, own, variance)


def _terms(groups: Any, found: Totals, number: Floats, even: Floats, units: Floats) -> Mapping[str, Any]:
    """The sums of `leaderboard.uncertainty.cluster_variances.one_way`, as expressions."""
    terms: dict[str, Any] = {}
    left: dict[Count, Any] = {}
    for count, many, evenly, of in zip(
        found.of.counts, number.tolist(), even.tolist(), units.tolist(), strict=True
    ):
        share = groups[f"share_{count.name}"] / of
        squared = share * share
        left[count] = (1 + evenly) - 2 * share if many > 1 else share * 0.0 + 1.0
        scale = squared / left[count]
        kept = left[count] * left[count] - (evenly - 2 * share) * (evenly - 2 * share)
        parts = (scale, scale * share, scale * squared, scale * scale * kept)
        terms |= {f"{name}_{count.name}": part.sum() for name, part in zip(_TERMS, parts, strict=True)}
    for mean, of in zip(found.of.means, units[found.of.count_of_mean].tolist(), strict=True):
        score = groups[f"score_{mean.name}"] / of
        terms[f"variance_{mean.name}"] = (score * score / left[mean.count]).sum()
    return terms
