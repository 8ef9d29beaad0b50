"""Checks before every route: allowed paths, body sizes and rate limits; and headers on every reply."""

import re
import time
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from game.api.problems import HTTPProblem, problem
from game.api.rate_limits import ADDRESS, NEWCOMERS, PLAYER, WITHDRAWALS, Addresses, Limiter
from game.settings import Settings

API_BODY_BYTES = 16 * 1024
PAGE_BODY_BYTES = 256 * 1024  # Gradio's own calls

LONGEST_PATH = 300

# Our own paths, and those of Gradio that the page needs. Everything else that Gradio serves (files, uploads,
# proxies, calls, API listings, monitoring) stays closed, and so does anything a later version adds.
_OPEN = re.compile(
    r"/(api|audio|earwitness|study)/.*|/healthz|/readyz"
    r"|/|/config/?|/theme\.css|/favicon\.ico|/robots\.txt|/(assets|static)/.*"
)
_SUSPICIOUS = re.compile(r"\.\.|[\x00-\x1f\x7f\\]")
_CACHE_FOR_A_YEAR = (b"cache-control", b"public, max-age=31536000, immutable")


class Gateway:
    """ASGI middleware that rejects forbidden requests and adds security headers to every reply."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._always = [(k.lower().encode(), v.encode()) for k, v in security_headers(settings).items()]
        self._addresses = Addresses(settings.trusted_proxies)
        self._limits = _Limits() if settings.rate_limit else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return  # there are no WebSockets
        path = scope["path"]
        send = self._with_headers(send, path)
        if len(path) > LONGEST_PATH or not _OPEN.fullmatch(path) or _SUSPICIOUS.search(path):
            await problem(404, "problem.nothing_here")(scope, receive, send)
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
        await self._answer(scope, _bounded(receive, most), send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def watched_send(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await self._app(scope, receive, watched_send)
        except Exception:
            if not started:
                await problem(500, "problem.server_error")(scope, receive, send)
            raise

    def _wait(self, scope: Scope, headers: Headers) -> int:
        if self._limits is None or not scope["path"].startswith(("/api/", "/audio/")):
            return 0
        client = scope.get("client") or ("", 0)
        address = self._addresses.key(client[0], ",".join(headers.getlist("x-forwarded-for")))
        return self._limits.wait(address, scope["method"], scope["path"], _token(headers))

    def _with_headers(self, send: Send, path: str) -> Send:
        is_immutable = path.startswith("/assets/")  # Gradio's own files, each named after its content

        async def wrapped(message: Message) -> None:
            if message["type"] == "http.response.start":
                cache = (_CACHE_FOR_A_YEAR,) if is_immutable and message["status"] == 200 else ()
                message["headers"] = [*message["headers"], *self._always, *cache]
            await send(message)

        return wrapped


class _Limits:
    """The rate limits that apply to a request: by address, by player, and tighter ones for some paths."""

    def __init__(self) -> None:
        self._players = Limiter(PLAYER, time.monotonic)
        self._addresses = Limiter(ADDRESS, time.monotonic)
        self._by_path = {
            "/api/players": Limiter(NEWCOMERS, time.monotonic),
            "/api/withdrawals": Limiter(WITHDRAWALS, time.monotonic),
        }

    def wait(self, address: str, method: str, path: str, token: str) -> int:
        """Seconds to wait; 0 when every limit allows the request."""
        if wait := self._addresses.wait(address):
            return wait
        if method == "POST" and (own := self._by_path.get(path.rstrip("/"))):
            return own.wait(address)
        return self._players.wait(token) if token else 0


def security_headers(settings: Settings) -> dict[str, str]:
    """Security headers of every reply. The tile host, if any, is the only foreign source of images."""
    images = "'self' data: blob:"
    if settings.tiles:
        parts = urlsplit(settings.tiles.url)
        images += f" {parts.scheme}://{parts.netloc.replace('{s}', '*')}"
    policy = {
        "default-src": "'self' data: blob:",
        "script-src": "'self' 'unsafe-inline' 'unsafe-eval'",
        "style-src": "'self' 'unsafe-inline'",
        "img-src": images,
        "object-src": "'none'",
        "base-uri": "'self'",
        "form-action": "'self'",
        "frame-ancestors": "'self' https://huggingface.co https://*.hf.space",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {value}" for name, value in policy.items()),
        "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
        "Referrer-Policy": "strict-origin-when-cross-origin",
        "X-Content-Type-Options": "nosniff",
    }


def _token(headers: Headers) -> str:
    return (headers.get("x-earwitness-player") or headers.get("authorization") or "")[:100]


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
