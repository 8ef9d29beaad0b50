"""HTTP routes of the daily."""

from datetime import date
from typing import Annotated

import orjson
from fastapi import FastAPI, Query, Request
from fastapi.responses import Response

from game.api.tokens import player_of
from game.daily.daily_service import DailyService
from game.json_types import Json
from game.play.services import Services

_YOURS = {"Cache-Control": "private, no-store"}


def add_daily_routes(app: FastAPI, services: Services) -> None:
    """Add the routes to an application."""
    daily = DailyService(services.store, services.active_packs, services.clock)

    @app.get("/api/daily", summary="Today’s five clips: how you stand, and how everybody did")
    async def day(
        request: Request,
        day: Annotated[date | None, Query(description="an earlier one, in UTC; today by default")] = None,
    ) -> Response:
        return _json(await daily.day(player_of(services.registry, request.scope) or None, day))

    @app.get("/api/daily/days", summary="Earlier days, whose clips can be practised")
    async def days(
        request: Request,
        before: Annotated[date | None, Query(description="only days before this one")] = None,
    ) -> Response:
        return _json(await daily.days(player_of(services.registry, request.scope) or None, before))


def _json(content: Json) -> Response:
    return Response(orjson.dumps(content), headers=_YOURS, media_type="application/json")
