"""A study played through the HTTP API by people of all kinds, with models that answered its clips."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from fastapi.testclient import TestClient

from game.settings import Settings
from game.study.study_file import read_study
from game.study.study_schema import Study
from tests.builders.answer_files import SILENCE, answer, write_answers
from tests.builders.participant import Participant
from tests.builders.running_game import HEARD_SECONDS, TOWNS, Clock, running, services_of, write_pack
from tests.builders.studies import write_study
from tests.databases import databases

EXPLANATION = "the trams sounded like those of my sister's street"
PEOPLE = 6  # who complete it
NAME = "six-towns"


@dataclass
class PlayedStudy:
    """What was played, and what must not be told.

    Attributes
    ----------
    completed : list of str
        Pseudonyms of those who completed it.
    secrets : dict of str to str
        Texts that nobody but the host may see, by what they are.
    """

    folder: Path
    file: Path
    study: Study
    settings: Settings
    completed: list[str] = field(default_factory=list)
    secrets: dict[str, str] = field(default_factory=dict)

    @property
    def env(self) -> dict[str, str]:
        """The host's settings."""
        return {
            "EARWITNESS_STATE": str(self.settings.state),
            "EARWITNESS_DATABASE": self.settings.database,
            "EARWITNESS_PACK": self.settings.pack,
            "EARWITNESS_STUDY": str(self.file),
            "EARWITNESS_ANSWERS": str(self.settings.answers),
        }


def play_study(folder: Path, **changes: Any) -> PlayedStudy:
    """Play a study: most complete it.

    One leaves after the rounds, and one each is screened out, declines, withdraws, and is returned.
    """
    pack = write_pack(folder / "towns", TOWNS)
    write_pack(folder / "catch", TOWNS[:2], prefix="c")
    _write_models(folder / "answers")
    values: dict[str, Any] = {
        "name": NAME,
        "pack": str(pack),
        "clips": {"keys": [f"k{number}" for number in range(5)]},
        "rounds": 4,
        "catch": {"rounds": 1, "km": 500, "pack": str(folder / "catch")},
        "practice": {"rounds": 1},
        "questions": {"explanation": True},
        "demographics": ["age_band", "languages", "gender"],
        "panel": {"participant": "PROLIFIC_PID"},
        "endings": {"completed": {"code": "DONE"}},
        "contact": "lab@example.org",
        "rules": {"failed_catch": "off"},
    }
    file = write_study(folder, **values | changes)
    own = databases.environment(folder / "state")
    given = {"EARWITNESS_STATE": str(folder / "state"), "EARWITNESS_PACK": str(pack), **own}
    settings = Settings.from_env(given | {"EARWITNESS_ANSWERS": str(folder / "answers")})
    played = PlayedStudy(folder, file, read_study(file), settings)
    clock = Clock()
    with _serving(played, clock) as client:
        _play(played, client, clock)
    return played


@contextmanager
def _serving(played: PlayedStudy, clock: Clock) -> Iterator[TestClient]:
    with running(played.settings.state, clock, **played.env) as client:
        yield client


def _play(played: PlayedStudy, client: TestClient, clock: Clock) -> None:
    rng = np.random.default_rng(3)
    for number in range(PEOPLE):
        who = _joined(played, client, f"panel-completed-{number}")
        _go_on(who, clock, rng, number)
        played.completed.append(_note(played, who, f"completed {number}"))
    left = _joined(played, client, "panel-left")
    left.go_on(until="rounds")
    while _round(left, clock, rng, 1):
        pass
    _note(played, left, "left")
    out = _joined(played, client, "panel-out")
    out.send({"answers": {"age": 12, "languages": ["en"], "device": "desktop"}})
    _note(played, out, "screened out")
    declined = Participant(client, NAME, join=False, PROLIFIC_PID="panel-declined")
    assert declined.join(consent=False).status_code == 200
    played.secrets["panel id, declined"] = "panel-declined"
    for kind in ("withdrawn", "returned"):
        gone = _joined(played, client, f"panel-{kind}")
        _go_on(gone, clock, rng, 2)
        played.secrets[f"pseudonym, {kind}"] = _note(played, gone, kind)
        if kind == "withdrawn":
            assert client.delete("/api/players/me", headers=gone.headers).status_code == 204
        else:
            key = services_of(client).registry.study_key(NAME)
            sent = client.post(
                f"/api/studies/{NAME}/returns",
                json={"participant": "panel-returned"},
                headers={"X-Earwitness-Watch": key},
            )
            assert sent.status_code == 204
    played.secrets["explanation"] = EXPLANATION
    played.secrets["host's key"] = (played.settings.state / "secret").read_text().strip()


def _joined(played: PlayedStudy, client: TestClient, panel_id: str) -> Participant:
    played.secrets[f"panel id, {panel_id}"] = panel_id
    return Participant(client, NAME, PROLIFIC_PID=panel_id)


def _note(played: PlayedStudy, who: Participant, what: str) -> str:
    """Remember what must not be told of a participant; gives the pseudonym."""
    me, token = who.get("/api/players/me").json(), who.headers["X-Earwitness-Player"]
    registry = services_of(_client(who)).registry
    played.secrets |= {
        f"token, {what}": token,
        f"withdrawal code, {what}": me["withdrawal_code"],
        f"id in the store, {what}": registry.player_id(token),
    }
    pseudonym: str = me["pseudonym"]
    return pseudonym


def _client(who: Participant) -> TestClient:
    assert isinstance(who.client, TestClient)
    return who.client


def _go_on(who: Participant, clock: Clock, rng: np.random.Generator, number: int) -> None:
    """The whole way, with rounds that count."""
    while who.step["kind"] != "end":
        if who.step["kind"] in ("practice", "rounds"):
            while _round(who, clock, rng, number):
                pass
        given = who.answer()
        if who.step["kind"] == "questions":
            given = {"answers": {"age_band": "25-34", "languages": ["de"], "gender": "woman"}}
        reply = who.send(given)
        assert reply.status_code == 200, reply.text


def _round(who: Participant, clock: Clock, rng: np.random.Generator, number: int) -> bool:
    """Play a round, some degrees off; False when none is left."""
    reply = who.post(f"/api/games/{who.start()['game']}/rounds")
    if reply.status_code == 409:
        return False
    dealt = reply.json()
    assert who.client.get(dealt["audio"]).status_code == 200
    clock.now += HEARD_SECONDS
    lat, lon = TOWNS[int(rng.integers(len(TOWNS)))]
    told: dict[str, Any] = {
        "seconds_heard": HEARD_SECONDS,
        "plays": 1,
        "seconds_to_guess": HEARD_SECONDS,
        "device": "desktop" if number % 2 else "phone",
        "confidence_km": 500.0,
        "explanation": EXPLANATION,
    }
    guessed = who.guess(dealt, lat + number, lon + float(rng.normal()), **told)
    assert guessed.status_code == 200, guessed.text
    return True


def _write_models(answers: Path) -> None:
    given: Sequence[dict[str, Any]] = [
        answer(f"k{number}", lat=lat + 1, lon=lon) for number, (lat, lon) in enumerate(TOWNS)
    ]
    folder = answers / "audio_localization" / "google" / "gemini-3-pro-preview"
    write_answers(folder, given)
    write_answers(folder, given[::-1], "seed_43_ABCD.jsonl")
    write_answers(answers / "audio_localization" / "lab" / "refuser", [answer("k0"), answer("k1", **SILENCE)])
