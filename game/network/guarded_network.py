"""Connections to public addresses only: no redirect and no name leads into the host's own network.

The addresses that are checked are the ones that are connected to, so a name server cannot change its answer
in between.
"""

import asyncio
import socket
from collections.abc import Collection, Iterable
from typing import Any
from urllib.request import getproxies

import httpcore2
import httpx2

from game.network.bounded_body import bounding
from game.network.certificates import trusted_certificates
from game.network.public_addresses import public_of, refuse_private

_Options = Iterable[httpcore2.SOCKET_OPTION] | None
_UNREACHABLE = (httpcore2.ConnectError, httpcore2.ConnectTimeout)


def guarded_client_options(
    named: Collection[str], limits: httpx2.Limits, most_bytes: int | None = None
) -> dict[str, Any]:
    """An asynchronous client's options for such connections.

    A proxy connects by itself, so there only written addresses are checked.

    Parameters
    ----------
    named : collection of str
        Hosts that may be anywhere, since the host of the game has named them.
    most_bytes : int, optional
        The largest body, unpacked; by default only bodies of redirects are bounded.
    """
    hooks: dict[str, list[Any]] = {"response": [bounding(most_bytes)]}
    if not getproxies().keys() & {"http", "https", "all"}:
        return {"transport": _GuardedTransport(named, limits), "event_hooks": hooks}

    async def check_address(request: httpx2.Request) -> None:
        refuse_private(request.url.host, named)

    return {"event_hooks": {**hooks, "request": [check_address]}, "verify": trusted_certificates()}


class _GuardedTransport(httpx2.AsyncHTTPTransport):
    def __init__(self, named: Collection[str], limits: httpx2.Limits) -> None:
        super().__init__(verify=trusted_certificates(), limits=limits)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=trusted_certificates(),
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=_PublicNetwork(named),
        )


class _PublicNetwork(httpcore2.AsyncNetworkBackend):
    def __init__(self, named: Collection[str]) -> None:
        self._named = frozenset(named)
        self._network = httpcore2.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _Options = None,
    ) -> httpcore2.AsyncNetworkStream:
        *others, last = [host] if host in self._named else await self._addresses(host, port)
        for address in others:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except _UNREACHABLE:
                continue
        return await self._network.connect_tcp(last, port, timeout, local_address, socket_options)

    async def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} is not found ({error})") from error
        return public_of(host, found)

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


class GuardedSyncTransport(httpx2.HTTPTransport):
    """The same for a synchronous client, without proxies.

    Parameters
    ----------
    named : collection of str
        As for `guarded_client_options`.
    """

    def __init__(self, named: Collection[str]) -> None:
        super().__init__(verify=trusted_certificates())
        self._pool = httpcore2.ConnectionPool(
            ssl_context=trusted_certificates(), network_backend=_PublicSyncNetwork(named)
        )


class _PublicSyncNetwork(httpcore2.NetworkBackend):
    def __init__(self, named: Collection[str]) -> None:
        self._named = frozenset(named)
        self._network = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: _Options = None,
    ) -> httpcore2.NetworkStream:
        *others, last = [host] if host in self._named else self._addresses(host, port)
        for address in others:
            try:
                return self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except _UNREACHABLE:
                continue
        return self._network.connect_tcp(last, port, timeout, local_address, socket_options)

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise httpcore2.ConnectError(f"{host} is not found ({error})") from error
        return public_of(host, found)
