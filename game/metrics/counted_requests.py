"""Counting requests: how many of each route were answered how, and how long the answers took to begin."""

from time import perf_counter

from prometheus_client import Counter, Histogram
from starlette.applications import Starlette
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from game.api.problems import NotFound
from game.metrics.instruments import Instruments
from game.metrics.route_names import RouteName, RouteNames

ACCEPTED, REFUSED = 101, 403  # what HTTP says of a WebSocket's handshake


class CountedRequests:
    """ASGI middleware outside all others, so that requests count that these refuse.

    Parameters
    ----------
    routes_of : Starlette
        The application whose routes are known, once it is complete.
    root_path : str
        What a proxy leaves in front of the paths.
    """

    def __init__(self, app: ASGIApp, routes_of: Starlette, instruments: Instruments, root_path: str) -> None:
        self._app = app
        self._names = RouteNames(routes_of.routes, NotFound)
        self._instruments = instruments
        self._root_path = root_path
        # The library looks labels up more slowly than a dictionary.
        self._counters: dict[tuple[RouteName, str, int], Counter] = {}
        self._seconds: dict[RouteName, Histogram] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind = scope["type"]
        if kind == "lifespan":
            await self._app(scope, receive, send)
            return
        begun = perf_counter()

        async def counting_send(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._observe(self._count(scope, message["status"]), perf_counter() - begun)
            await send(message)

        await self._app(scope, receive, counting_send if kind == "http" else self._handshake(scope, send))

    def _handshake(self, scope: Scope, send: Send) -> Send:
        """Count a WebSocket's handshake; a connection may last for hours, so nobody counts its seconds."""
        is_answered = False

        async def counting_send(message: Message) -> None:
            nonlocal is_answered
            if not is_answered:
                is_answered = True
                self._count(scope, ACCEPTED if message["type"] == "websocket.accept" else REFUSED)
            await send(message)

        return counting_send

    def _count(self, scope: Scope, status: int) -> RouteName:
        path: str = scope["path"]
        if self._root_path and path.startswith(f"{self._root_path}/"):
            path = path.removeprefix(self._root_path)
        name = self._names.of(path)
        key = name, name.method(scope.get("method", "GET")), status
        counter = self._counters.get(key)
        if counter is None:
            counter = self._counters[key] = self._instruments.requests.labels(name.template, *key[1:])
        counter.inc()
        return name

    def _observe(self, name: RouteName, seconds: float) -> None:
        histogram = self._seconds.get(name)
        if histogram is None:
            histogram = self._seconds[name] = self._instruments.request_seconds.labels(name.template)
        histogram.observe(seconds)
