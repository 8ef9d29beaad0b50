"""Record all traffic between a browser and the network, and search it."""

import contextlib
import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from playwright.sync_api import BrowserContext, Error, Request, Route

_ESCAPED = re.compile(r'"((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Exchange:
    """A request and its response, with uncompressed bodies."""

    method: str
    url: str
    sent: bytes  # headers and body
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def parts(self) -> Iterator[bytes]:
        yield f"{self.method} {self.url}".encode()
        yield self.sent
        yield "\n".join(f"{name}: {value}" for name, value in self.headers).encode()
        yield self.body


class Recorder:
    """Records every request and response of a browser context."""

    def __init__(self, context: BrowserContext) -> None:
        self.exchanges: list[Exchange] = []
        self.asked: list[str] = []
        self.sockets: list[str] = []
        context.on("request", lambda request: self.asked.append(request.url))
        context.on("page", lambda page: page.on("websocket", lambda s: self.sockets.append(s.url)))
        context.route("**/*", self._pass)

    def _pass(self, route: Route) -> None:
        try:
            answer = route.fetch(max_redirects=0)
            body = answer.body()
        except Error:  # the page was closed meanwhile
            return
        headers = tuple((one["name"], one["value"]) for one in answer.headers_array)
        request = route.request
        self.exchanges.append(
            Exchange(request.method, request.url, _sent(request), answer.status, headers, body)
        )
        with contextlib.suppress(Error):  # or now
            route.fulfill(response=answer)


def _sent(request: Request) -> bytes:
    headers = "\n".join(f"{name}: {value}" for name, value in request.all_headers().items())
    return headers.encode() + b"\n" + (request.post_data_buffer or b"")


def forms(part: bytes) -> Iterator[bytes]:
    """The bytes as they are, and with percent, HTML and JSON escapes decoded."""
    yield part
    yield unquote_to_bytes(part)
    yield unquote_to_bytes(unquote_to_bytes(part))
    if not part.isascii() and b"\x00" in part:  # sound and images contain no escapes
        return
    text = part.decode("utf-8", "replace")
    yield html.unescape(text).encode()
    yield " ".join(map(_unescaped, _ESCAPED.findall(text))).encode("utf-8", "replace")


def _unescaped(inside: str) -> str:
    try:
        return str(json.loads(f'"{inside}"', strict=False))
    except ValueError:
        return inside


def spellings(secret: str) -> set[bytes]:
    """A text in each encoding that may carry it, lower-cased bytewise."""
    found = set()
    for text in {secret, secret.lower(), secret.upper()}:
        for encoding in ("utf-8", "latin-1", "utf-16-le", "utf-16-be"):
            found.add(text.encode(encoding, "ignore").lower())
    return found - {b""}


def search(exchanges: Iterable[Exchange], secrets: Iterable[str]) -> list[str]:
    """The secrets that occur in the traffic, each with the first request that leaks it."""
    encoded = {secret: spellings(secret) for secret in secrets}
    first_at: dict[bytes, str] = {}  # the same bytes, sent twice, are read once
    for exchange in exchanges:
        for part in exchange.parts():
            first_at.setdefault(part, f"{exchange.method} {exchange.url}")
    return sorted(
        f"{secret!r} in {where}"
        for part, where in first_at.items()
        for haystack in {form.lower() for form in forms(part)}
        for secret, needles in encoded.items()
        if any(needle in haystack for needle in needles)
    )
