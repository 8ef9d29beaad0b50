"""Routes for the map of clips, which shows each player only what they may know."""

import asyncio
import secrets
from collections.abc import Collection
from typing import Any

import orjson
from fastapi import FastAPI, Request
from fastapi.responses import Response

from game.api.problems import HTTPProblem
from game.api.tokens import token
from game.errors import UnknownPlayer
from game.packs.pack import Pack
from game.play.services import Services
from game.translations import ENGLISH, LANGUAGES
from leaderboard.figures.clip_map import ClipMask, public_clips
from leaderboard.figures.map_page import in_language
from leaderboard.web.routes import RETRY_SECONDS, Language, file_response, takes_gzip
from leaderboard.worker.output_files import CLIPS, MAP, Held, OutputFiles

_YOURS = {"Cache-Control": "private, no-store", "Vary": "Accept-Encoding"}


def add_clip_routes(app: FastAPI, services: Services, outputs: OutputFiles) -> None:
    """Add the map's routes to an application."""
    clip_map = ClipMap(services, outputs)

    @app.get("/api/leaderboard/map", summary="The map of clips, a page for a frame")
    async def page(request: Request, language: Language = ENGLISH) -> Response:
        held = outputs.get(MAP)
        if held is None:
            raise HTTPProblem(503, "problem.map_not_ready", {"Retry-After": RETRY_SECONDS})
        return file_response(request, clip_map.page(held, language), "text/html")

    @app.get("/api/leaderboard/clips", summary="What people make of each clip, as GeoJSON")
    async def clips(request: Request) -> Response:
        seen = await _revealed(services, request)
        held = await asyncio.to_thread(clip_map.held, seen)
        packed = takes_gzip(request)
        headers = _YOURS | ({"Content-Encoding": "gzip"} if packed else {})
        body = await asyncio.to_thread(lambda: held.gzipped) if packed else held.body
        return Response(body, headers=headers, media_type="application/geo+json")


class ClipMap:
    """The map of the current pack as GeoJSON. Strangers all get the same, made once."""

    def __init__(self, services: Services, outputs: OutputFiles) -> None:
        self._services = services
        self._outputs = outputs
        self._masks = ClipMasks()
        self._strangers: tuple[Pack, Held | None, Held] | None = None
        self._pages: dict[str, tuple[Held, Held]] = {}  # with what each was made from

    def page(self, held: Held, language: str) -> Held:
        """The page around the map in a language of the page; in English in any other."""
        if language == ENGLISH or language not in LANGUAGES:
            return held
        made = self._pages.get(language)
        if made is None or made[0] is not held:
            said = Held.of(in_language(held.body.decode(), language).encode())
            made = self._pages[language] = held, said
        return made[1]

    def held(self, seen: Collection[str]) -> Held:
        """The map for somebody to whom these clips have been revealed; none for a stranger."""
        pack, numbers = self._services.pack, self._outputs.get(CLIPS)
        if seen:
            return self._make(pack, numbers, seen)
        made = self._strangers
        if made is None or made[0] is not pack or made[1] is not numbers:
            made = self._strangers = pack, numbers, self._make(pack, numbers, ())
        return made[2]

    def _make(self, pack: Pack, numbers: Held | None, seen: Collection[str]) -> Held:
        clips = public_clips(pack.clips, _numbers(numbers), self._masks.over(pack), seen)
        return Held(orjson.dumps(clips), etag="")


class ClipMasks:
    """The mask of the current pack; a clip keeps its random id when the pack grows."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        self._now: tuple[Pack, ClipMask] | None = None

    def over(self, pack: Pack) -> ClipMask:
        """The mask of a pack, the same one each time."""
        if self._now is None or self._now[0] is not pack:
            ids = [self._ids.setdefault(clip.key, secrets.token_hex(8)) for clip in pack.clips]
            self._now = pack, ClipMask.of(pack.clips, iter(ids).__next__)
        return self._now[1]


def _numbers(held: Held | None) -> dict[str, Any]:
    """Empty until somebody has guessed, or if the file is unreadable: the counting process rewrites it."""
    try:
        return dict(orjson.loads(held.body)) if held else {}
    except ValueError:
        return {}


async def _revealed(services: Services, request: Request) -> set[str]:
    """Keys of the clips already revealed to this player, less those in an open round; none for a stranger."""
    try:
        player = services.registry.player_id(token(request))
    except UnknownPlayer:
        return set()
    return await services.game_service.revealed(player)
