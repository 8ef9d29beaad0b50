"""Connections to public addresses only: no redirect and no name leads into the host's own network."""

import asyncio
import ipaddress
import socket
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any
from urllib.request import getproxies

import httpcore2
import httpx2

from game.fetching.errors import Missing

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class GuardedTransport(httpx2.AsyncHTTPTransport):
    """Refuses private, loopback and link-local addresses, whether written or found for a name.

    The addresses that are checked are the ones that are connected to, so a name server cannot change its
    answer in between.

    Parameters
    ----------
    named : collection of str
        Hosts that may be anywhere, since the host of the game has named them in a setting.
    """

    def __init__(self, named: Collection[str], limits: httpx2.Limits) -> None:
        super().__init__(limits=limits)
        self._pool = httpcore2.AsyncConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
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
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        addresses = [host] if host in self._named else await _public_addresses(host, port)
        *others, last = addresses
        for address in others:
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout):
                continue
        return await self._network.connect_tcp(last, port, timeout, local_address, socket_options)

    async def sleep(self, seconds: float) -> None:
        await self._network.sleep(seconds)


async def _public_addresses(host: str, port: int) -> list[str]:
    """A name's public addresses.

    Raises
    ------
    Missing
        When it has only others.
    httpcore2.ConnectError
        When it has none.
    """
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpcore2.ConnectError(f"{host} is not found ({error})") from error
    addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
    public = [address for address in addresses if is_public(address)]
    if addresses and not public:
        raise Missing(f"{host} is an address of this network ({addresses[0]}), which no setting names")
    return public


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; an IPv4 address inside an IPv6 one counts."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return all(each.is_global and not each.is_multicast for each in _all_addresses(ip))


def _all_addresses(ip: Address) -> Iterable[Address]:
    yield ip.ipv4_mapped or ip if isinstance(ip, ipaddress.IPv6Address) else ip
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.sixtofour:
            yield ip.sixtofour
        if ip.teredo:
            yield ip.teredo[1]
        if ip in _NAT64:
            yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)


def network_options(named: Collection[str], limits: httpx2.Limits) -> dict[str, Any]:
    """A client's options for such connections; a proxy connects by itself, so there written addresses only.

    Parameters
    ----------
    named : collection of str
        As for `GuardedTransport`.
    """
    if not getproxies().keys() & {"http", "https", "all"}:
        return {"transport": GuardedTransport(named, limits)}

    async def refuse_private(request: httpx2.Request) -> None:
        host = request.url.host
        with suppress(ValueError):  # a name
            if host not in named and not is_public(host):
                raise Missing(f"{host} is an address of this network, which no setting names")

    return {"event_hooks": {"request": [refuse_private]}}
