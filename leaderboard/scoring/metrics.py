"""AGL1K's metric table: each answer against the truth, then means over clips."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from game.geo.geodesy import REFUSAL_KM, distance_km, geoscore
from leaderboard.answers.name_rules import NameRules
from leaderboard.scoring.columns import KINDS, LEVELS, THRESHOLDS_KM
from leaderboard.scoring.quantiles import sorted_quantiles
from leaderboard.scoring.rows import Bools, Floats, Integers, Labels, Responses, Texts, Truth

HEARD = 0.1  # how much of a sound, 0 to 1, makes a clip one with that sound
QUANTILES = {"q25_km": 0.25, "q50_km": 0.5, "q75_km": 0.75}
# Parts of the rows: 0 for those without speech, 1 for those with it.
PARTS = {"all": [0, 1], "speech": [1], "nonspeech": [0]}

Metrics = dict[str, float]


@dataclass(frozen=True)
class Outcomes:
    """What became of each row: an entry a row, NaN where a row says nothing about it.

    Attributes
    ----------
    clip : ndarray of int
        Position of the row's clip.
    named : mapping of str to ndarray of float
        For each level, 1 where the name is right and 0 where it is wrong.
    placed : mapping of str to ndarray of float
        The same of the place of the point; 0 also where there is no point.
    heard : mapping of str to ndarray of bool
        For each sound, whether the clip counts as one with it; but for speech, only clips without speech do.
    """

    clip: Integers
    distance_km: Floats
    refused: Bools
    named: Mapping[str, Floats]
    placed: Mapping[str, Floats]
    heard: Mapping[str, Bools]

    @cached_property
    def by_distance(self) -> Integers:
        """The rows in the order of their distances, those without one last."""
        return np.argsort(self.distance_km)

    def only(self, kept: Bools) -> "Outcomes":
        """The rows for which ``kept`` is true."""
        return Outcomes(
            self.clip[kept],
            self.distance_km[kept],
            self.refused[kept],
            {level: right[kept] for level, right in self.named.items()},
            {level: right[kept] for level, right in self.placed.items()},
            {sound: there[kept] for sound, there in self.heard.items()},
        )

    @classmethod
    def joined(cls, parts: Sequence["Outcomes"]) -> "Outcomes":
        """One after the other; at least one part."""

        def each(mappings: list[Mapping[str, Any]]) -> dict[str, Any]:
            return {name: np.concatenate([one[name] for one in mappings]) for name in mappings[0]}

        return cls(
            np.concatenate([part.clip for part in parts]),
            np.concatenate([part.distance_km for part in parts]),
            np.concatenate([part.refused for part in parts]),
            each([part.named for part in parts]),
            each([part.placed for part in parts]),
            each([part.heard for part in parts]),
        )


def compare(truth: Truth, said: Responses, points: Labels, rules: NameRules) -> Outcomes:
    """Hold each row against the truth.

    Parameters
    ----------
    points : Labels
        Of the places of the rows' points, None where there is no point.
    """
    clip = said.clip
    speech = (truth.sounds["speech"] >= HEARD)[clip]
    keys = {"continent": rules.continent, "country": rules.country, "city": rules.city}
    return Outcomes(
        clip,
        distances_km(truth, said),
        said.refused,
        {level: _same_name(truth.labels[level], clip, said.labels[level], keys[level]) for level in LEVELS},
        {level: _same_place(truth.labels[level], clip, points[level], keys[level]) for level in LEVELS},
        {"speech": speech} | {sound: (truth.sounds[sound] >= HEARD)[clip] & ~speech for sound in KINDS},
    )


def distances_km(truth: Truth, said: Responses) -> Floats:
    """Kilometres from each row's point to its clip: 10,000 for a silent row, else NaN without a point."""
    distance = distance_km(truth.lat[said.clip], truth.lon[said.clip], said.lat, said.lon)
    return np.where(said.silent, REFUSAL_KM, distance)


def measure(rows: Outcomes, unit: Integers) -> Metrics:
    """The metric table's figures for one entrant, over all clips; else as `measure_parts`."""
    return measure_parts(rows, unit)["all"]


def measure_parts(rows: Outcomes, unit: Integers) -> dict[str, Metrics]:
    """The metric table's figures for one entrant.

    Parameters
    ----------
    unit : ndarray of int, one a row
        From 0. Rows of one unit are averaged, then units are, each counting once: ``rows.clip`` for AGL1K's
        table, and for answers of which a clip may have several.

    Returns
    -------
    dict of str to dict of str to float
        For each of `PARTS`, a figure for each key of `leaderboard.scoring.columns.COLUMNS`; NaN where
        no row says anything about it.

    Notes
    -----
    Definitions: AGL1K, appendix A.3, where its evaluation does as the paper says; docs/scoring.md.
    """
    speech = rows.heard["speech"]
    cell = 2 * unit + speech
    units = 2 * (1 + unit.max(initial=-1))
    counts = np.bincount(cell, minlength=units)
    sums = {key: _sums(column, cell, counts) for key, column in values(rows)}
    order = rows.by_distance[: np.count_nonzero(~np.isnan(rows.distance_km))]
    distance, of = rows.distance_km[order], unit[order]
    found = {}
    for part, heard in PARTS.items():
        kept = np.isin([0, 1], heard)[speech.astype(np.intp)]
        figures: Metrics = {
            "n": int(np.count_nonzero(np.bincount(rows.clip[kept]))),
            "n_answers": int(np.count_nonzero(kept)),
        }
        figures |= {key: _mean_of_units(*one, heard) for key, one in sums.items()}
        there = kept[order]
        found[part] = figures | _quantiles(distance[there], of[there])
    return found


def _sums(column: Floats, cell: Integers, counts: Integers) -> tuple[Floats, Integers]:
    """Sums of a column and counts of what is known of it, (units, speech)."""
    known = ~np.isnan(column)
    if not known.all():
        cell, column = cell[known], column[known]
        counts = np.bincount(cell, minlength=len(counts))
    sums: Floats = np.bincount(cell, column, len(counts)).astype(np.float64)
    return sums.reshape(-1, 2), counts.reshape(-1, 2)


def _mean_of_units(sums: Floats, counts: Integers, heard: list[int]) -> float:
    of_units, by = sums[:, heard].sum(axis=1), counts[:, heard].sum(axis=1)
    there = by > 0
    return float((of_units[there] / by[there]).mean()) if there.any() else np.nan


def _quantiles(distance: Floats, unit: Integers) -> Metrics:
    """Of distances that ascend."""
    found = sorted_quantiles(distance, shares(unit), list(QUANTILES.values()))
    return dict(zip(QUANTILES, found.tolist(), strict=True))


def values(rows: Outcomes) -> Iterator[tuple[str, Floats]]:
    """What the table's means are means of, with their keys: an entry a row, NaN where it says nothing."""
    distance = rows.distance_km
    unknown = np.isnan(distance)
    yield "geoscore", geoscore(distance)
    yield "distance_km", distance
    yield "reject_rate", rows.refused.astype(np.float64)
    for level in LEVELS:
        yield f"{level}_acc", rows.named[level]
        yield f"{level}_acc_coordinates", rows.placed[level]
    for km in THRESHOLDS_KM:
        yield f"acc_{km}km", np.where(unknown, np.nan, distance < km)
    for sound, heard in {**rows.heard, "nonspeech": ~rows.heard["speech"]}.items():
        yield f"{sound}_km", np.where(heard, distance, np.nan)


def shares(unit: Integers) -> Floats:
    """Weights with which every unit counts once, an entry a row."""
    found: Floats = (1 / np.maximum(np.bincount(unit), 1))[unit]
    return found


def _mean(values: Floats, shares: Floats) -> float:
    return float(values @ shares / shares.sum()) if len(values) else np.nan


def mean_known(values: Floats, unit: Integers) -> float:
    """Mean over units of their means, of the values that are not NaN; NaN when none is."""
    known = ~np.isnan(values)
    return _mean(values[known], shares(unit[known]))


def _same_name(true: Texts, clip: Integers, named: Texts, key: Callable[[str], str | None]) -> Floats:
    """1 or 0, or NaN where either has no name."""
    truly, as_said = _coded(true, named, key)
    right: Floats = np.where((truly[clip] < 0) | (as_said < 0), np.nan, truly[clip] == as_said)
    return right


def _same_place(true: Texts, clip: Integers, found: Texts, key: Callable[[str], str | None]) -> Floats:
    """1 or 0, or NaN where the truth has no name: who gives no point is wrong."""
    truly, as_found = _coded(true, found, key)
    right: Floats = np.where(truly[clip] < 0, np.nan, truly[clip] == as_found)
    return right


def _coded(true: Texts, said: Texts, key: Callable[[str], str | None]) -> tuple[Integers, Integers]:
    """Numbers for names, the same for the same place, and -1 for none; a name is looked at once."""
    encoded = pa.array(np.concatenate([true, said]), pa.string()).dictionary_encode()
    known: dict[str | None, int] = {None: -1}
    numbers = [known.setdefault(key(name), len(known) - 1) for name in encoded.dictionary.to_pylist()]
    coded = np.array([*numbers, -1])[encoded.indices.fill_null(-1).to_numpy()]
    return coded[: len(true)], coded[len(true) :]
