"""A participant of a study who goes the whole way through the HTTP API, and looks nowhere else."""

from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from game.sound.headphone_check import trials
from game.store.tables import participants
from game.study.simulation.participant_client import HttpClient, ParticipantClient
from tests.builders.running_game import Json, services_of

HEARD_SECONDS = 20.0


class Participant(ParticipantClient):
    """A client that takes part in a study.

    Parameters
    ----------
    join : bool
        Whether to join at once, as the page does.
    **parameters
        Of the link.
    """

    def __init__(self, client: HttpClient, study: str, /, join: bool = True, **parameters: str) -> None:
        super().__init__(client, study, **parameters)
        if join:
            reply = self.join()
            assert reply.status_code in (200, 201), reply.text

    def me(self) -> Json:
        body: Json = self.get(f"{self.folder}/me").json()
        return body

    def start(self) -> Json:
        return _body(self.begin())

    def deal(self, game: str) -> Json:
        return _body(self.next_round(game))

    def play(self) -> list[Json]:
        """Play the rounds that are left of the step's game, and give the replies to the guesses."""
        game = self.start()
        replies: list[Json] = []
        while True:
            dealt = self.next_round(game["game"])
            if dealt.status_code == 409:
                return replies
            reply = self.guess(dealt.json(), seconds_heard=HEARD_SECONDS, plays=1)
            assert reply.status_code == 200, reply.text
            replies.append(reply.json())

    def headphone_answers(self, key: bytes) -> list[int]:
        """The right answers, as only the host can know them."""
        return [trial.answer for trial in self._trials(key)]

    def decoys(self, key: bytes) -> list[int]:
        """The answers of somebody who listens with loudspeakers."""
        return [trial.decoy for trial in self._trials(key)]

    def _trials(self, key: bytes) -> Any:
        assert isinstance(self.client, TestClient)
        service = services_of(self.client)
        with service.store.engine.connect() as connection:
            player = service.registry.player_id(self.token)
            own = select(participants.c.id).where(participants.c.player_id == player)
            id_ = connection.execute(own).scalar_one()
        check, of = self.step["check"], len(self.step["trials"])
        return trials(check, of, key, f"{id_}.{self.step['failures']}")

    def go_on(self, until: str = "end") -> None:
        """Answer each step right, or in the only way there is, until a kind of step is open."""
        while self.step["kind"] != until:
            if self.step["kind"] in ("practice", "rounds"):
                self.play()
            reply = self.send(self.answer())
            assert reply.status_code == 200, reply.text

    def answer(self) -> Json:
        """A good answer to the open step, where the study's comprehension question has its built-in text."""
        kind = self.step["kind"]
        if kind == "screening":
            return {"answers": {"age": 30, "languages": ["en"], "device": "desktop", "headphones": True}}
        if kind == "comprehension":
            return {"answers": [1] * len(self.step["questions"])}
        if kind == "headphones":
            assert isinstance(self.client, TestClient)
            state = services_of(self.client).settings.state
            return {"answers": self.headphone_answers((state / "secret").read_text().strip().encode())}
        return {}


def _body(reply: Any) -> Json:
    assert reply.status_code in (200, 201), reply.text
    body: Json = reply.json()
    return body
