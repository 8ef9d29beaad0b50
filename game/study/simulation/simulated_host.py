"""The game that simulated people play: the real application on a free port, in a throwaway folder."""

import asyncio
import queue
import shutil
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx2
import numpy as np
import uvicorn
from fastapi import FastAPI
from sqlalchemy import select

from game.packs.clip import Clip
from game.packs.pack import Pack
from game.play.services import Services
from game.players.host_key import host_key
from game.settings import Settings
from game.store.tables import rounds
from game.study import judgement, participants
from game.study.simulation.participant_client import HttpClient
from game.study.simulation.simulation_error import SimulationError
from game.study.study_schema import Study

HOST = "127.0.0.1"
PATIENCE_SECONDS = 120.0


class MovedClock:
    """A clock that stands still until somebody moves it; seconds since 1970."""

    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


@dataclass(frozen=True)
class SimulatedHost:
    """A game whose clock is moved, and what only its host can know.

    Attributes
    ----------
    clock : MovedClock
        The application's.
    call : callable
        Runs a coroutine function in the application's loop.
    """

    client: HttpClient
    clock: MovedClock
    services: Services
    call: Callable[[Callable[[], Coroutine[Any, Any, Any]]], Any]

    def clip(self, round_: str) -> tuple[Clip, str]:
        """The clip of a round, and how it was allocated."""
        found = select(rounds.c.pack, rounds.c.clip_key, rounds.c.allocation).where(rounds.c.round == round_)
        with self.services.store.engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(found).one()
        clip = self.services.active_packs.clip(row.pack, row.clip_key)
        assert clip is not None
        return clip, row.allocation

    def headphone_answers(self, study: Study, token: str) -> list[int]:
        """The right answers to the headphone check at which a participant is."""
        settings, player = self.services.settings, self.services.registry.player_id(token)
        with self.services.store.engine.connect().execution_options(reading=True) as connection:
            who = participants.of_player(connection, player, study.name)
        assert who is not None
        key = host_key(settings.secret, settings.state)
        return [trial.answer for trial in judgement.headphone_trials(study, who, key)]

    def sweep(self) -> None:
        """Abandon rounds that were left alone, as the game does by itself every half minute."""
        self.call(self.services.game_service.write_bytes_served)
        self.call(self.services.game_service.sweep)


@contextmanager
def throwaway(settings: Settings) -> Iterator[Settings]:
    """The host's settings with a state folder that is deleted in the end, with their packs and waveforms."""
    with tempfile.TemporaryDirectory(prefix="earwitness-simulation-") as folder:
        state = Path(folder)
        if (settings.state / "packs").is_dir():
            (state / "packs").symlink_to((settings.state / "packs").absolute())
        if (settings.state / "peaks").is_dir():  # waveforms: measuring them takes most of a minute
            shutil.copytree(settings.state / "peaks", state / "peaks")
        yield replace(settings, state=state, database="", secret="")


@contextmanager
def serving(study: Study, pack: Pack, settings: Settings, seed: int) -> Iterator[SimulatedHost]:
    """Serve a study to simulated people until the block is left.

    Parameters
    ----------
    settings : Settings
        As `throwaway` gives them.
    seed : int
        Of what is dealt.
    """
    clock = MovedClock(time.time())
    app = asyncio.run(_app(_own(study, pack, settings), clock, seed))
    with (
        _running(app) as (address, loop),
        httpx2.Client(base_url=address, timeout=PATIENCE_SECONDS, trust_env=False) as client,
    ):

        def call(work: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
            return asyncio.run_coroutine_threadsafe(work(), loop).result(PATIENCE_SECONDS)

        yield SimulatedHost(client, clock, app.state.services, call)


def _own(study: Study, pack: Pack, settings: Settings) -> Settings:
    """The settings of a host of its own, who lets any number of people come from one address."""
    return Settings.from_env(
        {
            "EARWITNESS_STATE": str(settings.state),
            "EARWITNESS_PACK": str(pack.folder),
            "EARWITNESS_STUDY": study.file,
            "EARWITNESS_ANSWERS": str(settings.answers or ""),
            "EARWITNESS_RATE_LIMIT": "off",
            "EARWITNESS_LEADERBOARD": "off",
            "EARWITNESS_COUNTED_PER_ADDRESS": "0",
            "EARWITNESS_LONGEST_MINUTES": f"{settings.longest_seconds / 60:g}",
        }
    )


async def _app(settings: Settings, clock: Callable[[], float], seed: int) -> FastAPI:
    from app import create_app  # takes a second

    return create_app(settings, clock, np.random.default_rng(seed), page=False)


@contextmanager
def _running(app: FastAPI) -> Iterator[tuple[str, asyncio.AbstractEventLoop]]:
    """Serve on a free port from a thread; gives the address, and the loop."""
    # Named as TCP, or asyncio leaves Nagle's algorithm on, and each reply takes 40 ms.
    with socket.socket(proto=socket.IPPROTO_TCP) as listener:
        listener.bind((HOST, 0))
        config = uvicorn.Config(app, ws="none", log_config=None, log_level="warning", access_log=False)
        server = uvicorn.Server(config)
        loops: queue.SimpleQueue[asyncio.AbstractEventLoop] = queue.SimpleQueue()

        async def serve() -> None:
            loops.put(asyncio.get_running_loop())
            await server.serve([listener])

        thread = threading.Thread(target=asyncio.run, args=[serve()], daemon=True)
        thread.start()
        try:
            _await(server, thread)
            yield f"http://{HOST}:{listener.getsockname()[1]}", loops.get()
        finally:
            server.should_exit = True
            thread.join(PATIENCE_SECONDS)


def _await(server: uvicorn.Server, thread: threading.Thread) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while not server.started:
        if not thread.is_alive() or time.monotonic() > until:
            raise SimulationError("the game did not start")
        time.sleep(0.01)
