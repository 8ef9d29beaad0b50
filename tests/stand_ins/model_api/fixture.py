"""The stand-in in a thread of the test's process, so that a test can inspect it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn

from tests.processes import wait_for
from tests.servers import free_port
from tests.stand_ins.hub.connections import Protocol
from tests.stand_ins.model_api.server import KEY, MODEL, Fault, How, Mind, create_app


class Oracle:
    """A running stand-in; `mind` holds its answers and memory, and is new for every test."""

    key = KEY
    model = MODEL

    def __init__(self, port: int) -> None:
        self.base_url = f"http://127.0.0.1:{port}/v1"
        self.mind = Mind()
        self.app = create_app(self.mind)

    def forget(self) -> None:
        self.mind = self.app.state.mind = Mind()

    def fail(self, *how: How, body: str | None = None, **headers: str) -> None:
        """Make the next calls fail, one fault each; `retry_after="1"` sends that header."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.mind.faults += [Fault(status, named, body) for status in how]

    def charge(self, usd: float) -> None:
        """Report this cost with each reply."""
        self.mind.usage = lambda number: {"cost": usd}

    def say(self, content: str | None) -> None:
        """Give this answer to every sound."""
        self.mind.content = lambda digest: content


@contextmanager
def oracle_running() -> Iterator[Oracle]:
    """Serve until the block is left."""
    port = free_port()
    oracle = Oracle(port)
    config = uvicorn.Config(
        oracle.app,
        port=port,
        http=Protocol,
        loop="asyncio",
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    wait_for(lambda: server.started or not thread.is_alive())
    assert server.started, "the stand-in did not start"
    try:
        yield oracle
    finally:
        server.should_exit = True
        thread.join(10)
