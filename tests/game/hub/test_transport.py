"""Every call to the Hub ends: whatever the library asks for, and however slowly an answer comes."""

import socket
import threading
from collections.abc import Iterator

import httpx2
import pytest

from game.hub import transport
from game.hub.transport import Unavailable, client

HERE = "http://127.0.0.1"


@pytest.fixture
def trickle() -> Iterator[str]:
    """The address of a server that begins an answer of a million bytes and then sends one at a time."""
    stop = threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        connection, _ = listener.accept()
        with connection:
            connection.recv(65_536)
            connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while not stop.wait(0.02):
                try:
                    connection.sendall(b"x")
                except OSError:
                    return

    thread = threading.Thread(target=serve)
    thread.start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}/"
    stop.set()
    thread.join()
    listener.close()


def test_an_answer_that_trickles_is_given_up(trickle: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transport, "ANSWER_SECONDS", 0.3)
    with client(HERE) as session, pytest.raises(Unavailable, match="ReadTimeout"):
        session.get(trickle)


@pytest.mark.parametrize("asked", [None, httpx2.Timeout(None), httpx2.Timeout(None, connect=3.0)])
def test_no_call_goes_without_a_timeout(asked: httpx2.Timeout | None) -> None:
    seen: list[dict[str, float]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.extensions["timeout"])
        return httpx2.Response(200)

    with client(HERE) as session:
        session._transport = httpx2.MockTransport(answer)
        session.get("http://127.0.0.1/", timeout=asked)
    assert all(seen[0][name] for name in ("connect", "read", "write", "pool"))
