"""HTTP routes for sharing: challenges, and the pictures of shared results."""

import asyncio

from fastapi import BackgroundTasks, FastAPI, Request
from fastapi.responses import Response

from game.api.schemas import NewChallenge
from game.api.tokens import player_of, token
from game.json_types import Json
from game.play.services import Services
from game.sharing.picture import Result, png
from game.sharing.public_address import public_address
from game.sharing.share_service import ShareService, Standing

A_DAY = {"Cache-Control": "public, max-age=86400"}


def add_sharing_routes(app: FastAPI, services: Services, sharing: ShareService) -> None:
    """Add the routes to an application."""
    drawing = asyncio.Semaphore(1)  # pictures take a processor for themselves

    async def drawn(result: Result) -> bytes:
        async with drawing:
            return await asyncio.to_thread(png, result)

    @app.post("/api/challenges", status_code=201, summary="Share a finished game as a challenge")
    async def make(request: Request, body: NewChallenge, later: BackgroundTasks) -> Json:
        made = await sharing.make(services.registry.player_id(token(request)), body.game)
        url = f"{public_address(request, services.settings)}/c/{made.challenge}"
        later.add_task(drawn, sharing.result(made))  # for who looks at the link, before anybody waits
        text = made.text(url, sharing.number(made))
        return {"challenge": made.challenge, "url": url, "text": text, "squares": made.squares}

    @app.get("/api/challenges/{challenge}", summary="Read what a challenge is about")
    async def read(request: Request, challenge: str) -> Json:
        player = player_of(services.registry, request.scope)  # a stranger's token shows no less
        return _to_json(sharing, await sharing.standing(challenge, player or None))

    @app.get("/share/{challenge}.png", include_in_schema=False)
    async def shared_picture(challenge: str) -> Response:
        picture = await drawn(sharing.result(await sharing.find(challenge)))
        return Response(picture, media_type="image/png", headers=A_DAY)


def _to_json(sharing: ShareService, standing: Standing) -> Json:
    """Points only: neither places nor keys, nor who made it."""
    challenge = standing.challenge
    return {
        "challenge": challenge.challenge,
        "rounds": len(challenge.scores),
        "scores": list(challenge.scores),
        "total": challenge.total,
        "most": challenge.most,
        "squares": challenge.squares,
        "day": challenge.day and challenge.day.isoformat(),
        "number": sharing.number(challenge),
        "is_today": sharing.is_today(challenge),
        "is_own": standing.is_own,
        "game": standing.game,
    }
