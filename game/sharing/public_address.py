"""The address under which players reach the game: for links that are read elsewhere."""

import re

from fastapi import Request

from game.settings import Settings

_HOST = re.compile(r"[\w.-]+(:\d{1,5})?|\[[\da-fA-F:.]+\](:\d{1,5})?")
_PREFIX = re.compile(r"(/[\w.~-]+)+")


def public_address(request: Request, settings: Settings) -> str:
    """The game's address, without a slash at its end.

    What the host has set; else the Space's; else as the request came, through proxies that the host trusts.
    """
    if settings.public_url:
        return settings.public_url
    if settings.space_host:
        return f"https://{settings.space_host}"
    trusted = settings.trusted_proxies > 0
    forwarded = {name: _forwarded(request, name) for name in ("host", "proto", "prefix")} if trusted else {}
    host = forwarded.get("host") or request.headers.get("host", "")
    scheme = forwarded.get("proto") or request.url.scheme
    prefix = forwarded.get("prefix", "").rstrip("/")
    scheme = scheme if scheme in ("http", "https") else "http"
    host = host if _HOST.fullmatch(host) else f"localhost:{settings.port}"
    return f"{scheme}://{host}{prefix if _PREFIX.fullmatch(prefix) else settings.root_path}"


def _forwarded(request: Request, name: str) -> str:
    """What the first of the proxies noted."""
    return request.headers.get(f"x-forwarded-{name}", "").split(",")[0].strip()
