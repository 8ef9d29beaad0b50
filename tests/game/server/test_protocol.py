"""Clients that stall, over real sockets; the time limits are shortened."""

import asyncio
import contextlib
import signal
import socket
import threading
import time
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from functools import partial
from typing import Any

import httpx
import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from game.processes.deadline import Deadline
from game.server import protocol
from game.server.connections import Connections
from game.server.date_header import DateHeader
from game.server.protocol import TimedProtocol
from game.server.run import Server

pytestmark = pytest.mark.slow  # stalling clients take their time

LONG = 8_000_000  # bytes, more than sockets hold
QUICK = {"head": 0.3, "body": 0.3, "unread": 0.3}


class Application:
    """Answers what it was sent, or LONG bytes at `/long`; notes clients who left in the middle of a body."""

    def __init__(self) -> None:
        self.left = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                self.left += 1
                return
            body, more = body + message["body"], message["more_body"]
        size = LONG if scope["path"] == "/long" else len(body)
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-length", str(size).encode())],
            }
        )
        for _ in range(LONG // 50_000 if scope["path"] == "/long" else 0):
            await send({"type": "http.response.body", "body": bytes(50_000), "more_body": True})
        await send({"type": "http.response.body", "body": b"" if size == LONG else body})


class Running:
    """A server in a thread."""

    def __init__(self, stop_seconds: float = 8.0, most: int = 100) -> None:
        self.app = Application()
        self.connections = Connections(most, most)
        self.deadline = Deadline(stop_seconds)
        made: Any = partial(TimedProtocol, open_connections=self.connections, date=DateHeader())
        config = uvicorn.Config(
            self.app, http=made, ws="none", lifespan="off", log_config=None, timeout_graceful_shutdown=5
        )
        self.server = Server(config, self.deadline)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.thread = threading.Thread(
            target=self.server.run, kwargs={"sockets": [self.listener]}, daemon=True
        )
        self.thread.start()
        wait_until(lambda: self.server.started)

    @property
    def port(self) -> int:
        port: int = self.listener.getsockname()[1]
        return port

    def send(self, data: bytes, buffer: int = 4096) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        connection.sendall(data)
        return connection

    def stop(self) -> None:
        if self.thread.is_alive():
            self.server.handle_exit(signal.SIGTERM, None)
        self.thread.join(60)
        assert not self.thread.is_alive()


def wait_until(done: Callable[[], bool], seconds: float = 60.0) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protocol, "_SECONDS", QUICK)


@pytest.fixture
def running(quick: None) -> Iterator[Running]:
    server = Running()
    yield server
    server.stop()


def all_of(connection: socket.socket) -> bytes:
    """What arrives until the server closes."""
    got = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := connection.recv(65536):
            got += piece
    return got


HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize("sent", [b"", b"GET", HEAD, HEAD + b"X-a: b\r\nX-"])
def test_a_head_that_does_not_end_is_given_up(running, sent):
    with running.send(sent) as connection:
        assert all_of(connection).startswith(b"HTTP/1.1 408 ")
    wait_until(lambda: len(running.connections) == 0)


@pytest.mark.parametrize(
    "sent",
    [HEAD + b"X-a: " + b"b" * 400_000, HEAD + b"X-a: b\r\n" * 50_000],
    ids=["one long line", "many lines"],
)
def test_a_head_without_end_is_refused_before_it_fills_the_memory(running, sent):
    with socket.create_connection(("127.0.0.1", running.port), timeout=30) as connection:
        with contextlib.suppress(OSError):
            connection.sendall(sent)
        assert all_of(connection)[:13] in (b"HTTP/1.1 400 ", b"")  # unread bytes may reset the connection
    wait_until(lambda: len(running.connections) == 0)


def test_few_requests_may_wait_in_one_connection_and_are_answered_in_order(running):
    each = [HEAD + b"Content-Length: 1\r\n\r\n%d" % number for number in range(4)]
    with running.send(b"".join(each)) as connection:
        got = b""
        while got.count(b"HTTP/1.1 200 ") < 4 or not got.endswith(b"3"):
            got += connection.recv(65536)
    assert [part[-1:] for part in got.split(b"HTTP/1.1 200 ")[1:]] == [b"0", b"1", b"2", b"3"]


def test_who_sends_many_requests_without_reading_is_refused(running):
    with running.send((HEAD + b"Content-Length: 0\r\n\r\n") * 100) as connection:
        assert b"HTTP/1.1 400 " in all_of(connection)


def test_a_head_that_comes_drop_by_drop_is_given_up(running):
    with running.send(HEAD) as connection:
        wait_until(lambda: len(running.connections) == 1)

        def is_given_up() -> bool:
            with contextlib.suppress(OSError):
                connection.sendall(b"X-a: b\r\n")
            return len(running.connections) == 0

        wait_until(is_given_up)


@pytest.mark.parametrize(
    "framing", [b"Content-Length: 50\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"]
)
def test_a_body_that_does_not_end_is_given_up_and_the_application_is_told(running, framing):
    with running.send(HEAD + framing) as connection:
        assert all_of(connection).startswith(b"HTTP/1.1 408 ")
    wait_until(lambda: running.app.left == 1)


def test_a_second_request_has_the_same_limits_as_the_first(running):
    whole = HEAD + b"Content-Length: 2\r\n\r\n{}"
    with running.send(whole) as connection:
        connection.sendall(whole[:20])
        assert b"\r\n\r\n{}HTTP/1.1 408 " in all_of(connection)


def test_who_does_not_read_is_given_up(running):
    with running.send(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n"):
        wait_until(lambda: len(running.connections) == 1)
        wait_until(lambda: len(running.connections) == 0)


def test_who_reads_steadily_gets_the_whole_however_long_it_takes(running):
    with running.send(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n", 1_000_000) as connection:
        began, got = time.monotonic(), 0
        while got < LONG and (piece := connection.recv(65536)):
            got += len(piece)
            time.sleep(0.005)
    assert got >= LONG
    assert time.monotonic() - began > QUICK["unread"]


def test_idle_connections_stay(running):
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}") as client:
        assert client.post("/", content=b"1").content == b"1"
        time.sleep(2 * QUICK["head"])
        assert len(running.connections) == 1
        assert client.post("/", content=b"2").content == b"2"


def test_half_sent_heads_do_not_shut_new_clients_out():
    running = Running(most=20)
    half = [running.send(HEAD) for _ in range(60)]
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}") as client:
        for number in range(5):
            assert client.post("/", content=str(number)).content == str(number).encode()
    assert len(running.connections) <= 20
    for connection in half:
        connection.close()
    running.stop()


@pytest.mark.parametrize(
    "stalling",
    [HEAD, HEAD + b"Content-Length: 50\r\n\r\n{", b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n"],
    ids=["half-sent head", "half-sent body", "reader who stops"],
)
def test_no_stalling_client_holds_up_a_stop_and_the_signal_itself_wakes_the_server(stalling):
    running = Running()
    with running.send(stalling):
        wait_until(lambda: len(running.connections) == 1)
        time.sleep(0.1)
        running.stop()
    assert running.deadline.remaining() > 1


def test_each_reply_has_the_date_of_its_request():
    running = Running()
    dates = []
    with httpx.Client(base_url=f"http://127.0.0.1:{running.port}") as client:
        for pause in (0, 1.1):
            time.sleep(pause)
            asked = int(time.time())
            dates.append(parsedate_to_datetime(client.post("/").headers["date"]).timestamp())
            assert asked <= dates[-1] <= time.time()
    assert dates[0] < dates[1]
    running.stop()


def test_a_stop_waits_for_a_request_that_is_being_answered_and_for_its_body(monkeypatch):
    running = Running()
    asked, stopping = threading.Event(), threading.Event()
    shut_down = TimedProtocol.shutdown

    def shutdown(connection: TimedProtocol) -> None:
        shut_down(connection)
        stopping.set()

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        asked.set()
        await asyncio.to_thread(stopping.wait, 60)
        await Application()(scope, receive, send)

    monkeypatch.setattr(TimedProtocol, "shutdown", shutdown)
    running.server.config.loaded_app = slow
    with running.send(HEAD + b"Content-Length: 4\r\n\r\n") as connection:
        assert asked.wait(60)
        running.server.handle_exit(signal.SIGTERM, None)
        assert stopping.wait(60)
        connection.sendall(b"last")
        assert all_of(connection).endswith(b"\r\n\r\nlast")
    running.stop()
