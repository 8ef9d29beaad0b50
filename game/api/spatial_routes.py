"""HTTP routes for what is played around the head."""

from functools import partial
from typing import Annotated, Literal

from fastapi import FastAPI, Path, Request
from fastapi.responses import Response
from pydantic import BaseModel, Field

from game.api.audio_response import audio_response
from game.api.json_response import PRIVATE, json_response
from game.api.players_by_address import PlayersByAddress
from game.api.problems import HTTPProblem
from game.api.ranges import UnsatisfiableRange, parse_range
from game.api.schemas import Count, Degrees, Seconds, Tenths
from game.api.tokens import player_of, token
from game.play.services import Services
from game.scenes.item import Answer
from game.scenes.scene_pack import Track
from game.sound.headphone_check import INTERVALS
from game.sound.side_check import Side
from game.spatial.checks import HEADPHONES, SIDES
from game.spatial.spatial_service import SpatialService

Part = Annotated[int, Path(ge=0, le=20)]
Interval = Annotated[int, Field(strict=True, ge=1, le=INTERVALS)]
Positive = Annotated[float, Field(strict=True, gt=0, le=10_000, allow_inf_nan=False)]


class CheckAnswers(BaseModel, extra="forbid"):
    """What a player heard in the check of their headphones."""

    headphones: Annotated[list[Interval], Field(min_length=HEADPHONES, max_length=HEADPHONES)] | None = Field(
        description="the softest tone of each trial, from 1; null: left out"
    )
    sides: Annotated[list[Side], Field(min_length=SIDES, max_length=SIDES)] | None = Field(
        description="where each noise was; null: left out"
    )


class NewSpatialGame(BaseModel, extra="forbid"):
    """A new game around the head."""

    track: Track = "static"
    practice: bool = Field(False, description="on scenes that are used for nothing else; it never counts")


class TrialAnswer(BaseModel):
    """The answer to a question: the fields that its kind asks for, and how the trial was played."""

    azimuth: Annotated[Degrees, Field(ge=-180, le=180)] | None = Field(
        None, description="0 ahead, positive to the left; of a point"
    )
    elevation: Annotated[Degrees, Field(ge=-90, le=90)] | None = Field(None, description="of a point")
    distance_m: Positive | None = Field(None, description="of a point that asks for it")
    option: Annotated[int, Field(strict=True, ge=0, le=99)] | None = Field(
        None, description="of a choice, from 0"
    )
    number: Annotated[float, Field(strict=True, ge=0, le=10_000, allow_inf_nan=False)] | None = Field(
        None, description="of a number, in its unit"
    )
    seconds_heard: Seconds | None = None
    plays: Count | None = None
    seconds_to_answer: Tenths | None = None
    head_degrees: Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)] | None = Field(
        None, description="by how much the head was turned, in all"
    )
    device: Literal["phone", "tablet", "desktop"] | None = None

    @property
    def answer(self) -> Answer:
        """What was answered."""
        return Answer(self.azimuth, self.elevation, self.distance_m, self.option, self.number)


REPORTED = {"seconds_heard", "plays", "seconds_to_answer", "head_degrees", "device"}


def add_spatial_routes(
    app: FastAPI, services: Services, spatial: SpatialService, by_address: PlayersByAddress
) -> None:
    """Add the routes to an application."""
    _add_checks(app, services, spatial)
    _add_games(app, services, spatial, by_address)
    _add_sounds(app, services, spatial)


def _add_checks(app: FastAPI, services: Services, spatial: SpatialService) -> None:
    @app.get("/api/spatial", summary="Read what is played around the head, and how your headphones did")
    async def state(request: Request) -> Response:
        player = player_of(services.registry, request.scope)
        return json_response(await spatial.state(player), headers=PRIVATE)

    @app.post("/api/spatial/checks/start", summary="Begin a check of your headphones, or go on with it")
    async def start_checks(request: Request) -> Response:
        player = services.registry.player_id(token(request))
        return json_response(await spatial.start_checks(player), headers=PRIVATE)

    @app.post("/api/spatial/checks", summary="Answer a check of your headphones, or leave it out")
    async def end_checks(request: Request, body: CheckAnswers) -> Response:
        player = services.registry.player_id(token(request))
        return json_response(await spatial.end_checks(player, body.headphones, body.sides), headers=PRIVATE)


def _add_games(
    app: FastAPI, services: Services, spatial: SpatialService, by_address: PlayersByAddress
) -> None:
    @app.post("/api/spatial/games", status_code=201, summary="Start a game around the head")
    async def start(request: Request, body: NewSpatialGame) -> Response:
        player = services.registry.player_id(token(request))
        return json_response(await spatial.start(player, body.track, body.practice), 201)

    @app.post(
        "/api/spatial/games/{game}/trials", status_code=201, summary="Get the next question, or the open one"
    )
    async def deal(request: Request, game: str) -> Response:
        player = services.registry.player_id(token(request))
        await by_address.are_many(request, player)
        dealt, is_new = await spatial.deal(player, game)
        return json_response(dealt, 201 if is_new else 200)

    @app.post("/api/spatial/trials/{trial}/answer", summary="Answer a question about a scene")
    async def answer(request: Request, trial: str, body: TrialAnswer) -> Response:
        player = services.registry.player_id(token(request))
        are_many = await by_address.are_many(request, player)
        report = body.model_dump(include=REPORTED)
        return json_response(await spatial.answer(player, trial, body.answer, report, are_many))

    @app.get("/api/spatial/games/{game}", summary="Read a game around the head and its reveals")
    async def summary(request: Request, game: str) -> Response:
        player = services.registry.player_id(token(request))
        return json_response(await spatial.summary(player, game), headers=PRIVATE)


def _add_sounds(app: FastAPI, services: Services, spatial: SpatialService) -> None:
    @app.head("/audio/around/checks/{audio}/{part}", include_in_schema=False)
    @app.get("/audio/around/checks/{audio}/{part}", summary="Hear a sound of a check")
    async def check(request: Request, audio: str, part: Part) -> Response:
        wav = await spatial.check_wav(audio, part)
        if wav is None:
            raise HTTPProblem(404, "problem.recording_gone")
        return _wav(wav, request)

    settle = partial(spatial.bytes_served.settle, spatial.write_bytes_served) if spatial.is_shared else None

    @app.head("/audio/around/{audio}/{part}", include_in_schema=False)
    @app.get("/audio/around/{audio}/{part}", summary="Hear a scene, or one half of its sound field")
    async def listen(request: Request, audio: str, part: Part) -> Response:
        found = await spatial.sound(audio, part)
        if found is None:
            raise HTTPProblem(404, "problem.recording_gone")
        name, sealed, whole = found
        count = partial(spatial.bytes_served.add, name, whole)
        return audio_response(sealed, request.headers, count, settle, services.recordings.locate)


def _wav(content: bytes, request: Request) -> Response:
    headers = {**PRIVATE, "Accept-Ranges": "bytes"}
    try:
        wanted = (
            None if "if-range" in request.headers else parse_range(request.headers.get("range"), len(content))
        )
    except UnsatisfiableRange:
        headers["Content-Range"] = f"bytes */{len(content)}"
        raise HTTPProblem(416, "problem.range_beyond_end", headers, bytes=len(content)) from None
    if wanted is None:
        return Response(content, headers=headers, media_type="audio/wav")
    headers["Content-Range"] = f"bytes {wanted.start}-{wanted.stop - 1}/{len(content)}"
    return Response(content[wanted.start : wanted.stop], 206, headers, "audio/wav")
