"""The route for a player's own row, and for models on the clips that the player has heard."""

from fastapi import FastAPI, Request
from fastapi.responses import Response

from game.api.json_response import PRIVATE, json_response
from game.api.tokens import token
from game.personal.personal_service import PersonalService
from game.play.services import Services
from game.translations import ENGLISH
from leaderboard.web.routes import Language, ask
from leaderboard.worker.supervisor import CountSupervisor


def add_own_row_route(
    app: FastAPI, services: Services, personal: PersonalService, supervisor: CountSupervisor
) -> None:
    """Add the route to an application."""

    @app.get(
        "/api/leaderboard/you",
        summary="Your own row, from your rounds that count; and models on the clips that you heard",
    )
    async def you(request: Request, language: Language = ENGLISH) -> Response:
        player = services.registry.player_id(token(request))
        heard = await personal.heard(player)
        answer = await ask(supervisor, {"player": player, "heard": heard, "language": language})
        return json_response(answer, headers=PRIVATE)
