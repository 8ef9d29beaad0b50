"""The map of clips, and what of it each player may see."""

import asyncio
import gzip
import secrets
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from game.api.player_routes import token
from game.errors import UnknownPlayer
from game.packs.loading import Pack
from game.play import queries
from game.play.rounds import OPEN
from game.play.services import House
from leaderboard.figures.clip_map import Veil, public_clips
from leaderboard.web.routes import RETRY_SECONDS, sent, takes_gzip
from leaderboard.worker.output_files import CLIPS, GZIP_LEVEL, MAP, Shelf

_YOURS = {"Cache-Control": "private, no-store", "Vary": "Accept-Encoding"}


def add_clip_routes(app: FastAPI, house: House, shelf: Shelf) -> None:
    """Put the map's routes on an application."""
    veils = Veils()

    @app.get("/api/leaderboard/map", summary="The map of clips, a page for a frame")
    async def page(request: Request) -> Response:
        held = shelf.get(MAP)
        if held is None:
            raise HTTPException(503, "The map is on its way.", {"Retry-After": RETRY_SECONDS})
        return sent(request, held, "text/html")

    @app.get("/api/leaderboard/clips", summary="What people make of each clip, as GeoJSON")
    async def clips(request: Request) -> Response:
        seen = await _revealed(house, request)
        packed = takes_gzip(request)
        body = await asyncio.to_thread(_told, house.pack, shelf, veils, seen, packed)
        headers = _YOURS | ({"Content-Encoding": "gzip"} if packed else {})
        return Response(body, headers=headers, media_type="application/geo+json")


class Veils:
    """The veil over a pack: a clip keeps its id when the pack grows."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._now: tuple[Pack, Veil] | None = None

    def over(self, pack: Pack) -> Veil:
        """Give the veil over a pack, the same one each time."""
        if self._now is None or self._now[0] is not pack:
            ids = [self._ids.setdefault(clip.key, secrets.token_hex(8)) for clip in pack.clips]
            self._now = pack, Veil.of(pack.clips, iter(ids).__next__)
        return self._now[1]


def _told(pack: Pack, shelf: Shelf, veils: Veils, seen: set[str], packed: bool) -> bytes:
    told = orjson.dumps(public_clips(pack.clips, _numbers(shelf), veils.over(pack), seen))
    return gzip.compress(told, GZIP_LEVEL) if packed else told


def _numbers(shelf: Shelf) -> dict[str, Any]:
    """None as long as nobody has guessed; what cannot be read is written again by the counting process."""
    held = shelf.get(CLIPS)
    try:
        return dict(orjson.loads(held.body)) if held else {}
    except ValueError:
        return {}


async def _revealed(house: House, request: Request) -> set[str]:
    """Keys of the clips that have been revealed to whoever asks; none to a stranger."""
    try:
        player = house.registry.player_id(token(request))
    except UnknownPlayer:
        return set()
    dealt = await house.store.read(lambda c: queries.dealt(c, player))
    return {r.clip_key for r in dealt if r.pack == house.pack.name and r.status != OPEN}
