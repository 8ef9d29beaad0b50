"""Serving an application until a signal comes, and stopping within the time that the settings give."""

import asyncio
import socket
from collections.abc import Callable
from functools import partial
from types import FrameType
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from game.processes.deadline import Deadline
from game.server.connections import Connections
from game.server.date_header import DateHeader
from game.server.process_limits import connections_within, raise_file_limit
from game.server.protocol import TimedProtocol
from game.server.websocket import TimedWebSocket
from game.settings import Settings

KEEP_ALIVE_SECONDS = 75  # longer than most think about a round, so that a guess reuses its connection
BACKLOG = 256  # asyncio tries, and logs, that often when no more files can be opened
CONNECTIONS_PER_PLAYER = 12  # two browsers
MESSAGE_BYTES = 4096  # from a WebSocket's client
PING_SECONDS = 20.0
GRACE_SHARE = 5 / 8  # of the time for a stop: for requests that are being answered; then comes publishing


def connections_of(settings: Settings) -> Connections:
    """The connections that may be open, as many as this process may have files."""
    most = connections_within(raise_file_limit())
    per_address = CONNECTIONS_PER_PLAYER * settings.players_per_address
    behind_proxy = settings.trusted_proxies > 0  # then all players have the proxy's address
    return Connections(most, most if behind_proxy else per_address)


def serve(app: ASGIApp, settings: Settings, deadline: Deadline, open_connections: Connections) -> None:
    """Serve until SIGINT or SIGTERM.

    Parameters
    ----------
    deadline : Deadline
        Started by the signal.
    open_connections : Connections
        Of all clients.
    """
    protocol: Any = partial(TimedProtocol, open_connections=open_connections, date=DateHeader())
    websocket: Any = partial(TimedWebSocket, open_connections=open_connections)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        http=protocol,
        ws=websocket,
        ws_max_size=MESSAGE_BYTES,
        ws_ping_interval=PING_SECONDS,
        ws_ping_timeout=PING_SECONDS,
        ws_per_message_deflate=False,  # would be done anew for each reader of the same message
        backlog=BACKLOG,
        log_config=None,  # uvicorn's lines look like ours
        log_level="warning",
        server_header=False,
        access_log=False,  # no record of who requested what
        proxy_headers=False,  # EARWITNESS_TRUSTED_PROXIES decides which headers to trust
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=max(1, round(deadline.seconds * GRACE_SHARE)),
    )
    Server(config, deadline).run()


class Server(uvicorn.Server):
    """Rests between signals, starts the deadline at the first, gives up clients that outstay the grace."""

    def __init__(self, config: uvicorn.Config, deadline: Deadline) -> None:
        super().__init__(config)
        self._deadline = deadline
        self._wake: Callable[[], object] = lambda: None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self._deadline.start()
        super().handle_exit(sig, frame)
        self._wake()

    async def main_loop(self) -> None:
        """Tick at a signal. Uvicorn ticks ten times a second, for signals and for the date of replies."""
        signalled = asyncio.Event()
        self._wake = partial(asyncio.get_running_loop().call_soon_threadsafe, signalled.set)
        while not await self.on_tick(0):
            await signalled.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._deadline.start()
        grace = self._deadline.seconds * GRACE_SHARE
        give_up = asyncio.get_running_loop().call_later(grace * 0.9, self._give_up)
        await super().shutdown(sockets)
        give_up.cancel()

    def _give_up(self) -> None:
        for connection in list(self.server_state.connections):
            if isinstance(connection, TimedProtocol | TimedWebSocket):
                connection.give_up()
