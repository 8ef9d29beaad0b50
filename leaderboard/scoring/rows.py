"""The columns that metrics are computed from: the truth, and what a model or person answered."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.geo.gazetteer import Gazetteer, Place, filled_labels
from game.packs.clip import SOUNDS, Clip
from leaderboard.answers.answers import Answer
from leaderboard.scoring.columns import LEVELS

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Integers = NDArray[np.intp]
Texts = NDArray[np.object_]


# By level (continent, country, city), an entry per row; None where there is no name.
Labels = Mapping[str, Texts]


def labels_of(named: Sequence[Clip | Answer | Place]) -> Labels:
    """The labels of clips, answers or places, unchanged."""
    return {level: _texts(getattr(item, level) for item in named) for level in LEVELS}


def labels_at(lat: Floats, lon: Floats, gazetteer: Gazetteer) -> Labels:
    """Look up AGL1K's labels for points, as is done for people's guesses.

    Parameters
    ----------
    lat, lon : ndarray of float
        Degrees, WGS-84; NaN where there is no point.

    Returns
    -------
    mapping of str to ndarray
        What AGL1K's tables lack is filled in as it is for players, so that every point has a country and a
        continent: Kosovo, Europe for the Vatican, Antarctica for the pole.
    """
    known = np.flatnonzero(~np.isnan(lat))
    places = gazetteer.places(lat[known].tolist(), lon[known].tolist())
    filled = [filled_labels(place.country_code) for place in places]
    names = {
        "continent": [continent for _, continent in filled],
        "country": [country for country, _ in filled],
        "city": [place.city for place in places],
    }
    labels = {level: np.full(len(lat), None, dtype=object) for level in LEVELS}
    for level, column in labels.items():
        column[known] = names[level]
    return labels


@dataclass(frozen=True)
class Truth:
    """The clips' true places and sounds, an entry per clip.

    Attributes
    ----------
    lat, lon : ndarray of float
        Degrees, WGS-84.
    labels : mapping of str to ndarray
        AGL1K's labels; a blank one is None.
    sounds : mapping of str to ndarray of float
        By sound, how much of it the clip has, 0 to 1.
    """

    lat: Floats
    lon: Floats
    labels: Labels
    sounds: Mapping[str, Floats]

    @classmethod
    def of(cls, clips: Sequence[Clip], gazetteer: Gazetteer) -> "Truth":
        """The truth of these clips; blank labels are looked up from their coordinates."""
        lats, lons = [clip.lat for clip in clips], [clip.lon for clip in clips]
        given, found = labels_of(clips), labels_of(gazetteer.places(lats, lons))
        return cls(
            lat=np.array(lats),
            lon=np.array(lons),
            labels={level: _filled(given[level], found[level]) for level in LEVELS},
            sounds={sound: np.array([getattr(clip, sound) for clip in clips]) for sound in SOUNDS},
        )

    def only(self, kept: Integers) -> "Truth":
        """The truth of the clips at these positions, in that order."""
        return Truth(
            self.lat[kept],
            self.lon[kept],
            {level: names[kept] for level, names in self.labels.items()},
            {sound: amount[kept] for sound, amount in self.sounds.items()},
        )


@dataclass(frozen=True)
class Responses:
    """Answers or guesses, an entry per answer.

    Attributes
    ----------
    clip : ndarray of int
        Position in `Truth`.
    lat, lon : ndarray of float
        Degrees, WGS-84; NaN where there is no point.
    silent : ndarray of bool
        The answer counts as 10,000 km. A row without a point that is not silent has no distance.
    refused : ndarray of bool
        Counts in the reject rate.
    labels : mapping of str to ndarray
        As given by a model; for a person's guess, those of its point.
    """

    clip: Integers
    lat: Floats
    lon: Floats
    silent: Bools
    refused: Bools
    labels: Labels

    @classmethod
    def of(cls, answers: Sequence[Answer], positions: Mapping[str, int]) -> "Responses":
        """Models' answers as columns; ``positions`` maps a clip's key to its index."""
        return cls(
            clip=np.array([positions[answer.key] for answer in answers], dtype=np.intp),
            lat=np.array([answer.lat for answer in answers], dtype=np.float64),
            lon=np.array([answer.lon for answer in answers], dtype=np.float64),
            silent=np.array([answer.silent for answer in answers], dtype=np.bool_),
            refused=np.array([answer.refused for answer in answers], dtype=np.bool_),
            labels=labels_of(answers),
        )

    def only(self, kept: Bools | Integers) -> "Responses":
        """The rows where ``kept`` is true, or those at the positions in it."""
        return Responses(
            self.clip[kept],
            self.lat[kept],
            self.lon[kept],
            self.silent[kept],
            self.refused[kept],
            {level: named[kept] for level, named in self.labels.items()},
        )

    @classmethod
    def joined(cls, parts: Sequence["Responses"]) -> "Responses":
        """The rows of all parts, in order; needs at least one part."""
        return cls(
            np.concatenate([part.clip for part in parts]),
            np.concatenate([part.lat for part in parts]),
            np.concatenate([part.lon for part in parts]),
            np.concatenate([part.silent for part in parts]),
            np.concatenate([part.refused for part in parts]),
            {level: np.concatenate([part.labels[level] for part in parts]) for level in LEVELS},
        )


def _texts(values: Iterable[str | None]) -> Texts:
    return np.array(list(values), dtype=object)


def _filled(given: Texts, found: Texts) -> Texts:
    """Blank true labels become None. In an answer, by contrast, a blank city is an answer."""
    return _texts(label or other or None for label, other in zip(given, found, strict=True))
