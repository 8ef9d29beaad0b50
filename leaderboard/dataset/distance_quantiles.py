"""Quantiles of the distance over more rows than can be sorted: by narrow bins, and exactly where one ends."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from leaderboard.dataset.means import ALWAYS
from leaderboard.dataset.weighted_sums import own_weight
from leaderboard.scoring.metrics import PARTS, QUANTILES, Metrics
from leaderboard.scoring.quantiles import sorted_quantiles
from leaderboard.scoring.rows import Bools, Floats

BINS_PER_KM = 10
_SPEECH = {"all": (True, False), "speech": (True,), "nonspeech": (False,)}
_SHARES = list(QUANTILES.values())


def distance_quantiles(rows: Any) -> dict[str, Metrics]:
    """Weighted quantiles by part, as `leaderboard.scoring.quantiles.weighted_quantiles` defines them.

    Parameters
    ----------
    rows : ibis.Table
        With the weights of `leaderboard.dataset.weighted_sums.weights`.

    Notes
    -----
    A quantile is a mean over a stretch of the sorted rows. Bins inside the stretch, or outside, count as a
    whole; those that an end of it falls into are read again, distance by distance.
    """
    binned = _summed(rows.mutate(bin=(rows.distance_km * BINS_PER_KM).floor().cast("int64")), "bin")
    ends = sorted({int(one) for part in PARTS for one in _bins_at_ends(binned, part)})
    if not ends:
        return {part: dict.fromkeys(QUANTILES, np.nan) for part in PARTS}
    within = rows.mutate(bin=(rows.distance_km * BINS_PER_KM).floor().cast("int64"))
    exact = _summed(within.filter(within.bin.isin(ends)), "distance_km")
    return {part: _quantiles(binned, exact, np.array(ends), part) for part in PARTS}


def _summed(rows: Any, by: str) -> dict[str, Any]:
    """By bin or distance, and by whether there is speech: sums of weights, and of weighted distances."""
    all_rows, own = rows.weight_always_all, own_weight(rows, ALWAYS)
    table = (
        rows.group_by("speech", by)
        .aggregate(
            weight_all=all_rows.sum(),
            area_all=(all_rows * rows.distance_km).sum(),
            weight_own=own.sum(),
            area_own=(own * rows.distance_km).sum(),
        )
        .to_pyarrow()
    )
    return {name.replace(by, "at"): table[name].to_numpy() for name in table.column_names}


def _of_part(sums: Mapping[str, Any], part: str) -> tuple[Floats, Floats, Floats]:
    """Bins or distances in ascending order, with their weights and areas."""
    kept = np.isin(sums["speech"], _SPEECH[part])
    which = "all" if part == "all" else "own"
    at, index = np.unique(sums["at"][kept], return_inverse=True)
    weight: Floats = np.bincount(index, sums[f"weight_{which}"][kept], len(at)).astype(np.float64)
    area: Floats = np.bincount(index, sums[f"area_{which}"][kept], len(at)).astype(np.float64)
    return at, weight, area


def _bins_at_ends(sums: Mapping[str, Any], part: str) -> Floats:
    bins, weight, _ = _of_part(sums, part)
    if not len(bins):
        return bins
    ends = np.cumsum(weight)
    starts = np.array(_SHARES) * (ends[-1] - 1)
    edges = np.concatenate([starts, starts + 1])
    found: Floats = bins[np.minimum(np.searchsorted(ends, edges), len(bins) - 1)]
    return found


def _quantiles(binned: Mapping[str, Any], exact: Mapping[str, Any], ends: Floats, part: str) -> Metrics:
    bins, weight, area = _of_part(binned, part)
    distance, own_weight, _ = _of_part(exact, part)
    whole: Bools = ~np.isin(bins, ends)
    at = np.concatenate([area[whole] / weight[whole], distance])
    weights = np.concatenate([weight[whole], own_weight])
    order = np.argsort(at)
    quantiles = sorted_quantiles(at[order], weights[order], _SHARES)
    return dict(zip(QUANTILES, quantiles.tolist(), strict=True))
