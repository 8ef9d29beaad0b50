"""Which addresses belong to the public internet."""

import ipaddress
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from game.network.errors import PrivateAddress

_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet; an IPv4 address inside an IPv6 one counts."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    return all(each.is_global and not each.is_multicast for each in _all_addresses(ip))


def public_of(host: str, found: Sequence[Any]) -> list[str]:
    """The public addresses among those that `socket.getaddrinfo` has found for a host.

    Raises
    ------
    PrivateAddress
        When it has only others.
    """
    addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
    public = [address for address in addresses if is_public(address)]
    if addresses and not public:
        raise private(host, f" ({addresses[0]})")
    return public


def refuse_private(host: str, named: Collection[str]) -> None:
    """Refuse a written address that is not public; names pass.

    Raises
    ------
    PrivateAddress
    """
    try:
        is_refused = host not in named and not is_public(host)
    except ValueError:  # a name
        return
    if is_refused:
        raise private(host)


def private(host: str, detail: str = "") -> PrivateAddress:
    return PrivateAddress(f"{host} is an address of this network{detail}, which no setting names")


def _all_addresses(ip: _Address) -> Iterable[_Address]:
    yield ip.ipv4_mapped or ip if isinstance(ip, ipaddress.IPv6Address) else ip
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.sixtofour:
            yield ip.sixtofour
        if ip.teredo:
            yield ip.teredo[1]
        if ip in _NAT64:
            yield ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
