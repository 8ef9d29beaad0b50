"""Uvicorn's WebSocket protocol within the limits of `Connections`, and with a limit for who does not read."""

import asyncio
from asyncio.transports import BaseTransport
from typing import Any

from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from game.server.connections import Connections

READ_SECONDS = 10.0  # that a client may go without reading what is sent to it


class TimedWebSocket(WebSocketsSansIOProtocol):
    """One WebSocket, given up when its client does not read.

    Parameters
    ----------
    open_connections : Connections
        Of all clients.
    **options
        As uvicorn passes them.
    """

    def __init__(self, *, open_connections: Connections, **options: Any) -> None:
        super().__init__(**options)
        self._open_connections = open_connections
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)
        self._open_connections.add(self, self.client[0] if self.client else "")

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._open_connections.remove(self)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._timer = self.loop.call_later(READ_SECONDS, self.give_up)

    def resume_writing(self) -> None:
        self._stop_timer()
        super().resume_writing()

    def give_up(self) -> None:
        """Close without waiting for the client."""
        self.transport.abort()

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
