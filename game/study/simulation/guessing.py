"""Where simulated people point: scores drawn for people and clips, and points that score so. No I/O."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from pyproj import Geod

from game.geo.geodesy import MAX_GEOSCORE, SCALE_KM
from game.packs.clip import Clip
from game.study.simulation.population import LEAST_SCORE, MOST_SCORE, Person, Population

PRECISE_KM = 5.0  # of those who know the place
LOWER_FIFTH = 0.84  # standard deviations below the mean: four of five answers are better
UNSURE_KM = 5000.0  # the radius of those who point anywhere
LEAST_RADIUS_KM, MOST_RADIUS_KM = 1.0, 20_000.0

# Streams of random numbers that share a seed.
_EASE, _SKILL, _GUESS = 1, 2, 3
_WGS84 = Geod(ellps="WGS84")


@dataclass(frozen=True, slots=True)
class Point:
    """A guess.

    Attributes
    ----------
    radius_km : float
        Within which the person is 80% sure of the place; right in 80% of the rounds of those who listen.
    """

    lat: float
    lon: float
    radius_km: float


class Guessing:
    """Draws each guess from the seed, the person and the clip alone, in whatever order rounds are dealt.

    Parameters
    ----------
    keys : sequence of str
        Of the study's clips.
    """

    def __init__(self, population: Population, keys: Sequence[str], seed: int) -> None:
        self._population = population
        self._seed = seed
        easier = np.random.default_rng([seed, _EASE]).normal(0, population.clips, len(keys))
        self._easier = dict(zip(keys, easier.tolist(), strict=True))
        self._number = {key: number for number, key in enumerate(keys)}

    def point(self, person: Person, clip: Clip, before: int) -> Point:
        """Where a person points who has closed so many rounds before."""
        number = self._number.get(clip.key, len(self._number) + before)
        chance = np.random.default_rng([self._seed, _GUESS, person.number, number])
        if person.kind in ("random", "clicker"):
            return self._anywhere(person, chance)
        if person.kind == "cheater":
            return near(clip, chance)
        skill = self._chance_of(person).normal(0, self._population.people)
        expected = self._population.score + self._population.slope * before + skill
        expected += self._easier.get(clip.key, 0.0)
        score = expected + chance.normal(0, self._population.answers)
        radius = _distance(expected - LOWER_FIFTH * self._population.answers)
        return _away(clip, _distance(score), radius, chance)

    def _anywhere(self, person: Person, chance: np.random.Generator) -> Point:
        """A point drawn from the whole globe; of those who only click, always the same."""
        if person.kind == "clicker":
            chance = self._chance_of(person)
        lat = float(np.degrees(np.arcsin(chance.uniform(-1, 1))))
        return Point(lat, float(chance.uniform(-180, 180)), UNSURE_KM)

    def _chance_of(self, person: Person) -> np.random.Generator:
        return np.random.default_rng([self._seed, _SKILL, person.number])


def near(clip: Clip, chance: np.random.Generator) -> Point:
    """Where somebody points who knows the place."""
    return _away(clip, float(chance.uniform(0.1, PRECISE_KM)), 2 * PRECISE_KM, chance)


def _distance(score: float) -> float:
    """The distance in km that gives a score, held between the least and the most."""
    return float(-SCALE_KM * np.log(min(max(score, LEAST_SCORE), MOST_SCORE) / MAX_GEOSCORE))


def _away(clip: Clip, km: float, radius_km: float, chance: np.random.Generator) -> Point:
    lon, lat, _ = _WGS84.fwd(clip.lon, clip.lat, chance.uniform(0, 360), 1000 * km)
    return Point(float(lat), float(lon), min(max(radius_km, LEAST_RADIUS_KM), MOST_RADIUS_KM))
