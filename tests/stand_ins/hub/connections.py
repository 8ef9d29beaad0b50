"""The open connections, so that one can be closed without a response, which ASGI cannot express."""

import asyncio
from typing import Any

from starlette.types import Receive, Scope
from uvicorn.protocols.http.h11_impl import H11Protocol

_open: dict[Any, asyncio.BaseTransport] = {}  # by the client's address


class Protocol(H11Protocol):
    """uvicorn's HTTP protocol, which also keeps its transport."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        _open[self.client] = transport

    def connection_lost(self, exc: Exception | None) -> None:
        _open.pop(self.client, None)
        super().connection_lost(exc)


async def cut(scope: Scope, receive: Receive) -> None:
    """Drop the connection, discarding what was not sent yet."""
    transport = _open.get(tuple(scope["client"]))
    if isinstance(transport, asyncio.WriteTransport):
        transport.abort()
    await _wait_for_disconnect(receive)


async def close(scope: Scope, receive: Receive) -> None:
    """Send what is buffered, then close the connection."""
    transport = _open.get(tuple(scope["client"]))
    if transport is not None:
        transport.close()
    await _wait_for_disconnect(receive)


async def _wait_for_disconnect(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
