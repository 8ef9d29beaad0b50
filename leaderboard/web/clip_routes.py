"""The map of clips, and what of it each player may see."""

import asyncio
import gzip
import secrets
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import Response

from game.api.player_routes import token
from game.api.problems import HTTPProblem
from game.errors import UnknownPlayer
from game.packs.pack import Pack
from game.play import queries
from game.play.rounds import OPEN
from game.play.services import Services
from leaderboard.figures.clip_map import ClipMask, public_clips
from leaderboard.web.routes import RETRY_SECONDS, sent, takes_gzip
from leaderboard.worker.output_files import CLIPS, GZIP_LEVEL, MAP, OutputFiles

_YOURS = {"Cache-Control": "private, no-store", "Vary": "Accept-Encoding"}


def add_clip_routes(app: FastAPI, services: Services, outputs: OutputFiles) -> None:
    """Put the map's routes on an application."""
    masks = ClipMasks()

    @app.get("/api/leaderboard/map", summary="The map of clips, a page for a frame")
    async def page(request: Request) -> Response:
        held = outputs.get(MAP)
        if held is None:
            raise HTTPProblem(503, "problem.map_not_ready", {"Retry-After": RETRY_SECONDS})
        return sent(request, held, "text/html")

    @app.get("/api/leaderboard/clips", summary="What people make of each clip, as GeoJSON")
    async def clips(request: Request) -> Response:
        seen = await _revealed(services, request)
        packed = takes_gzip(request)
        body = await asyncio.to_thread(_told, services.pack, outputs, masks, seen, packed)
        headers = _YOURS | ({"Content-Encoding": "gzip"} if packed else {})
        return Response(body, headers=headers, media_type="application/geo+json")


class ClipMasks:
    """The veil over a pack: a clip keeps its id when the pack grows."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._now: tuple[Pack, ClipMask] | None = None

    def over(self, pack: Pack) -> ClipMask:
        """Give the veil over a pack, the same one each time."""
        if self._now is None or self._now[0] is not pack:
            ids = [self._ids.setdefault(clip.key, secrets.token_hex(8)) for clip in pack.clips]
            self._now = pack, ClipMask.of(pack.clips, iter(ids).__next__)
        return self._now[1]


def _told(pack: Pack, outputs: OutputFiles, masks: ClipMasks, seen: set[str], packed: bool) -> bytes:
    told = orjson.dumps(public_clips(pack.clips, _numbers(outputs), masks.over(pack), seen))
    return gzip.compress(told, GZIP_LEVEL) if packed else told


def _numbers(outputs: OutputFiles) -> dict[str, Any]:
    """None as long as nobody has guessed; what cannot be read is written again by the counting process."""
    held = outputs.get(CLIPS)
    try:
        return dict(orjson.loads(held.body)) if held else {}
    except ValueError:
        return {}


async def _revealed(services: Services, request: Request) -> set[str]:
    """Keys of the clips that have been revealed to whoever asks; none to a stranger."""
    try:
        player = services.registry.player_id(token(request))
    except UnknownPlayer:
        return set()
    dealt = await services.store.read(lambda c: queries.dealt(c, player))
    return {r.clip_key for r in dealt if r.pack == services.pack.name and r.status != OPEN}
