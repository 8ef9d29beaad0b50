"""HTTP routes of a player's own page; the replies are for that player alone."""

from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response, StreamingResponse

from game.api.json_response import PRIVATE, json_response
from game.api.tokens import token
from game.personal.own_csv import own_csv
from game.personal.own_trials import own_trials_csv
from game.personal.personal_service import PersonalService
from game.play.services import Services

Before = Annotated[
    int | None, Query(ge=0, lt=1 << 31, description="`before` of the page before; without it the latest")
]


def add_personal_routes(app: FastAPI, services: Services, personal: PersonalService) -> None:
    """Add the routes to an application."""

    @app.get("/api/players/me/rounds", summary="Read your rounds, the latest first")
    async def rounds(request: Request, before: Before = None) -> Response:
        player = services.registry.player_id(token(request))
        return json_response(await personal.history(player, before), headers=PRIVATE)

    @app.get("/api/players/me/rounds.csv", summary="Download all your rounds as CSV")
    async def table(request: Request) -> Response:
        player = services.registry.player_id(token(request))
        download = {"Content-Disposition": 'attachment; filename="earwitness-my-rounds.csv"'}
        lines = own_csv(services.store, services.active_packs, player)
        return StreamingResponse(lines, headers=PRIVATE | download, media_type="text/csv; charset=utf-8")

    @app.get("/api/players/me/trials.csv", summary="Download all your trials around the head as CSV")
    async def trials(request: Request) -> Response:
        player = services.registry.player_id(token(request))
        download = {"Content-Disposition": 'attachment; filename="earwitness-my-trials.csv"'}
        lines = own_trials_csv(services.store, player)
        return StreamingResponse(lines, headers=PRIVATE | download, media_type="text/csv; charset=utf-8")

    @app.get("/api/players/me/summary", summary="Read what your rounds add up to")
    async def summary(request: Request) -> Response:
        player = services.registry.player_id(token(request))
        return json_response(await personal.summary(player), headers=PRIVATE)
