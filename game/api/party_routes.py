"""HTTP routes and the WebSocket of parties."""

import io
from typing import Annotated

import segno
from fastapi import FastAPI, Path, Query, Request, WebSocket
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field

from game.api.audio_response import audio_response
from game.api.json_response import PRIVATE, json_response
from game.api.party_socket import serve_member, serve_screen
from game.api.problems import HTTPProblem
from game.api.tokens import token
from game.json_types import Json
from game.party.codes import read_code
from game.party.party_service import PartyService
from game.party.requests import MOST_TEAMS, Countdown, Rounds, Teams
from game.party.room import Options
from game.play.services import Services
from game.sharing.public_address import public_address

QR_BORDER = 2  # modules of white around the code

Code = Annotated[str, Path(max_length=40, description="code of the room")]
Key = Annotated[str, Query(max_length=100, description="key of the room's screens")]
Nickname = Annotated[str, Field(max_length=200)]


class NewParty(BaseModel):
    """A new room."""

    nickname: Nickname
    rounds: Rounds = 5
    countdown_seconds: Countdown = Field(20, description="after the first guess; 0: no countdown")
    teams: Teams | bool = Field(0, description=f"0: none; at most {MOST_TEAMS}; true: two")

    @property
    def options(self) -> Options:
        """What the host chose."""
        teams = 2 * self.teams if isinstance(self.teams, bool) else self.teams
        return Options(self.rounds, self.countdown_seconds, teams)


class NewSeat(BaseModel):
    """Somebody who joins a room."""

    nickname: Nickname | None = Field(None, description="not needed to come back to the own seat")


def add_party_routes(app: FastAPI, services: Services, parties: PartyService) -> None:
    """Add the routes to an application."""
    _add_joining(app, services, parties)
    _add_screens(app, services, parties)
    _add_socket(app, parties)


def _add_joining(app: FastAPI, services: Services, parties: PartyService) -> None:
    @app.post("/api/parties", status_code=201, summary="Open a room to play together")
    async def create(request: Request, body: NewParty) -> Response:
        player = services.registry.player_id(token(request))
        joined = await parties.create(player, body.nickname, body.options)
        return JSONResponse(joined, 201, PRIVATE)

    @app.get("/api/parties/{party}", summary="Look at a room before joining")
    async def look(party: Code) -> Response:
        return JSONResponse(await parties.look(party), headers=PRIVATE)

    @app.post("/api/parties/{party}/seats", status_code=201, summary="Join a room, or come back to it")
    async def join(request: Request, party: Code, body: NewSeat) -> Response:
        player = services.registry.player_id(token(request))
        joined, is_new = await parties.join(party, player, body.nickname)
        return JSONResponse(joined, 201 if is_new else 200, PRIVATE)

    @app.get("/api/parties/{party}/qr.svg", summary="The link to a room as a QR code")
    async def qr(request: Request, party: Code) -> Response:
        code = read_code(party)
        if code is None:
            raise HTTPProblem(404, "problem.unknown_party")
        drawn = io.BytesIO()
        link = f"{public_address(request, services.settings)}/?party={code}"
        segno.make(link, micro=False).save(
            drawn, kind="svg", border=QR_BORDER, light="#fff", xmldecl=False, omitsize=True
        )
        return Response(drawn.getvalue(), media_type="image/svg+xml", headers=PRIVATE)


def _add_screens(app: FastAPI, services: Services, parties: PartyService) -> None:
    @app.get("/api/parties/{party}/sound", summary="What a room hears now, for its screens")
    async def sound(party: Code, screen: Key) -> Response:
        heard = await parties.heard(party, screen)
        if heard is None:
            raise HTTPProblem(409, "problem.party_wait")
        number, clip = heard
        shown: Json = {
            "number": number,
            "seconds": clip.told_seconds,
            "peaks": await services.recordings.outline(clip),
            "audio": f"/api/parties/{party}/sound/{number}?screen={screen}",
        }
        return json_response(shown, headers=PRIVATE)

    @app.get("/api/parties/{party}/sound/{number}", summary="Hear it")
    async def listen(request: Request, party: Code, number: int, screen: Key) -> Response:
        heard = await parties.heard(party, screen)
        if heard is None or heard[0] != number:
            raise HTTPProblem(404, "problem.recording_gone")
        sealed = await services.recordings.sealed(heard[1])
        return audio_response(sealed, request.headers, lambda _bytes: None, locate=services.recordings.locate)


def _add_socket(app: FastAPI, parties: PartyService) -> None:
    @app.websocket("/api/parties/{party}/ws")
    async def connect(
        websocket: WebSocket,
        party: str,
        seat: Annotated[str, Query(max_length=100)] = "",
        screen: Annotated[str, Query(max_length=100)] = "",
    ) -> None:
        if seat:
            await serve_member(websocket, parties, party, seat)
        else:
            await serve_screen(websocket, parties, party, screen)
