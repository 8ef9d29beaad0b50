"""The HTTP route of the ladder of opponents."""

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from game.api.tokens import sent_token
from game.duel.ladder import Ladder
from game.play.services import Services

PRIVATE = {"Cache-Control": "no-store"}


def add_duel_routes(app: FastAPI, services: Services, ladder: Ladder) -> None:
    """Add the route that lists the opponents; without a token, as a newcomer sees them."""

    @app.get("/api/duels", summary="List whom you can play against, weakest first")
    async def opponents(request: Request) -> JSONResponse:
        sent = sent_token(request.headers)
        player = services.registry.player_id(sent) if sent else None
        return JSONResponse(await ladder.of(player), headers=PRIVATE)
