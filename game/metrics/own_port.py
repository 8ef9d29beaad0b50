"""Serving `/metrics` on a port of its own, in the game's event loop."""

import asyncio
import contextlib
import socket
from collections.abc import Iterator
from functools import partial
from typing import Any

import uvicorn
from starlette.types import ASGIApp

from game.server.connections import Connections
from game.server.date_header import DateHeader
from game.server.protocol import TimedProtocol
from game.setting_types import Address
from game.settings import SettingError

MOST_CONNECTIONS = 20  # beyond that, the one that has waited longest is closed
KEEP_ALIVE_SECONDS = 75  # a scrape a minute reuses its connection


class OwnPort:
    """A server beside the game's.

    Raises
    ------
    SettingError
        When the address cannot be listened on.
    """

    def __init__(self, app: ASGIApp, address: Address) -> None:
        family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
        try:
            self._socket = socket.create_server(address, family=family)
        except OSError as error:
            raise SettingError(
                f"EARWITNESS_METRICS_PORT={address.host}:{address.port} cannot be served on: {error.strerror}"
            ) from error
        open_connections = Connections(MOST_CONNECTIONS, MOST_CONNECTIONS)
        protocol: Any = partial(TimedProtocol, open_connections=open_connections, date=DateHeader())
        self._server = _Server(
            uvicorn.Config(
                app,
                http=protocol,
                ws="none",
                lifespan="off",
                log_config=None,
                server_header=False,
                access_log=False,
                proxy_headers=False,
                timeout_keep_alive=KEEP_ALIVE_SECONDS,
                timeout_graceful_shutdown=1,
            )
        )

    async def keep(self) -> None:
        """Serve until cancelled."""
        await self._server.serve(sockets=[self._socket])


class _Server(uvicorn.Server):
    """Leaves signals to the game's server, and does not look ten times a second whether one came."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield

    async def main_loop(self) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()
