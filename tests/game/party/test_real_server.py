"""Parties on a real server: killed in the middle of a countdown, stopped, and sent what no page sends."""

import signal
import socket
from collections.abc import Iterator

import httpx
import pytest

from tests.game.party.guests import Guest, close_code, until
from tests.servers import QUICK_CLIENT, Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("parties")) as server:
        yield server


@pytest.fixture
def client(server: Server) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=f"{server.address}/", **QUICK_CLIENT) as client:
        yield client


def test_a_killed_game_goes_on_with_the_countdown_and_everybody_keeps_their_seat(
    server: Server, client: httpx.Client
):
    host = Guest(client, countdown_seconds=2, rounds=2)
    guest = Guest(client, host.party, "Guest")
    with host.connect() as first, guest.connect() as second:
        until(second, "state")  # or the round may begin before the guest is there
        first.send('{"type": "start"}')
        until(second, "round")
        dealt = host.deal()
        guest.player.guess(guest.deal()["round"], 10.0, 20.0)
        assert until(first, "guessed")["seconds_left"] <= 2
        server.stop(signal.SIGKILL)
    server.start()
    with host.connect() as first, guest.connect() as second:
        states = [until(socket, "state") for socket in (first, second)]
        assert [state["you"] for state in states] == [1, 2]
        assert {state["host"] for state in states} == {1}
        if states[1]["phase"] == "round":
            assert states[1]["round"]["guessed"] == [2]
            assert states[1]["round"]["seconds_left"] <= 2
            states[1] = until(second, "reveal")
        pins = states[1]["reveal"]["pins"]
        assert [(pin["seat"], pin["lat"]) for pin in pins] == [(1, None), (2, 10.0)]
        late = host.player.post(f"/api/rounds/{dealt['round']}/guess", {"lat": 0, "lon": 0})
        assert late.status_code == 409
        if states[0]["phase"] == "round":
            until(first, "reveal")
        first.send('{"type": "next", "after": 1}')
        assert until(second, "round")["round"]["number"] == 2


def test_a_stop_tells_its_clients_to_come_again(server: Server, client: httpx.Client):
    host = Guest(client)
    with host.connect() as socket:
        until(socket, "state")
        server.stop()
        assert close_code(socket) == 1012
    server.start()
    with host.connect() as socket:
        assert until(socket, "state")["you"] == 1


def test_what_no_page_sends_ends_its_own_connection_alone(client: httpx.Client):
    host = Guest(client)
    guest = Guest(client, host.party, "Guest")
    with host.connect() as socket:
        with guest.connect() as long:
            until(long, "state")  # or it may come in after the next one, and replace it
            long.send("x" * 5000)
            assert close_code(long) == 1009
        with guest.connect() as broken:
            broken.socket.sendall(b"\xff\xff\xff\xff not a frame")
            assert close_code(broken) == 1002
        _shake_hands_and_vanish(guest)
        socket.send('{"type": "ping"}')
        assert until(socket, "pong")


def _shake_hands_and_vanish(guest: Guest) -> None:
    """Connect, begin a frame, and cut the line."""
    where = guest.client.base_url
    path = f"/api/parties/{guest.party}/ws?seat={guest.joined['token']}"
    with socket.create_connection((where.host, where.port or 80), timeout=60) as line:
        line.sendall(
            f"GET {path} HTTP/1.1\r\nHost: {where.host}:{where.port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
        )
        assert line.recv(4096).startswith(b"HTTP/1.1 101")
        line.sendall(b"\x81\xfe")
