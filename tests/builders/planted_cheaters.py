"""Rows of simulated studies in which some people cheat, each in a way of their own.

A study has 60 clips, 18 of them without speech. Each person hears 20 of them and two catch rounds. What is
assumed of people stands here as numbers; none of it was measured.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from pyproj import Geod

from game.play.counting import CATCH_ALLOCATION, Rules
from game.study.eligibility import HeardClip, judge

CLIPS, QUIET, ROUNDS, CATCHES = 60, 18, 20, 2
SECONDS, BYTES = 60.0, 900_000
PASSES_CATCH = 0.99  # of somebody who listens
HOME_KM = 25.0
GEOD = Geod(ellps="WGS84")

Row = dict[str, Any]
Point = tuple[float, float]


@dataclass(frozen=True)
class Person:
    """How somebody plays.

    Attributes
    ----------
    knows : callable
        From a clip's position to the chance that the point is within a few kilometres of the truth.
    heard, opened : tuple of float
        From how many seconds to how many is listened, and is the round open besides.
    sends_bytes : bool
        Whether the recording is loaded.
    catch : float
        Chance to pass a catch round.
    """

    kind: str
    knows: Callable[[int], float]
    heard: tuple[float, float] = (8.0, 90.0)
    opened: tuple[float, float] = (3.0, 40.0)
    sends_bytes: bool = True
    catch: float = PASSES_CATCH
    spread_km: float = 2_500.0
    anywhere: bool = False


class PlantedStudy:
    """One study: its clips, and the rows of everyone who took part.

    Parameters
    ----------
    rng : numpy.random.Generator
    people : dict of str to int
        How many there are of each of `KINDS`.
    """

    def __init__(self, rng: np.random.Generator, people: dict[str, int]) -> None:
        self._rng = rng
        self.truth = np.column_stack([rng.uniform(-50, 65, CLIPS), rng.uniform(-170, 170, CLIPS)])
        self.clips = {f"c{at}": HeardClip(SECONDS, 0.0 if at < QUIET else 0.5) for at in range(CLIPS)}
        self.kind: dict[str, str] = {}
        self.rows: list[Row] = []
        for kind, count in people.items():
            for _ in range(count):
                name = f"p{len(self.kind)}"
                self.kind[name] = kind
                self.rows += self._copy(name) if kind == "copies" else self._play(name, KINDS[kind](rng))

    def _play(self, name: str, who: Person) -> list[Row]:
        dealt = self._rng.permutation(CLIPS)[:ROUNDS]
        spot = self._anywhere() if who.kind == "one spot" else None
        return [
            *(self._round(name, who, int(at), spot or self._point(who, int(at))) for at in dealt),
            *self._catches(name, who),
        ]

    def _catches(self, name: str, who: Person) -> Iterator[Row]:
        for _ in range(CATCHES):
            row = self._round(name, who, 0, (0.0, 0.0))
            km = 50.0 if self._rng.random() < who.catch else 5_000.0
            yield row | {"clip_key": "catch", "allocation": CATCH_ALLOCATION, "distance_km": km}

    def _copy(self, name: str) -> list[Row]:
        """Give the points of somebody else where they are known, and honest ones elsewhere."""
        honest = [person for person, kind in self.kind.items() if kind == "honest"]
        other = str(self._rng.choice(honest))
        is_other = (row for row in self.rows if row["player"] == other and row["clip_key"] != "catch")
        victim = {row["clip_key"]: row for row in is_other}
        later = {"day": "2027-01-02"}  # once the other's points are published
        return [
            row | later | {key: victim[row["clip_key"]][key] for key in ("lat", "lon", "distance_km")}
            if row["clip_key"] in victim
            else row | later
            for row in self._play(name, honest_person(self._rng))
        ]

    def _point(self, who: Person, at: int) -> Point:
        if who.anywhere:
            return self._anywhere()
        km = self._rng.exponential(3.0) if self._rng.random() < who.knows(at) else self._off_km(who)
        lat, lon = self.truth[at]
        to_lon, to_lat, _ = GEOD.fwd(lon, lat, self._rng.uniform(0, 360), 1000 * km)
        return float(to_lat), float(to_lon)

    def _off_km(self, who: Person) -> float:
        return float(HOME_KM + min(self._rng.gamma(1.5, who.spread_km / 1.5), 15_000))

    def _anywhere(self) -> Point:
        return float(self._rng.uniform(-60, 75)), float(self._rng.uniform(-180, 180))

    def _round(self, name: str, who: Person, at: int, point: Point) -> Row:
        rng = self._rng
        heard = round(float(rng.uniform(*who.heard)), 1)
        opened = round(heard + float(rng.uniform(*who.opened)), 1)
        lat, lon = self.truth[at]
        row: Row = {
            "player": name,
            "clip_key": f"c{at}",
            "status": "guessed",
            "mode": "study",
            "pack": "agl1k",
            "allocation": "study-quota",
            "client": "page",
            "consent_version": "study-1",
            "seconds_open": opened,
            "seconds_heard": heard,
            "seconds_to_guess": max(0.0, round(opened - 1.0, 1)),
            "bytes_served": BYTES if who.sends_bytes else 0,
            "audio_bytes": BYTES,
            "revealed_before": False,
            "nearest_revealed_km": None,
            "many_from_one_place": False,
            "prior_exposure": None,
            "checks": ["comprehension"],
            "lat": point[0],
            "lon": point[1],
            "distance_km": GEOD.inv(lon, lat, point[1], point[0])[2] / 1000,
            "day": "2027-01-01",
            "why_not": None,
        }
        return row


def honest_person(rng: np.random.Generator) -> Person:
    """Somebody who listens; knows a spot near home, or one that speech gives away, now and then."""
    home = float(rng.beta(1, 40))  # 2.4% on average, 10% or more in one of 70
    skill = float(rng.lognormal(0, 0.4))
    return Person("honest", lambda at: home if at < QUIET else home + 0.05, spread_km=2_500 * skill)


def _guesser(rng: np.random.Generator) -> Person:
    return Person("guesser", lambda at: 0.005, spread_km=6_000.0)


def _with_key(rng: np.random.Generator) -> Person:
    share = float(rng.uniform(0.5, 1.0))  # of the clips, so as not to be too good
    return Person("answer key", lambda at: share)


def _second_account(rng: np.random.Generator) -> Person:
    seen = set(rng.permutation(CLIPS)[: CLIPS // 2].tolist())
    return Person("second account", lambda at: 0.9 if at in seen else 0.03)


def _clicker(rng: np.random.Generator) -> Person:
    return Person("clicker", lambda at: 0.0, (1.0, 4.0), (0.5, 4.0), catch=0.05, anywhere=True)


def _deaf(rng: np.random.Generator) -> Person:
    loads = bool(rng.random() < 0.5)
    heard = (0.0, 0.9) if loads else (10.0, 40.0)
    return Person("no listener", lambda at: 0.005, heard, sends_bytes=loads, catch=0.05, spread_km=6_000.0)


def _one_spot(rng: np.random.Generator) -> Person:
    return Person("one spot", lambda at: 0.0, (2.0, 10.0), (1.0, 5.0), catch=0.05)


KINDS: dict[str, Callable[[np.random.Generator], Person]] = {
    "honest": honest_person,
    "guesser": _guesser,
    "answer key": _with_key,
    "second account": _second_account,
    "copies": honest_person,
    "clicker": _clicker,
    "no listener": _deaf,
    "one spot": _one_spot,
}
HONEST = {"honest", "guesser"}
PEOPLE = {
    "honest": 40,
    "guesser": 5,
    "answer key": 3,
    "second account": 3,
    "copies": 3,
    "clicker": 3,
    "no listener": 3,
    "one spot": 2,
}


def flagged(study: PlantedStudy, rules: Rules) -> set[str]:
    """The people most of whose rounds do not count."""
    judged = judge(study.rows, study.clips, rules)
    out = Counter(row["player"] for row, counts in zip(study.rows, judged.counts, strict=True) if not counts)
    all_rows = Counter(row["player"] for row in study.rows)
    return {person for person, rows in all_rows.items() if out[person] - CATCHES > (rows - CATCHES) / 2}
