"""Members of a room for tests: each has a player, a seat and a connection to the application."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from fastapi.testclient import TestClient
from starlette.testclient import WebSocketTestSession

from tests.builders.running_game import Player

Json = dict[str, Any]


class Member:
    """A member who keeps what the room last told."""

    def __init__(self, client: TestClient, party: str = "", name: str = "Host", **options: Any) -> None:
        self.player = Player(client)
        path = f"/api/parties/{party}/seats" if party else "/api/parties"
        reply = self.player.post(path, {"nickname": name, **options})
        assert reply.status_code == 201, reply.text
        self.client = client
        self.joined: Json = reply.json()
        self.party, self.seat = str(self.joined["party"]), int(self.joined["seat"])
        self.state: Json = {}
        self.socket: WebSocketTestSession

    @property
    def address(self) -> str:
        return f"/api/parties/{self.party}/ws?seat={self.joined['token']}"

    @contextmanager
    def connected(self) -> Iterator["Member"]:
        """Connected to the room, whose state has come."""
        with self.client.websocket_connect(self.address) as self.socket:
            self.state = self.until("state")
            yield self

    def send(self, kind: str, **fields: object) -> None:
        self.socket.send_json({"type": kind, **fields})

    def until(self, kind: str, fits: Callable[[Json], bool] = lambda message: True) -> Json:
        """The next message of a type that fits; those before it are passed over."""
        while True:
            message: Json = self.socket.receive_json()
            if message["type"] == kind and fits(message):
                return message

    def refused(self, kind: str, **fields: object) -> str:
        """The key of the error that a message is answered by."""
        self.send(kind, **fields)
        return str(self.until("error")["key"])

    def deal(self) -> Json:
        """The member's round."""
        game = self.player.post("/api/games", {"mode": "party", "party": self.party})
        assert game.status_code in (200, 201), game.text
        self.game = str(game.json()["game"])
        return self.player.deal(self.game)

    def guess(self, lat: float = 0.0, lon: float = 0.0) -> Json:
        return self.player.guess(self.deal()["round"], lat, lon)


@contextmanager
def room_of(client: TestClient, people: int, **options: Any) -> Iterator[list[Member]]:
    """A room with so many connected members, the host first, who has heard of all."""
    host = Member(client, **options)
    others = [Member(client, host.party, f"Guest {number}") for number in range(2, people + 1)]
    with ExitStack() as stack:
        members = [stack.enter_context(member.connected()) for member in (host, *others)]
        yield members
