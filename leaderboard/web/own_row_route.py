"""The route for a player's own row."""

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import Response

from game.api.tokens import token
from game.play.services import Services
from leaderboard.web.routes import ask
from leaderboard.worker.supervisor import CountSupervisor

_YOURS = {"Cache-Control": "private, no-store"}


def add_own_row_route(app: FastAPI, services: Services, supervisor: CountSupervisor) -> None:
    """Add the route to an application."""

    @app.get("/api/leaderboard/you", summary="Your own row, from your rounds that count")
    async def you(request: Request) -> Response:
        player = services.registry.player_id(token(request))
        answer = await ask(supervisor, {"player": player})
        return Response(orjson.dumps(answer), headers=_YOURS, media_type="application/json")
