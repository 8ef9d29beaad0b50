"""Errors as RFC 9457 problem documents: a sentence for people, a status code for programs."""

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from game.errors import (
    GameOver,
    NothingLeft,
    Refusal,
    RoundClosed,
    UnknownCode,
    UnknownGame,
    UnknownPlayer,
    UnknownRound,
)
from game.play.rounds import BadPoint
from game.sound.sealed import AudioError
from game.store.group_commit import StoreUnavailable

_STATUS: dict[type[Exception], int] = {
    UnknownPlayer: 401,
    UnknownCode: 404,
    UnknownGame: 404,
    UnknownRound: 404,
    NothingLeft: 409,
    GameOver: 409,
    RoundClosed: 409,
    BadPoint: 422,
    AudioError: 404,
}
RETRY_SECONDS = 2  # Retry-After when the database cannot be written


def problem(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """A response with a problem document.

    Parameters
    ----------
    status : int
        HTTP status.
    detail : str
        What went wrong and what to do, in a sentence.
    """
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def add_handlers(app: FastAPI) -> None:
    """Turn our exceptions into problem documents."""
    for kind in (Refusal, BadPoint, AudioError):
        app.add_exception_handler(kind, _refused)
    app.add_exception_handler(StoreUnavailable, _store_unavailable)
    app.add_exception_handler(RequestValidationError, _invalid_body)
    app.add_exception_handler(HTTPException, _http_error)


class NotFound:
    """ASGI application for unknown paths of ours: answers 404, or 405 when only the method is wrong."""

    def __init__(self, app: FastAPI) -> None:
        self._routes = app.router.routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = {**scope, "root_path": scope.get("app_root_path", "")}
        matching = (route for route in self._routes if route.matches(request)[0] is Match.PARTIAL)
        methods = {method for route in matching for method in getattr(route, "methods", ())}
        if methods:
            detail = f"{scope['method']} is not understood here."
            answer = problem(405, detail, {"Allow": ", ".join(sorted(methods))})
        else:
            answer = problem(404, "There is nothing here.")
        await answer(scope, receive, send)


async def _refused(_request: Request, error: Exception) -> Response:
    detail = "This recording cannot be played any more." if isinstance(error, AudioError) else str(error)
    return problem(_STATUS[type(error)], detail)


async def _store_unavailable(_request: Request, _error: Exception) -> Response:
    detail = "The game cannot write to its store just now. Nothing is lost: try again in a moment."
    return problem(503, detail, {"Retry-After": str(RETRY_SECONDS)})


async def _invalid_body(_request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    return problem(422, " ".join(map(_sentence, error.errors()[:5])))


async def _http_error(_request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return problem(error.status_code, f"{str(error.detail).rstrip('.')}.", error.headers)


def _sentence(error: Mapping[str, object]) -> str:
    where = error.get("loc")
    names = [str(part) for part in where if part != "body"] if isinstance(where, tuple) else []
    if error.get("type") == "json_invalid":
        return "The body is not valid JSON."
    return f"{'.'.join(names) or 'The body'}: {error.get('msg')}."
