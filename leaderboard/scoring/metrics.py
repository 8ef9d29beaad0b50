"""AGL1K's metric table: each answer is compared with the truth, then averaged over clips."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa

from game.geo.geodesy import REFUSAL_KM, distance_km, geoscore
from leaderboard.answers.name_rules import NameRules
from leaderboard.scoring.columns import KINDS, LEVELS, THRESHOLDS_KM
from leaderboard.scoring.rows import Bools, Floats, Integers, Labels, Responses, Texts, Truth

HEARD = 0.1  # from this level of a sound, 0 to 1, a clip counts as having it
QUANTILES = {"q25_km": 0.25, "q50_km": 0.5, "q75_km": 0.75}
# Parts of the table, by the values of "has speech" that they include.
PARTS = {"all": [0, 1], "speech": [1], "nonspeech": [0]}

Metrics = dict[str, float]


@dataclass(frozen=True)
class Outcomes:
    """The result of each answer: an entry per row, NaN where the row has no value.

    Attributes
    ----------
    clip : ndarray of int
        Position of the row's clip.
    distance_km : ndarray of float
        10,000 for a refused coordinate.
    refused : ndarray of bool
        Counts in the reject rate.
    named : mapping of str to ndarray of float
        For each level, 1 where the given name is right and 0 where it is wrong.
    placed : mapping of str to ndarray of float
        The same for the name of the point; also 0 where there is no point.
    heard : mapping of str to ndarray of bool
        For each sound, whether the clip has it. For sounds other than speech, false on clips with speech.
    """

    clip: Integers
    distance_km: Floats
    refused: Bools
    named: Mapping[str, Floats]
    placed: Mapping[str, Floats]
    heard: Mapping[str, Bools]

    @cached_property
    def by_distance(self) -> Integers:
        """Row positions by rising distance, rows without a distance last."""
        return np.argsort(self.distance_km)

    def only(self, kept: Bools) -> "Outcomes":
        """The rows where ``kept`` is true."""
        return Outcomes(
            self.clip[kept],
            self.distance_km[kept],
            self.refused[kept],
            {level: right[kept] for level, right in self.named.items()},
            {level: right[kept] for level, right in self.placed.items()},
            {sound: has[kept] for sound, has in self.heard.items()},
        )

    @classmethod
    def joined(cls, parts: Sequence["Outcomes"]) -> "Outcomes":
        """The rows of all parts, in order; needs at least one part."""

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


def compare(truth: Truth, responses: Responses, points: Labels, rules: NameRules) -> Outcomes:
    """Compare each row with the truth.

    Parameters
    ----------
    points : Labels
        Place names of the rows' points; None where there is no point.
    """
    clip = responses.clip
    speech = (truth.sounds["speech"] >= HEARD)[clip]
    keys = {"continent": rules.continent, "country": rules.country, "city": rules.city}
    return Outcomes(
        clip,
        distances_km(truth, responses),
        responses.refused,
        {
            level: _same_name(truth.labels[level], clip, responses.labels[level], keys[level])
            for level in LEVELS
        },
        {level: _same_place(truth.labels[level], clip, points[level], keys[level]) for level in LEVELS},
        {"speech": speech} | {sound: (truth.sounds[sound] >= HEARD)[clip] & ~speech for sound in KINDS},
    )


def distances_km(truth: Truth, responses: Responses) -> Floats:
    """Kilometres from each row's point to its clip: 10,000 for a silent row, NaN without a point."""
    distance = distance_km(truth.lat[responses.clip], truth.lon[responses.clip], responses.lat, responses.lon)
    return np.where(responses.silent, REFUSAL_KM, distance)


def values(rows: Outcomes) -> Iterator[tuple[str, Floats]]:
    """The columns whose means are in the table, by key: an entry per row, NaN where there is no value."""
    yield from values_everywhere(rows)
    for sound, heard in sounds_heard(rows).items():
        yield f"{sound}_km", np.where(heard, rows.distance_km, np.nan)


def values_everywhere(rows: Outcomes) -> Iterator[tuple[str, Floats]]:
    """The first of them: those that are not the distance to clips with a sound."""
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


def sounds_heard(rows: Outcomes) -> dict[str, Bools]:
    """For each sound whose distance is in the table, whether the row's clip has it."""
    return {**rows.heard, "nonspeech": ~rows.heard["speech"]}


def shares(unit: Integers) -> Floats:
    """Weights that make every unit count once, an entry per row."""
    weights: Floats = (1 / np.maximum(np.bincount(unit), 1))[unit]
    return weights


def _mean(values: Floats, shares: Floats) -> float:
    return float(values @ shares / shares.sum()) if len(values) else np.nan


def mean_known(values: Floats, unit: Integers) -> float:
    """Mean over units of each unit's mean, leaving out NaN values; NaN if nothing is left."""
    known = ~np.isnan(values)
    return _mean(values[known], shares(unit[known]))


def _same_name(true: Texts, clip: Integers, named: Texts, key: Callable[[str], str | None]) -> Floats:
    """1 or 0; NaN where either has no name."""
    truth, answer = _coded(true, named, key)
    right: Floats = np.where((truth[clip] < 0) | (answer < 0), np.nan, truth[clip] == answer)
    return right


def _same_place(true: Texts, clip: Integers, points: Texts, key: Callable[[str], str | None]) -> Floats:
    """1 or 0; NaN where the truth has no name. An answer without a point is wrong."""
    truth, answer = _coded(true, points, key)
    right: Floats = np.where(truth[clip] < 0, np.nan, truth[clip] == answer)
    return right


def _coded(true: Texts, answers: Texts, key: Callable[[str], str | None]) -> tuple[Integers, Integers]:
    """Integer codes, equal for names of the same place, -1 for no name. Each distinct name is parsed once."""
    encoded = pa.array(np.concatenate([true, answers]), pa.string()).dictionary_encode()
    codes: dict[str | None, int] = {None: -1}
    numbers = [codes.setdefault(key(name), len(codes) - 1) for name in encoded.dictionary.to_pylist()]
    coded = np.array([*numbers, -1])[encoded.indices.fill_null(-1).to_numpy()]
    return coded[: len(true)], coded[len(true) :]
