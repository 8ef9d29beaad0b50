"""Errors as RFC 9457 problem documents: a sentence for people, a status code for programs."""

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match
from starlette.types import Receive, Scope, Send

from game.errors import (
    AnswerNotAllowed,
    BadAnswer,
    BadNickname,
    BadPoint,
    CannotJoin,
    GameOver,
    NothingLeft,
    NotShared,
    Refusal,
    RoundClosed,
    StepNotOpen,
    StudyClosed,
    StudyRefused,
    TrialClosed,
    UnknownChallenge,
    UnknownCode,
    UnknownDay,
    UnknownGame,
    UnknownOpponent,
    UnknownParty,
    UnknownPlayer,
    UnknownRound,
    UnknownStudy,
    UnknownTrial,
)
from game.sound.sealed import AudioError
from game.store.errors import StoreUnavailable
from game.texts import text, text_in
from game.translations import ENGLISH, language_of

_STATUS: dict[type[Refusal], int] = {
    UnknownPlayer: 401,
    UnknownCode: 404,
    UnknownDay: 404,
    UnknownGame: 404,
    UnknownOpponent: 404,
    UnknownRound: 404,
    NothingLeft: 409,
    GameOver: 409,
    UnknownChallenge: 404,
    NotShared: 409,
    RoundClosed: 409,
    AnswerNotAllowed: 409,
    UnknownStudy: 404,
    StudyRefused: 422,
    StudyClosed: 409,
    StepNotOpen: 409,
    BadPoint: 422,
    UnknownParty: 404,
    CannotJoin: 409,
    BadNickname: 422,
    BadAnswer: 422,
    TrialClosed: 409,
    UnknownTrial: 404,
}
RETRY_SECONDS = 2  # Retry-After when the database cannot be written


class HTTPProblem(HTTPException):
    """An error to raise in a route: answered as `problem` would.

    Parameters
    ----------
    status, key, headers, **values
        As for `problem`.
    """

    def __init__(
        self, status: int, key: str, headers: Mapping[str, str] | None = None, **values: object
    ) -> None:
        super().__init__(status, text(key, **values), headers)
        self.key = key
        self.values = values


def problem(
    status: int,
    key: str,
    headers: Mapping[str, str] | None = None,
    language: str = ENGLISH,
    **values: object,
) -> Response:
    """A response with a problem document.

    Parameters
    ----------
    status : int
        HTTP status.
    key : str
        Of the sentence that says what went wrong and what to do: ``problem.…`` in the catalog of texts.
    language : str
        Of the sentence.
    **values
        The sentence's placeholders.
    """
    sent = {**(headers or {}), "Content-Language": language}
    return _document(status, text_in(language, key, **values), sent, key, values)


def _document(
    status: int,
    detail: str,
    headers: Mapping[str, str] | None,
    key: str = "",
    values: Mapping[str, object] | None = None,
    more: Mapping[str, object] | None = None,
) -> Response:
    """RFC 9457, with `key` and `values`, of which a page in another language makes its own sentence."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    if key:
        body["key"] = key.removeprefix("problem.")
    if values:
        body["values"] = values
    body |= more or {}
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def add_handlers(app: FastAPI) -> None:
    """Turn our exceptions into problem documents."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(AudioError, _audio_lost)
    app.add_exception_handler(StoreUnavailable, _store_unavailable)
    app.add_exception_handler(RequestValidationError, _invalid_request)
    app.add_exception_handler(HTTPException, _http_error)


def wrong_method(method: str, allowed: Iterable[str]) -> Response:
    """The answer to a request whose path takes other methods."""
    allow = {"Allow": ", ".join(sorted(allowed))}
    return problem(405, "problem.wrong_method", allow, method=method)


class NotFound:
    """ASGI application for unknown paths of ours: answers 404, or 405 when only the method is wrong."""

    def __init__(self, app: FastAPI) -> None:
        self._routes = app.router.routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = {**scope, "root_path": scope.get("app_root_path", "")}
        matching = (route for route in self._routes if route.matches(request)[0] is Match.PARTIAL)
        methods = {method for route in matching for method in getattr(route, "methods", ())}
        if methods:
            if "GET" in methods:
                methods.add("HEAD")  # the gateway answers it as it answers GET
            answer = wrong_method(scope["method"], methods)
        else:
            answer = problem(404, "problem.nothing_here")
        await answer(scope, receive, send)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, Refusal)
    language = language_of(request.headers)
    if isinstance(error, StepNotOpen):
        return _document(409, text_in(language, error.key), None, error.key, more={"step": error.step})
    return problem(_STATUS[type(error)], error.key, None, language, **error.values)


async def _audio_lost(request: Request, _error: Exception) -> Response:
    return problem(404, "problem.recording_gone", None, language_of(request.headers))


async def _store_unavailable(request: Request, _error: Exception) -> Response:
    after = {"Retry-After": str(RETRY_SECONDS)}
    return problem(503, "problem.store_unavailable", after, language_of(request.headers))


def not_ready(why: str) -> Response:
    """The answer of `/readyz` while the game cannot be played; `why` is for the host."""
    return problem(503, "problem.not_ready", {"Retry-After": str(RETRY_SECONDS)}, why=why)


async def _invalid_request(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    errors = error.errors()[:5]
    if any(one.get("type") == "json_invalid" for one in errors):
        return problem(422, "problem.invalid_json", None, language_of(request.headers))
    said = " ".join(map(_sentence, errors))
    return problem(422, "problem.invalid_request", None, language_of(request.headers), errors=said)


async def _http_error(request: Request, error: Exception) -> Response:
    if isinstance(error, HTTPProblem):
        language = language_of(request.headers)
        return problem(error.status_code, error.key, error.headers, language, **error.values)
    assert isinstance(error, HTTPException)
    return _document(error.status_code, f"{str(error.detail).rstrip('.')}.", error.headers)


def _sentence(error: Mapping[str, object]) -> str:
    where = error.get("loc")
    names = [str(part) for part in where if part != "body"] if isinstance(where, tuple) else []
    return f"{'.'.join(names) or 'body'}: {error.get('msg')}."
