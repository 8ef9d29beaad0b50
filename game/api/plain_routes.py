"""Routes past FastAPI and its middlewares, for the calls that are made most often."""

import re
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Receive, Scope, Send

Endpoint = Callable[[Request], Awaitable[Response]]


class _Route(NamedTuple):
    path: re.Pattern[str]
    endpoint: Endpoint


class PlainRoutes:
    """POSTs whose endpoints read their requests themselves; all else goes to the application.

    The application has these routes as well, which document them and know their methods. What it does around
    an endpoint costs about a twelfth of a guess.

    Parameters
    ----------
    problems_of : FastAPI
        The application by whose handlers of exceptions those of endpoints are answered.
    """

    def __init__(self, problems_of: FastAPI) -> None:
        self._handlers = problems_of.exception_handlers
        self._routes: list[_Route] = []

    def add(self, path: str) -> Callable[[Endpoint], Endpoint]:
        """Decorate the endpoint of a path, such as ``/api/rounds/{round}/guess``."""
        pattern, _, _ = compile_path(path)

        def added(endpoint: Endpoint) -> Endpoint:
            self._routes.append(_Route(pattern, endpoint))
            return endpoint

        return added

    def before(self, app: ASGIApp) -> ASGIApp:
        """An application that answers these routes, and has `app` answer all others."""

        async def answer(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] == "http" and scope["method"] == "POST":
                for path, endpoint in self._routes:
                    if match := path.fullmatch(scope["path"]):
                        scope["path_params"] = match.groupdict()
                        response = await self._response(endpoint, Request(scope, receive))
                        await response(scope, receive, send)
                        return
            await app(scope, receive, send)

        return answer

    async def _response(self, endpoint: Endpoint, request: Request) -> Response:
        try:
            return await endpoint(request)
        except Exception as error:
            handlers = (self._handlers.get(kind) for kind in type(error).__mro__)
            handler = next(filter(None, handlers), None)
            if handler is None:
                raise
            response: Response = await handler(request, error)  # type: ignore[misc]
            return response
