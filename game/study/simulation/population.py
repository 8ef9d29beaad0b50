"""What simulated people are like: few numbers, each with a meaning and a default. No I/O."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, fields, replace
from statistics import NormalDist
from typing import Any, Literal

from game.geo.geodesy import EARTH_RADIUS_KM, MAX_GEOSCORE, SCALE_KM, geoscore

Kind = Literal["listener", "random", "cheater", "clicker", "headphones", "catch", "known"]
Fate = Literal["stays", "leaves", "returns"]

# Scores of those who listen are held between these: nobody hears the very street, or the antipode.
LEAST_SCORE, MOST_SCORE = 1.0, 4900.0
# Multiples of these, without their whole part, fill the unit interval evenly (Weyl).
_TURNS = (math.sqrt(5) - 1) / 2, math.sqrt(2) - 1


def _number(default: float, meaning: str, most: float = math.inf) -> Any:
    return field(default=default, metadata={"meaning": meaning, "most": most})


def _share(default: float, meaning: str) -> Any:
    return _number(default, meaning, most=1.0)


@dataclass(frozen=True)
class Population:
    """The numbers, by the names in which the command line takes them."""

    score: float = _number(2000, "GeoScore of the average person's first round", MOST_SCORE)
    people: float = _number(750, "standard deviation among people, in points of GeoScore")
    clips: float = _number(1300, "standard deviation among clips, in points")
    answers: float = _number(1680, "standard deviation of single answers, in points")
    slope: float = _number(10, "points that people gain with each round")
    random: float = _share(0.05, "share of people who point anywhere")
    cheaters: float = _share(0.05, "share who look places up, or click without listening, by turns")
    headphones: float = _share(0.05, "share who fail the headphone check, where there is one")
    catch: float = _share(0.05, "share who miss catch clips, where there are some")
    known: float = _share(0.05, "share who know one of the recordings and say so")
    leave: float = _share(0.1, "share who leave in the middle of their rounds")
    returned: float = _share(0.04, "share who return their submission in the end, which withdraws it")

    def __post_init__(self) -> None:
        for one in fields(self):
            value, most = getattr(self, one.name), one.metadata["most"]
            if not 0 <= value <= most:
                raise ValueError(f"{one.name} is {value:g}: write {_range(most)}")
        if sum(share for _, share in self._kinds()) > 1 or self.leave + self.returned > 1:
            raise ValueError("the shares are more than 1 together: write smaller ones")

    def _kinds(self) -> list[tuple[Kind, float]]:
        return [
            ("random", self.random),
            ("cheater", self.cheaters / 2),
            ("clicker", self.cheaters / 2),
            ("headphones", self.headphones),
            ("catch", self.catch),
            ("known", self.known),
        ]

    def kind(self, place: float) -> Kind:
        """The kind of the person at a place of the unit interval, which kinds share out by their shares."""
        for kind, share in self._kinds():
            if (place := place - share) < 0:
                return kind
        return "listener"

    def fate(self, place: float) -> Fate:
        """How it ends for the person at a place of the unit interval."""
        if place < self.leave:
            return "leaves"
        return "returns" if place < self.leave + self.returned else "stays"

    def expected(self, kind: Kind, rounds: int) -> float:
        """Mean GeoScore, over all clips like the study's, of a kind of person who plays so many rounds."""
        if kind == "random":
            angle = EARTH_RADIUS_KM / SCALE_KM
            return MAX_GEOSCORE / 2 * (1 + math.exp(-math.pi * angle)) / (1 + angle**2)
        spread = math.hypot(self.people, self.clips, self.answers)
        return sum(_held(self.score + self.slope * n, spread) for n in range(rounds)) / rounds


@dataclass(frozen=True, slots=True)
class Person:
    """A simulated person.

    Attributes
    ----------
    number : int
        From 0, in the order in which they come.
    """

    number: int
    kind: Kind
    fate: Fate


def people(population: Population, start: tuple[float, float]) -> Iterator[Person]:
    """People without end; after any number of them each kind and fate has about its share.

    Parameters
    ----------
    start : (float, float)
        Where in the unit interval the first person's kind and fate lie.
    """
    number = 0
    while True:
        kind, fate = ((at + number * turn) % 1 for at, turn in zip(start, _TURNS, strict=True))
        yield Person(number, population.kind(kind), population.fate(fate))
        number += 1


def population_of(given: Sequence[str]) -> Population:
    """Read numbers written as NAME=VALUE; `km` is the average person's distance instead of their score.

    Raises
    ------
    ValueError
    """
    known = {one.name for one in fields(Population)} | {"km"}
    values: dict[str, float] = {}
    for word in given:
        name, _, value = word.partition("=")
        if name not in known:
            raise ValueError(f"{word}: write NAME=VALUE, where NAME is one of {', '.join(sorted(known))}")
        try:
            values[name] = float(value)
        except ValueError:
            raise ValueError(f"{word}: write a number, such as {name}=0.1") from None
    if "km" in values:
        values["score"] = geoscore(values.pop("km"))
    return replace(Population(), **values)


def meanings() -> list[str]:
    """A line about each number."""
    return [f"{one.name} ({one.default:g}): {one.metadata['meaning']}" for one in fields(Population)]


def _range(most: float) -> str:
    return "a number from 0" if math.isinf(most) else f"a number from 0 to {most:g}"


def _held(mean: float, spread: float) -> float:
    """The mean of a normal distribution whose values are held between the least and the most score."""
    if not spread:
        return min(max(mean, LEAST_SCORE), MOST_SCORE)
    unit = NormalDist()
    low, high = (LEAST_SCORE - mean) / spread, (MOST_SCORE - mean) / spread
    inside = mean * (unit.cdf(high) - unit.cdf(low)) + spread * (unit.pdf(low) - unit.pdf(high))
    return inside + LEAST_SCORE * unit.cdf(low) + MOST_SCORE * (1 - unit.cdf(high))
