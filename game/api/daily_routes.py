"""HTTP routes of the daily."""

from datetime import date
from typing import Annotated

from fastapi import FastAPI, Query, Request
from fastapi.responses import Response

from game.api.json_response import PRIVATE, json_response
from game.api.tokens import player_of
from game.daily.daily_service import DailyService
from game.play.services import Services


def add_daily_routes(app: FastAPI, services: Services) -> None:
    """Add the routes to an application."""
    daily = DailyService(services.store, services.active_packs, services.clock)

    @app.get("/api/daily", summary="Today’s five clips: how you stand, and how everybody did")
    async def day(
        request: Request,
        day: Annotated[date | None, Query(description="an earlier one, in UTC; today by default")] = None,
    ) -> Response:
        player = player_of(services.registry, request.scope) or None
        return json_response(await daily.day(player, day), headers=PRIVATE)

    @app.get("/api/daily/days", summary="Earlier days, whose clips can be practised")
    async def days(
        request: Request,
        before: Annotated[date | None, Query(description="only days before this one")] = None,
    ) -> Response:
        player = player_of(services.registry, request.scope) or None
        return json_response(await daily.days(player, before), headers=PRIVATE)
