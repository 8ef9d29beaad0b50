"""Members of a room on real servers, over real WebSockets."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.builders.running_game import Player

Json = dict[str, Any]


class Guest:
    """A member of a room on a server that may be gone at times."""

    def __init__(self, client: httpx.Client, party: str = "", name: str = "Host", **options: int) -> None:
        self.client = client
        self.player = Player(client, client="api")
        path = f"/api/parties/{party}/seats" if party else "/api/parties"
        reply = self.player.post(path, {"nickname": name, **options})
        assert reply.is_success, reply.text
        self.joined = reply.json()
        self.party = str(self.joined["party"])

    def connect(self) -> ClientConnection:
        address = str(self.client.base_url).replace("http", "ws")
        return connect(f"{address}api/parties/{self.party}/ws?seat={self.joined['token']}", proxy=None)

    def deal(self) -> Json:
        game = self.player.post("/api/games", {"mode": "party", "party": self.party}).json()["game"]
        return self.player.deal(game)


def until(socket: ClientConnection, kind: str, fits: Callable[[Json], bool] = lambda message: True) -> Json:
    """The next message of a type that fits; those before it are passed over."""
    while True:
        message: Json = json.loads(socket.recv(timeout=60))
        if message["type"] == kind and fits(message):
            return message


def close_code(socket: ClientConnection) -> int:
    """Read until the connection closes."""
    with pytest.raises(ConnectionClosed) as closed:
        while True:
            socket.recv(timeout=60)
    assert closed.value.rcvd is not None
    return closed.value.rcvd.code
