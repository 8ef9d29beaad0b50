"""`/metrics`, on the game's port or another, behind a token where there is one."""

import hmac
from collections.abc import Awaitable, Callable

from fastapi import HTTPException, Request
from fastapi.responses import Response
from starlette.routing import Route

from game.api.gateway import METRICS

# Gives the exposition in the format that an Accept header asks for, and its media type.
Scrape = Callable[[str], Awaitable[tuple[bytes, str]]]


def metrics_route(scrape: Scrape, token: str) -> Route:
    """The route of `/metrics`; with an empty token, for everybody who reaches it."""
    expected = token.encode()

    async def answer(request: Request) -> Response:
        if expected and not hmac.compare_digest(_sent(request), expected):
            raise HTTPException(
                401,
                "Send the token of EARWITNESS_METRICS_TOKEN as Authorization: Bearer",
                {"WWW-Authenticate": "Bearer"},
            )
        body, media_type = await scrape(request.headers.get("accept", ""))
        return Response(body, headers={"Content-Type": media_type, "Cache-Control": "no-store"})

    return Route(METRICS, answer, methods=["GET"])


def _sent(request: Request) -> bytes:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip().encode("latin-1") if scheme.lower() == "bearer" else b""
