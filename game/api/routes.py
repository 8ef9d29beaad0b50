"""HTTP routes for games, rounds, audio, place names and health checks."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, TypeVar

from fastapi import FastAPI, Path, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from pydantic import BaseModel, ValidationError

from game.api.audio_response import audio_response
from game.api.health import add_health
from game.api.json_response import json_response
from game.api.page_proof import PageProofs
from game.api.place_routes import add_place_routes
from game.api.plain_routes import PlainRoutes
from game.api.player_routes import add_player_routes
from game.api.players_by_address import PlayersByAddress
from game.api.problems import HTTPProblem
from game.api.schemas import AfterReveal, Guess, NewGame, Told
from game.api.study_routes import add_study_routes
from game.api.tokens import token
from game.api.watch_routes import add_watch_routes
from game.json_types import Json
from game.play import prepared_rounds, queries
from game.play.outcomes import ClosedRound
from game.play.rounds import point
from game.play.services import Services
from game.store.compiled import Row
from game.study.study_service import StudyService

Body = TypeVar("Body", bound=BaseModel)
REVEAL_SECONDS = 0.3  # a reveal waits no longer for the next round's waveform, if nobody has measured it yet
Round = Annotated[str, Path(alias="round")]


def add_routes(
    app: FastAPI,
    services: Services,
    studies: StudyService,
    by_address: PlayersByAddress,
    plain: PlainRoutes,
    workers: Mapping[str, Callable[[], Json]] | None = None,
) -> None:
    """Add all routes, those that are called most often first.

    They go on the application itself: an included router would be searched twice for every request.

    Parameters
    ----------
    plain : PlainRoutes
        Gets those that are called most often of all.
    workers : mapping of str to callable, optional
        For ``/readyz``: the status of what the game is ready without, by name.
    """
    _add_rounds(app, services, by_address, plain)
    _add_games(app, services, by_address, plain)
    _add_audio(app, services)
    add_place_routes(app, services)
    proofs = PageProofs(services.clock, services.registry.proof_key)
    add_player_routes(app, services, by_address, proofs)
    add_study_routes(app, services, studies, proofs, by_address)
    add_watch_routes(app, services, studies)
    add_health(app, services, workers or {})


def _add_games(app: FastAPI, services: Services, by_address: PlayersByAddress, plain: PlainRoutes) -> None:
    @app.post("/api/games", status_code=201, summary="Start a game")
    async def start(request: Request, body: NewGame) -> Response:
        player = services.registry.player_id(token(request))
        first = None
        if body.deal:
            are_many = await by_address.are_many(request, player)
            game, is_new, first = await services.game_service.begin(player, body.mode, body.options, are_many)
        else:
            game, is_new = await services.game_service.start(player, body.mode, body.options)
        started: Json = {
            "game": game["game"],
            "mode": game["mode"],
            "rounds": game["length"],
            "day": game.get("day"),
        }
        if body.deal:
            started["next"] = await _dealt(services, first) if first else None
        return json_response(started, 201 if is_new else 200)

    @app.get("/api/games/{game}", summary="Read a game and its reveals")
    async def summary(request: Request, game: str) -> Response:
        found = await services.game_service.summary(services.registry.player_id(token(request)), game)
        return json_response(services.reveals.summary(found.game, found.rounds, found.hidden))

    @app.post(
        "/api/games/{game}/rounds",
        status_code=201,
        summary="Get the next round, or the open one",
        openapi_extra=_request_docs("game"),
    )
    @plain.add("/api/games/{game}/rounds")
    async def deal(request: Request) -> Response:
        player = services.registry.player_id(token(request))
        are_many = await by_address.are_many(request, player)
        row, is_new = await services.game_service.deal(player, request.path_params["game"], are_many)
        return json_response(await _dealt(services, row), 201 if is_new else 200)

    @app.post("/api/games/{game}/ahead", summary="Prepare the next round, without beginning it")
    async def prepare(request: Request, game: str) -> Response:
        player = services.registry.player_id(token(request))
        row = await services.game_service.prepare(player, game)
        return json_response(await _dealt(services, row)) if row else Response(status_code=204)


async def _dealt(services: Services, row: Row, patience: float | None = None) -> Json:
    """What a player needs to hear a round."""
    clip = services.reveals.clip(row)
    assert clip is not None  # rounds are dealt from active packs only
    dealt = {
        "round": row["round"],
        "number": row["number"],
        "of": row["length"],
        "audio": f"/audio/{row['audio']}",
        "seconds": clip.told_seconds,
        "peaks": await services.recordings.outline(clip, patience),
    }
    if row["closes_at"] is not None:
        dealt["seconds_left"] = round(max(0.0, row["closes_at"] - services.clock()), 1)
    return dealt


def _add_rounds(app: FastAPI, services: Services, by_address: PlayersByAddress, plain: PlainRoutes) -> None:
    async def reveal(closed: ClosedRound, told: Told) -> Response:
        row = closed.row
        shown = (
            {"recorded": True, "number": row["number"], "of": row["length"]}
            if row["withheld"]
            else services.reveals.reveal(row, closed.total, closed.in_game)
        )
        if told.deal:
            shown["next"] = await _dealt(services, closed.next, REVEAL_SECONDS) if closed.next else None
        return json_response(shown)

    @app.post(
        "/api/rounds/{round}/guess",
        summary="Guess where the recording was made",
        openapi_extra=_request_docs("round", Guess),
    )
    @plain.add("/api/rounds/{round}/guess")
    async def guess(request: Request) -> Response:
        player = services.registry.player_id(token(request))
        body = _parse(Guess, await request.body())
        lat, lon = point(body.lat, body.lon)
        are_many = await by_address.are_many(request, player)
        name = request.path_params["round"]
        closed = await services.game_service.guess(player, name, lat, lon, body.report, are_many, body.then)
        return await reveal(closed, body)

    @app.post("/api/rounds/{round}/skip", summary="Say that you cannot tell")
    async def skip(request: Request, round_: Round, body: Told | None = None) -> Response:
        player = services.registry.player_id(token(request))
        told, are_many = body or Told(), await by_address.are_many(request, player)
        closed = await services.game_service.skip(player, round_, told.report, are_many, told.then)
        return await reveal(closed, told)

    @app.patch("/api/rounds/{round}", summary="Say more about a round after its reveal")
    async def after_reveal(request: Request, round_: Round, body: AfterReveal) -> Response:
        player = services.registry.player_id(token(request))
        said = body.model_dump(exclude_none=True)
        if not said:
            raise HTTPProblem(422, "problem.nothing_to_change")
        await services.game_service.add_after_reveal(player, round_, body.prior_exposure, body.clues)
        return json_response({"round": round_, **said})


def _add_audio(app: FastAPI, services: Services) -> None:
    write = services.game_service.write_bytes_served
    settle = partial(services.bytes_served.settle, write) if services.store.is_shared else None

    @app.head("/audio/{audio}", include_in_schema=False)
    @app.get("/audio/{audio}", summary="Hear a round")
    async def listen(request: Request, audio: str) -> Response:
        row = await services.store.read(
            lambda c: queries.round_of_audio(c, audio) or prepared_rounds.of_audio(c, audio)
        )
        clip = services.reveals.clip(row) if row else None
        if row is None or clip is None:
            raise HTTPProblem(404, "problem.recording_gone")
        sealed = await services.recordings.sealed(clip)
        count = partial(services.bytes_served.add, row["round"], sealed.size)
        return audio_response(sealed, request.headers, count, settle, services.recordings.locate)


def _request_docs(name: str, body: type[BaseModel] | None = None) -> Json:
    """OpenAPI parts of a route that parses its own request.

    Parsing by FastAPI would cost a fifth of a guess.
    """
    docs: Json = {
        "parameters": [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}}]
    }
    if body:
        docs["requestBody"] = {"content": {"application/json": {"schema": body.model_json_schema()}}}
    return docs


def _parse(kind: type[Body], raw: bytes) -> Body:
    try:
        return kind.model_validate_json(raw)
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_url=False)) from error
