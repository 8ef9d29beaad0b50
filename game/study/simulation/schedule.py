"""Simulated people one after the other: they come, play side by side, and the clock moves with them."""

import heapq
from collections.abc import Callable, Iterator, Sequence

import numpy as np

from game.study.simulation.guessing import Guessing
from game.study.simulation.participant_client import ParticipantClient
from game.study.simulation.population import Population, people
from game.study.simulation.simulated_host import SimulatedHost
from game.study.simulation.simulated_person import SimulatedPerson
from game.study.study_schema import Study

ARRIVAL_SECONDS = 120.0  # mean time between two arrivals
RETRY_SECONDS = 300.0  # until somebody tries again who was not let in
COMING = 5  # a stream of random numbers beside those of `guessing`
AFTER_SECONDS = 60.0


class Schedule:
    """Lets people come and go on, each at their time.

    Parameters
    ----------
    keys : sequence of str
        Of the study's clips.
    most : int
        How many people come at most; fewer do when the study takes no more.
    closed : callable
        Called after each round.

    Attributes
    ----------
    people : list of SimulatedPerson
        Who was let in, in the order in which they came.
    """

    def __init__(
        self,
        host: SimulatedHost,
        study: Study,
        population: Population,
        keys: Sequence[str],
        seed: int,
        most: int,
        closed: Callable[[], object] = lambda: None,
    ) -> None:
        self.people: list[SimulatedPerson] = []
        self._host = host
        self._study = study
        self._seed = seed
        self._most = most
        self._closed = closed
        self._guessing = Guessing(population, keys, seed)
        self._rng = np.random.default_rng([seed, COMING])
        kind, fate = self._rng.random(2).tolist()
        self._coming = people(population, (kind, fate))
        self._on_the_way: list[tuple[float, int, Iterator[float]]] = []
        self._is_last_try = False

    def play(self) -> None:
        """Play until everybody is done and nobody else comes, or is let in.

        Raises
        ------
        SimulationError
        """
        arrival: float | None = self._host.clock.now
        while arrival is not None or self._on_the_way:
            if arrival is not None and (not self._on_the_way or arrival <= self._on_the_way[0][0]):
                self._host.clock.now = max(self._host.clock.now, arrival)
                arrival = self._next_arrival()
            else:
                self._go_on()

    def _next_arrival(self) -> float | None:
        """Let somebody in, and give when the next one comes."""
        now = self._host.clock.now
        if len(self.people) >= self._most:
            return None
        if ParticipantClient(self._host.client, self._study.name).describe().json()["is_open"]:
            self._let_in(now)
            self._is_last_try = False
            return now + float(self._rng.exponential(ARRIVAL_SECONDS))
        if self._on_the_way:
            return max(now, self._on_the_way[0][0]) + RETRY_SECONDS
        if self._is_last_try:
            return None
        self._is_last_try = True  # once those who left no longer hold any clips
        return now + self._host.services.settings.abandon_seconds + AFTER_SECONDS

    def _let_in(self, now: float) -> None:
        person = SimulatedPerson(
            self._host, self._study, self._guessing, next(self._coming), self._seed, self._closed
        )
        self.people.append(person)
        self._go(now, person.person.number, person.way())

    def _go_on(self) -> None:
        at, number, way = heapq.heappop(self._on_the_way)
        self._host.clock.now = max(self._host.clock.now, at)
        self._go(self._host.clock.now, number, way)

    def _go(self, now: float, number: int, way: Iterator[float]) -> None:
        """Let somebody do what they do now, and note when they do the next thing."""
        seconds = next(way, None)
        if seconds is not None:
            heapq.heappush(self._on_the_way, (now + seconds, number, way))
