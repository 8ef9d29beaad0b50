"""One simulated person's way through a study: what they send, and how long they take over it."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from game.json_types import Json
from game.play.counting import CATCH_ALLOCATION
from game.study.simulation.guessing import Guessing, Point, near
from game.study.simulation.participant_client import ParticipantClient
from game.study.simulation.population import Person
from game.study.simulation.simulated_host import SimulatedHost
from game.study.simulation.simulation_error import SimulationError
from game.study.simulation.step_replies import answer
from game.study.study_schema import Study

READING_SECONDS = 25.0  # median of a screen without sound
POINTING_SECONDS = 15.0  # median, after listening
CLICKING_SECONDS = 1.2  # of those who do not listen
SPREAD = 0.4  # standard deviation of the logarithm of these times
DAY_SECONDS = 86_400.0  # from one session to the next
CONDUCT = 4  # a stream of random numbers beside those of `guessing`
KNOWN_ROUND = 1  # rounds before the one whose recording is known
FAIL_CATCH = ("catch", "random", "clicker")
CLUES = ("language", "music", "animals", "traffic", "natural_sounds")


class SimulatedPerson:
    """Goes the whole way, as their kind and fate have it.

    Parameters
    ----------
    closed : callable
        Called after each round.

    Attributes
    ----------
    client : ParticipantClient
        What they send.
    is_in : bool
        Whether the study let them in.
    rounds : int
        Rounds closed so far, without practice.
    """

    def __init__(
        self,
        host: SimulatedHost,
        study: Study,
        guessing: Guessing,
        person: Person,
        seed: int,
        closed: Callable[[], object],
    ) -> None:
        self.person = person
        self.is_in = False
        self.rounds = 0
        self._host = host
        self._study = study
        self._guessing = guessing
        self._closed = closed
        self._rng = np.random.default_rng([seed, CONDUCT, person.number])
        self._leaves_after = int(self._rng.integers(1, max(2, study.rounds)))
        self._has_left = False
        panel = study.panel
        self._panel_id = f"simulated-{person.number:04d}"
        link = {panel.participant: self._panel_id} if panel else {}
        self.client = ParticipantClient(host.client, study.name, **link)
        self._known: list[str] = []

    def way(self) -> Iterator[float]:
        """Go the way; each value is how many seconds pass before the next request."""
        yield self._seconds(READING_SECONDS)
        if (reply := self.client.join()).status_code == 409:  # full since they opened the link
            return
        self._expect(reply, 201)
        self.is_in = True
        session = 1
        while (step := self.client.step)["kind"] != "end":
            if step.get("session", 1) > session:
                session += 1
                yield DAY_SECONDS
            if step["kind"] in ("practice", "rounds"):
                yield from self._play(step)
            if self._has_left:
                yield self._host.services.settings.abandon_seconds + 1
                self._host.sweep()
                return
            yield self._seconds(READING_SECONDS)
            if step["kind"] == "reveal":
                self._tell_known(step)
            self._expect(self.client.send(self._answer(step)), 200)
        if self.person.fate == "returns":
            yield self._seconds(READING_SECONDS)
            self._withdraw()

    def _play(self, step: Json) -> Iterator[float]:
        game = self._expect(self.client.begin(), 200, 201)["game"]
        while (reply := self.client.next_round(game)).status_code != 409:
            dealt = self._expect(reply, 200, 201)
            if self.person.fate == "leaves" and step["kind"] == "rounds" and self._is_enough():
                self._has_left = True
                return
            yield from self._round(step, dealt)

    def _is_enough(self) -> bool:
        return self.rounds >= self._leaves_after

    def _round(self, step: Json, dealt: Json) -> Iterator[float]:
        clip, allocation = self._host.clip(dealt["round"])
        is_known = self.person.kind == "known" and self._is_own(step) and self.rounds == KNOWN_ROUND
        is_caught = allocation == CATCH_ALLOCATION and self.person.kind not in FAIL_CATCH
        if is_known or is_caught:
            point = near(clip, self._rng)
        else:
            point = self._guessing.point(self.person, clip, self.rounds)
        heard, took = self._listening(clip.seconds, step["terms"])
        if self.person.kind != "clicker":
            self._expect_sound(dealt)
        yield took
        told = self._told(step["terms"], point, heard, took, is_known)
        self._expect(self.client.guess(dealt, point.lat, point.lon, **told), 200)
        if is_known:
            self._known.append(dealt["round"])
        if self._is_own(step):
            self.rounds += 1
            self._closed()

    @staticmethod
    def _is_own(step: Json) -> bool:
        return bool(step["kind"] == "rounds")

    def _listening(self, seconds: float, terms: Json) -> tuple[float, float]:
        """Seconds that a person hears, and that the round is open."""
        if self.person.kind == "clicker":
            return (seconds, seconds) if terms["hear_to_end"] else (0.0, CLICKING_SECONDS)
        heard = seconds if terms["hear_to_end"] else seconds * float(self._rng.uniform(0.6, 1.0))
        took = heard + self._seconds(POINTING_SECONDS)
        if terms["time_limit_seconds"] is not None:
            took = min(took, terms["time_limit_seconds"] - 1.0)
        return round(min(heard, took), 1), took

    def _told(self, terms: Json, point: Point, heard: float, took: float, is_known: bool) -> Json:
        told: dict[str, Any] = {
            "seconds_heard": heard,
            "plays": int(heard > 0),
            "seconds_to_guess": round(took, 1),
            "seconds_to_pin": round(took * 0.8, 1),
            "pin_moves": int(self._rng.integers(1, 4)),
            "focus_losses": int(self.person.kind == "cheater"),
            "device": self._study.screening.devices[0],
        }
        if terms["confidence"]:
            told["confidence_km"] = round(point.radius_km, 1)
        if terms["clues"]:
            told["clues"] = [str(self._rng.choice(CLUES))]
        if terms["explanation"]:
            told["explanation"] = "A simulated person says nothing."
        if terms["prior_exposure"] == "with_guess":
            told["prior_exposure"] = is_known
        return told

    def _answer(self, step: Json) -> Json:
        """The answer to a step; right, but for a headphone check that the person fails."""
        if step["kind"] != "headphones":
            return answer(step, self._study, self._rng)
        right = self._host.headphone_answers(self._study, self.client.token)
        fails = self.person.kind == "headphones"
        return {"answers": [one % step["intervals"] + 1 for one in right] if fails else right}

    def _tell_known(self, step: Json) -> None:
        """Say of each recording whether it was known, as the page asks with the reveals."""
        if step["asks_prior_exposure"] and step["game"]:
            for round_ in self._expect(self.client.get(f"/api/games/{step['game']}"), 200)["rounds"]:
                if round_["reveal"]:
                    self.client.tell_known(round_["round"], round_["round"] in self._known)

    def _withdraw(self) -> None:
        """Return the submission to the panel, or without one take everything back."""
        if self._study.panel:
            key = self._host.services.registry.study_key(self._study.name)
            self._expect(self.client.give_back(self._panel_id, key), 204)
        else:
            self._expect(self.client.leave(), 204)

    def _expect_sound(self, dealt: Json) -> None:
        reply = self.client.hear(dealt)
        if reply.status_code != 200:
            raise SimulationError(f"{reply.status_code} {reply.url}")

    def _seconds(self, median: float) -> float:
        return float(median * np.exp(self._rng.normal(0, SPREAD)))

    @staticmethod
    def _expect(reply: Any, *statuses: int) -> Json:
        if reply.status_code not in statuses:
            raise SimulationError(f"{reply.status_code} {reply.url}: {reply.text[:300]}")
        body: Json = reply.json() if reply.content else {}
        return body
