"""Uvicorn's HTTP/1.1 protocol with time limits for clients, and within the limits of `Connections`."""

import asyncio
import logging
import socket
from typing import Any, Literal

from httptools import HttpParserError
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from game.server.connections import Connections
from game.server.date_header import DateHeader

HEAD_BYTES = 64 * 1024  # of a request
MOST_PIPELINED = 8  # requests that a client may send before it has its answers; browsers send one
HEAD_SECONDS = 10.0  # from the first byte of a request, or from the connection, to the end of its head
BODY_SECONDS = 20.0  # to the end of the body, which is at most 256 KB
READ_SECONDS = 60.0  # that a client may go without reading; a browser may pause a recording that long
UNREAD_BYTES = 32 * 1024  # that the server holds for a client who does not read, and one piece more
KERNEL_BYTES = 128 * 1024  # that the kernel holds besides; left alone, it would hold megabytes
LAST_SECONDS = 1.0  # that a client has to send a body, or may go without reading, once the server stops

Stage = Literal["head", "body", "unread", "idle"]
_SECONDS: dict[Stage, float] = {"head": HEAD_SECONDS, "body": BODY_SECONDS, "unread": READ_SECONDS}
_TOO_SLOW = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
log = logging.getLogger("earwitness")


class TimedProtocol(HttpToolsProtocol):
    """One connection, given up when its client takes too long.

    Parameters
    ----------
    open_connections : Connections
        Of all clients.
    date : DateHeader
        Of all replies.
    **options
        As uvicorn passes them.
    """

    transport: asyncio.Transport

    def __init__(self, *, open_connections: Connections, date: DateHeader, **options: Any) -> None:
        super().__init__(**options)
        self._date = date
        self._open_connections = open_connections
        self._stage: Stage | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_upgraded = False
        self._part: Literal["head", "body"] | None = None  # of the request that is arriving
        self._head_bytes = 0  # of the head that is arriving

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        transport.set_write_buffer_limits(UNREAD_BYTES)
        if connected := transport.get_extra_info("socket"):
            connected.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, KERNEL_BYTES)
        if not self._open_connections.add(self, self.client[0] if self.client else ""):
            log.warning("too many connections: closed the one that had been waiting longest")
        self._update()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_timer()
        self._open_connections.remove(self)
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        self._date.renew(self.server_state, self.config.encoded_headers)
        if self._part is None and self._is_answered():
            self._part = "head"  # a blank line may come before it
        super().data_received(data)
        self._count_head(len(data))
        self._update()

    def on_message_begin(self) -> None:
        if len(self.pipeline) >= MOST_PIPELINED:
            raise HttpParserError("too many requests at once")
        self._part = "head"
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._part = "body"
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._part = None
        super().on_message_complete()

    def handle_websocket_upgrade(self) -> None:
        """From here on the connection is another protocol's, which is counted in this one's place."""
        self._is_upgraded = True
        self._stop_timer()
        self._open_connections.remove(self)
        super().handle_websocket_upgrade()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        self._update()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._update()

    def resume_writing(self) -> None:
        super().resume_writing()
        self._update()

    def shutdown(self) -> None:
        """Close as soon as the running request is answered, and soon if its client stalls."""
        if self._stage in ("body", "unread"):
            self._start_timer(LAST_SECONDS)
        super().shutdown()

    def give_up(self) -> None:
        """Close without waiting for the client."""
        self.transport.abort()

    def _update(self) -> None:
        """Start the time limit of what the client is to do next."""
        if self._is_upgraded:
            return
        stage = self._next_stage()
        if stage == self._stage:
            return
        self._stage = stage
        self._open_connections.set_stage(self, stage)
        self._stop_timer()
        if stage in _SECONDS:
            self._start_timer(_SECONDS[stage])

    def _next_stage(self) -> Stage | None:
        if self.flow.write_paused or self.transport.is_closing():
            return "unread"
        if self.flow.read_paused:
            return None
        if self._part == "body":
            return "body"
        if not self._is_answered():
            return None
        return "head" if self._part == "head" or self.cycle is None else "idle"

    def _is_answered(self) -> bool:
        return self.cycle is None or self.cycle.response_complete

    def _count_head(self, size: int) -> None:
        """Refuse a head that does not end: the parser would keep whatever comes."""
        self._head_bytes = self._head_bytes + size if self._part == "head" else 0
        if self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
            self.send_400_response("The head of the request is too long.")

    def _start_timer(self, seconds: float) -> None:
        self._stop_timer()
        self._timer = self.loop.call_later(seconds, self._time_out)

    def _stop_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _time_out(self) -> None:
        waits_for_request = self._stage in ("head", "body")
        if waits_for_request and not self.transport.is_closing() and not self._has_answered():
            self.transport.write(_TOO_SLOW)
            self.transport.close()
            self._start_timer(LAST_SECONDS)
            self._stage = "unread"
        else:
            self.give_up()

    def _has_answered(self) -> bool:
        return self.cycle is not None and self.cycle.response_started and not self.cycle.response_complete
