"""The metrics of a game: what counts where, and a scrape."""

import asyncio
import time
from collections.abc import Callable, Coroutine, Sized
from typing import Any

from fastapi import FastAPI
from prometheus_client import ProcessCollector
from prometheus_client.exposition import choose_encoder
from starlette.applications import Starlette

from game.api.request_limits import RequestLimits
from game.metrics.counted_requests import CountedRequests
from game.metrics.game_state import GameState, Sources
from game.metrics.instruments import Instruments
from game.metrics.own_port import OwnPort
from game.metrics.playing_now import PlayingNow
from game.metrics.routes import metrics_route
from game.play.game_service import GameService
from game.play.rounds import GUESSED, MODES
from game.spatial.spatial_service import SpatialService
from game.store.compiled import Row
from game.store.database import Store
from game.store.errors import StoreUnavailable

AROUND = "around"  # as a mode: what is played around the head
PROBE_SECONDS = 10.0
Job = Callable[[], Coroutine[Any, Any, None]]


class GameMetrics:
    """Everything that is measured of one game, and where it is served.

    Raises
    ------
    SettingError
        When the port of its own cannot be had.
    """

    def __init__(self, sources: Sources) -> None:
        self._settings = settings = sources.services.settings
        self._instruments = Instruments()
        self._playing = PlayingNow(time.monotonic)
        self._store = sources.services.store
        self._state = GameState(sources, self._playing, (*MODES, AROUND))
        self._instruments.registry.register(self._state)
        ProcessCollector(registry=self._instruments.registry)
        for mode in (*MODES, AROUND):
            self._instruments.guesses.labels(mode)
        self._watch(self._store, sources.services.game_service)
        route = self._route = metrics_route(self.scrape, settings.metrics_token)
        address = settings.metrics_port
        self._own_port = OwnPort(Starlette(routes=[route]), address) if address else None

    @property
    def jobs(self) -> list[Job]:
        """What runs beside the requests."""
        return [self._keep_probing, *([self._own_port.keep] if self._own_port else [])]

    def add_route(self, app: FastAPI) -> None:
        """Serve `/metrics` on the game's port too, if a token guards it."""
        if self._settings.metrics_token:
            app.router.routes.append(self._route)

    def add_middleware(self, app: FastAPI) -> None:
        """Count requests; to be added after all other middleware, to count what that refuses."""
        app.add_middleware(
            CountedRequests,
            routes_of=app,
            instruments=self._instruments,
            root_path=self._settings.root_path,
        )

    def watch_limits(self, limits: RequestLimits) -> None:
        """Count what rate limits refuse."""
        refused = {name: self._instruments.rate_limited.labels(name) for name in limits.names}
        limits.on_refused = lambda limit: refused[limit].inc()

    def watch_spatial(self, spatial: SpatialService) -> None:
        """Count what is played around the head."""
        answers = self._instruments.guesses.labels(AROUND)

        def answered(row: Row) -> None:
            answers.inc()
            self._note(row, AROUND)

        spatial.on_dealt = lambda row: self._playing.note(row["player_id"], AROUND)
        spatial.on_answered = answered

    def watch_connections(self, connections: Sized) -> None:
        """Tell how many connections are open."""
        self._state.connections = connections

    async def scrape(self, accept: str) -> tuple[bytes, str]:
        """The exposition in the format that a request accepts, and its media type."""
        self._state.look()
        encoder, media_type = choose_encoder(accept)
        return await asyncio.to_thread(encoder, self._instruments.registry), media_type

    async def _keep_probing(self) -> None:
        """While the database fails, try again and again whether it can be written, until cancelled.

        Else a game that nobody plays would not notice that it answers again.
        """
        while True:
            await asyncio.sleep(PROBE_SECONDS)
            if self._store.is_failing:
                try:
                    await self._store.probe()
                except StoreUnavailable:
                    continue

    def _watch(self, store: Store, game_service: GameService) -> None:
        store.watch_commits(self._instruments.note_commit)
        game_service.on_dealt = lambda row: self._playing.note(row["player_id"], row["mode"])
        game_service.on_answered = self._answered

    def _answered(self, row: Row) -> None:
        if row["status"] == GUESSED:
            self._instruments.guesses.labels(row["mode"]).inc()
        self._note(row, row["mode"])

    def _note(self, row: Row, mode: str) -> None:
        if row["number"] < row["length"]:
            self._playing.note(row["player_id"], mode)
        else:
            self._playing.forget(row["player_id"])
