"""Handshakes of WebSockets: which pages may connect."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers

from game.settings import Settings


def own_origins(settings: Settings) -> frozenset[str]:
    """Sites whose pages may connect besides the asked one: the Space's own, and those that the host names."""
    named = (urlsplit(origin).netloc for origin in settings.frame_origins)
    return frozenset(host.lower() for host in (settings.space_host, *named) if host)


def is_own_origin(headers: Headers, origins: frozenset[str]) -> bool:
    """Whether a handshake comes from a page of ours, or from a program, which sends no Origin.

    Another site's page could otherwise connect in a visitor's name.
    """
    origin = headers.get("origin")
    if origin is None:
        return True
    host = urlsplit(origin).netloc.lower()
    asked = {headers.get(name, "").lower() for name in ("host", "x-forwarded-host")}
    return bool(host) and host in (asked | origins)
