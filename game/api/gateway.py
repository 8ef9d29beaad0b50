"""Checks before every route: allowed paths, body sizes and rate limits; and headers on every reply."""

import re
from collections.abc import Callable, Iterator

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from game.api.problems import HTTPProblem, problem, wrong_method
from game.api.rate_limits import Addresses
from game.api.request_limits import RequestLimits
from game.api.security_headers import security_headers
from game.api.websockets import is_own_origin, own_origins
from game.settings import Settings

API_BODY_BYTES = 16 * 1024
PAGE_BODY_BYTES = 256 * 1024  # Gradio's own calls

LONGEST_PATH = 300
PIECE_BYTES = 32 * 1024

# Our own paths, and those of Gradio that the page needs. Everything else that Gradio serves (files, uploads,
# proxies, calls, API listings, monitoring) stays closed, and so does anything a later version adds.
_OPEN = re.compile(
    r"/(api|audio|c|earwitness|party|share|study)/.*|/healthz|/readyz"
    r"|/|/config/?|/theme\.css|/favicon\.ico|/robots\.txt|/(assets|static)/.*"
)
METRICS = "/metrics"  # open only where a token guards it
_WEBSOCKET = re.compile(r"/api/parties/[^/]+/ws")
_ROUTED = re.compile(r"/(api|audio|study)/")  # where the routes know their methods; all else is only read
_SUSPICIOUS = re.compile(r"\.\.|[\x00-\x1f\x7f\\]")
_CACHE_FOR_A_YEAR = (b"cache-control", b"public, max-age=31536000, immutable")


class Gateway:
    """ASGI middleware that rejects forbidden requests and adds security headers to every reply.

    Parameters
    ----------
    player_of : callable
        Gives the id of the player whose token a request carries; empty without a valid one.
    limits : RequestLimits, optional
        None while rate limits are off.
    addresses : Addresses, optional
        Gives the keys of addresses to them.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        player_of: Callable[[Scope], str] = lambda scope: "",
        limits: RequestLimits | None = None,
        addresses: Addresses | None = None,
    ) -> None:
        self._app = app
        self._player_of = player_of
        self._root_path = settings.root_path
        self._always = [(k.lower().encode(), v.encode()) for k, v in security_headers(settings).items()]
        self._addresses = addresses or Addresses(settings.trusted_proxies)
        self._origins = own_origins(settings)
        self._limits = limits
        self._shows_metrics = bool(settings.metrics_token)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if self._root_path and scope["path"].startswith(f"{self._root_path}/"):
            scope = _below(scope, self._root_path)
        if scope["type"] == "websocket":
            await self._connect(scope, receive, send)
            return
        path = scope["path"]
        send = self._with_headers(send, path)
        if len(path) > LONGEST_PATH or not self._is_open(path) or _SUSPICIOUS.search(path):
            await problem(404, "problem.nothing_here")(scope, receive, send)
            return
        if scope["method"] not in {"GET", "HEAD"} and not _ROUTED.match(path):
            await wrong_method(scope["method"], ["GET", "HEAD"])(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if wait := self._wait(scope, headers):
            answer = problem(429, "problem.too_fast", {"Retry-After": str(wait)}, count=wait)
            await answer(scope, receive, send)
            return
        most = API_BODY_BYTES if path.startswith("/api/") else PAGE_BODY_BYTES
        if _announced_bytes(headers) > most:
            await problem(413, "problem.body_too_large", bytes=most)(scope, receive, send)
            return
        if scope["method"] == "HEAD" and not path.startswith("/audio/"):  # that route would count the bytes
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        await self._answer(scope, _bounded(receive, most), send)

    def _is_open(self, path: str) -> bool:
        return bool(_OPEN.fullmatch(path)) or (self._shows_metrics and path == METRICS)

    async def _connect(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a WebSocket through, from our own pages and from programs, or refuse the handshake."""
        path, headers = scope["path"], Headers(scope=scope)
        is_known = len(path) <= LONGEST_PATH and _WEBSOCKET.fullmatch(path)
        is_let_in = is_known and is_own_origin(headers, self._origins)
        if is_let_in and not self._wait({**scope, "method": "GET"}, headers):
            await self._app(scope, receive, send)
        else:
            await receive()
            await send({"type": "websocket.close"})  # before it is accepted: HTTP 403

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        except ClientDisconnect:  # in the middle of its body
            return
        except Exception:
            if not started:
                await problem(500, "problem.server_error")(scope, receive, send)
            raise

    def _wait(self, scope: Scope, headers: Headers) -> int:
        if self._limits is None:
            return 0
        client = scope.get("client") or ("", 0)
        address = self._addresses.key(client[0], ",".join(headers.getlist("x-forwarded-for")))
        return self._limits.wait(address, self._player_of(scope), scope["method"], scope["path"])

    def _with_headers(self, send: Send, path: str) -> Send:
        is_immutable = path.startswith("/assets/")  # Gradio's own files, each named after its content

        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                cache = (_CACHE_FOR_A_YEAR,) if is_immutable and message["status"] == 200 else ()
                own = {name for name, _ in message["headers"]}  # what a route sets itself stays
                always = (header for header in self._always if header[0] not in own)
                message["headers"] = [*message["headers"], *always, *cache]
            for piece in _pieces(message):
                await send(piece)

        return wrapped


def _below(scope: Scope, root_path: str) -> Scope:
    """The same request without the path that a proxy has put before it."""
    raw = scope.get("raw_path") or b""
    return {
        **scope,
        "path": scope["path"].removeprefix(root_path),
        "raw_path": raw.removeprefix(root_path.encode()),
    }


def _without_body(send: Send) -> Send:
    """For HEAD: the reply to GET, its body left out."""

    async def wrapped(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return wrapped


def _pieces(message: Message) -> Iterator[Message]:
    """The message, or a long body in pieces: the server waits before each while its client does not read."""
    body = message.get("body", b"")
    if len(body) <= PIECE_BYTES:
        yield message
        return
    more = message.get("more_body", False)
    for start in range(0, len(body), PIECE_BYTES):
        end = start + PIECE_BYTES
        yield {**message, "body": body[start:end], "more_body": more or end < len(body)}


def _announced_bytes(headers: Headers) -> int:
    length = headers.get("content-length", "0")
    return int(length) if length.isdecimal() else 0


def _bounded(receive: Receive, most: int) -> Receive:
    """Fail once the body has grown too long, whatever Content-Length announced."""
    received = 0

    async def wrapped() -> Message:
        nonlocal received
        message = await receive()
        received += len(message.get("body", b""))
        if received > most:
            raise HTTPProblem(413, "problem.body_too_large", bytes=most)
        return message

    return wrapped
