"""HTTP routes of a participant's way through a study."""

from collections.abc import Mapping
from typing import Annotated, Literal

from fastapi import FastAPI, Path, Query, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from game.api.json_response import PRIVATE
from game.api.page_proof import PageProofs
from game.api.player_routes import client_of
from game.api.players_by_address import PlayersByAddress
from game.api.schemas import ConsentVersion, PageProof
from game.api.tokens import player_of, token
from game.json_types import Json
from game.play.services import Services
from game.study.admission import LONGEST_PARAMETER, Joining
from game.study.schema_types import NAME
from game.study.step_answers import BadAnswer
from game.study.study_service import StudyService

MOST_PARAMETERS = 20

Name = Annotated[str, Path(pattern=f"^(?:{NAME})$", description="name of the study")]
Language = Annotated[str, Field(max_length=20)]
Parameter = Annotated[str, Field(max_length=LONGEST_PARAMETER)]


class NewParticipant(BaseModel):
    """Somebody who opened a study's link and read its consent text."""

    consent: bool | None = Field(
        True,
        description="false: they do not agree, which is counted; null: they have not been asked, and go on "
        "where they were if they take part already",
    )
    consent_version: ConsentVersion | None = None
    language: Language | None = None
    parameters: Annotated[dict[Parameter, Parameter], Field(max_length=MOST_PARAMETERS)] = Field(
        default={}, description="of the link, such as PROLIFIC_PID; only those that the study names are kept"
    )
    client: Literal["page", "api"] = Field("api", description="page only with a proof; without one it is api")
    proof: PageProof | None = None


def add_study_routes(
    app: FastAPI, services: Services, studies: StudyService, proofs: PageProofs, by_address: PlayersByAddress
) -> None:
    """Add the routes to an application."""
    _add_joining(app, services, studies, proofs, by_address)
    _add_way(app, services, studies)
    _add_sounds(app, services, studies)


def _add_joining(
    app: FastAPI, services: Services, studies: StudyService, proofs: PageProofs, by_address: PlayersByAddress
) -> None:
    @app.get("/api/studies/{name}", summary="Read what a study's participants agree to")
    async def study(name: Name, language: Annotated[str | None, Query(max_length=20)] = None) -> Json:
        return await studies.describe(name, language)

    @app.post(
        "/api/studies/{name}/participants",
        status_code=201,
        summary="Take part in a study, or go on where you were",
    )
    async def join(request: Request, name: Name, body: NewParticipant) -> Response:
        language = body.language or studies.study(name).languages[0]
        holder = player_of(services.registry, request.scope) or None
        if body.consent is None:
            return JSONResponse(await studies.resume(name, body.parameters, holder), headers=PRIVATE)
        if not body.consent:
            return JSONResponse(await studies.decline(name, language), headers=PRIVATE)
        client, challenge = client_of(request, body.client, body.proof, proofs)
        token = services.registry.issue(challenge)
        joining = Joining(language, body.consent_version, body.parameters, client, token)
        joined, is_new = await studies.join(name, joining, holder)
        if is_new:
            await by_address.are_many(request, services.registry.player_id(joined["player"]))
        return JSONResponse(joined, 201 if is_new else 200, PRIVATE)


def _add_way(app: FastAPI, services: Services, studies: StudyService) -> None:
    @app.get("/api/studies/{name}/me", summary="Read which step of the study is open")
    async def me(request: Request, name: Name) -> Response:
        player = services.registry.player_id(token(request))
        return JSONResponse(await studies.me(name, player), headers=PRIVATE)

    @app.post(
        "/api/studies/{name}/steps/{step}",
        summary="Answer the open step",
        openapi_extra={"requestBody": {"content": {"application/json": {"schema": {"type": "object"}}}}},
    )
    async def answer(request: Request, name: Name, step: Annotated[str, Path(max_length=40)]) -> Response:
        player = services.registry.player_id(token(request))
        try:
            shown = await studies.answer(name, player, step, await request.body())
        except BadAnswer as error:
            raise RequestValidationError(error.errors) from error
        return JSONResponse(shown, headers=PRIVATE)


def _add_sounds(app: FastAPI, services: Services, studies: StudyService) -> None:
    @app.get("/api/studies/{name}/headphones/{trial}.wav", summary="Hear a trial of the headphone check")
    async def trial(request: Request, name: Name, trial: int) -> Response:
        player = services.registry.player_id(token(request))
        return _wav(await studies.headphone_wav(name, player, trial), PRIVATE)

    @app.get("/api/studies/{name}/level.wav", summary="Hear the sound to set the volume by")
    async def level(name: Name) -> Response:
        studies.study(name)
        return _wav(studies.level_wav, {"Cache-Control": "public, max-age=86400"})


def _wav(content: bytes, headers: Mapping[str, str]) -> Response:
    return Response(content, headers=dict(headers), media_type="audio/wav")
