"""Earwitness: `python app.py` serves the game; `create_app` builds it."""

import asyncio
import contextlib
import gc
import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # Gradio reads it when imported
os.environ["HF_HUB_DISABLE_XET"] = "1"  # as in game.hub.transport; Gradio imports the library first
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
gc.disable()  # imports leave no garbage, and looking for it takes half a second

import gradio as gr
import uvicorn
from fastapi import FastAPI

from game import __version__
from game.api import docs_page, problems, routes
from game.api.gateway import Gateway
from game.api.static_files import StaticError, StaticFiles
from game.api.tokens import player_of
from game.geo.gazetteer import GazetteerError
from game.json_types import Json
from game.packs.hub_address import SCHEME
from game.packs.hub_pack import download_pack
from game.packs.table import PackError
from game.page.blocks import build_page
from game.page.config import page_config
from game.page.head import EarlyHead
from game.page.theme import mount_options
from game.play.pack_reloader import PackReloader
from game.play.services import Services, open_services
from game.players.consent import consent
from game.processes.publish_process import PublishProcess, is_empty, open_publish_process, publish_status
from game.settings import ALL_INTERFACES, SettingError, Settings
from game.store.errors import StoreError, StoreUnavailable
from leaderboard.web.clip_routes import add_clip_routes
from leaderboard.web.page import tab as leaderboard_tab
from leaderboard.web.routes import add_routes as add_board_routes
from leaderboard.web.routes import status as board_status
from leaderboard.worker.answers_by_clip import AnswersByClip
from leaderboard.worker.output_files import FOLDER, OutputFiles
from leaderboard.worker.supervisor import CountSupervisor, counting_environment

gc.enable()

SWEEP_SECONDS = 30
PREPARE_AFTER_SECONDS = 3  # the first visitors come before recordings that nobody hears yet
KEEP_ALIVE_SECONDS = 75  # longer than most think about a round, so that a guess reuses its connection
log = logging.getLogger("earwitness")


@dataclass(frozen=True)
class Parts:
    """What the application is made of."""

    settings: Settings
    services: Services
    static: StaticFiles
    outputs: OutputFiles  # of the leaderboard
    answers_by_clip: AnswersByClip
    count_supervisor: CountSupervisor | None  # None when the leaderboard is off
    publish_process: PublishProcess | None  # None when nothing is published


def create_app(settings: Settings | None = None, clock: Callable[[], float] = time.time) -> FastAPI:
    """Build the whole application: the HTTP API, the audio, and the Gradio page on top.

    Parameters
    ----------
    settings : Settings, optional
        Read from the environment by default.
    clock : callable
        Seconds since 1970, UTC.

    Raises
    ------
    SettingError, PackError, GazetteerError, StaticError, StoreError
        The message says what to fix.
    """
    parts = _open_parts(settings or Settings.from_env(), clock)
    app = FastAPI(
        title="Earwitness",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lambda _app: _lifespan(parts),
    )
    app.state.services = parts.services
    problems.add_handlers(app)
    _add_routes(app, parts)
    _mount_page(app, parts)
    return app


def _open_parts(settings: Settings, clock: Callable[[], float]) -> Parts:
    if settings.pack.startswith(SCHEME):
        download_pack(settings.pack, settings.state, settings.hub_token)
    answers_by_clip = AnswersByClip(settings.state / FOLDER)
    return Parts(
        settings=settings,
        services=open_services(settings, clock, answers_by_clip.about),
        static=StaticFiles(),
        outputs=OutputFiles(settings.state / FOLDER),
        answers_by_clip=answers_by_clip,
        count_supervisor=CountSupervisor(counting_environment(settings)) if settings.leaderboard else None,
        publish_process=open_publish_process(settings),
    )


# ---- routes and page


def _add_routes(app: FastAPI, parts: Parts) -> None:
    routes.add_routes(app, parts.services, _workers(parts))
    if parts.count_supervisor:
        add_board_routes(app, parts.outputs, parts.count_supervisor)
        add_clip_routes(app, parts.services, parts.outputs)
    docs_page.add_page(app)
    app.mount("/earwitness", parts.static)
    for prefix in ("/api", "/audio", "/study"):  # or Gradio would answer unknown paths there
        app.mount(prefix, problems.NotFound(app))


def _workers(parts: Parts) -> dict[str, Callable[[], Json]]:
    """For `/readyz`: functions that give the status of each worker process."""
    workers: dict[str, Callable[[], Json]] = {"publishing": partial(publish_status, parts.settings)}
    if parts.services.pack_reloader:
        workers["fetching"] = parts.services.pack_reloader.status
    if parts.count_supervisor:
        workers["leaderboard"] = partial(board_status, parts.outputs, parts.count_supervisor)
    return workers


def _mount_page(app: FastAPI, parts: Parts) -> None:
    current_config = partial(page_config, parts.services, consent(parts.settings))
    app.add_middleware(EarlyHead, config=current_config)
    app.add_middleware(
        Gateway, settings=parts.settings, player_of=partial(player_of, parts.services.registry)
    )
    page = build_page(current_config(), [leaderboard_tab()] if parts.count_supervisor else [])
    gr.mount_gradio_app(app, page, path="/", ssr_mode=False, **mount_options())


# ---- from start to stop


@contextlib.asynccontextmanager
async def _lifespan(parts: Parts) -> AsyncIterator[None]:
    await _restore_if_empty(parts)
    if parts.settings.answers:
        await asyncio.to_thread(parts.answers_by_clip.load)
    publishing = _start(_publishing_jobs(parts))
    background = _start(_background_jobs(parts))
    yield
    await _stop(background)
    with contextlib.suppress(Exception):
        await parts.services.game_service.sweep()
    await parts.services.close()
    await _stop(publishing)  # last, because it publishes what was written up to here


async def _restore_if_empty(parts: Parts) -> None:
    if parts.publish_process is not None and await parts.services.store.read(is_empty):
        await parts.publish_process.restore()


def _publishing_jobs(parts: Parts) -> Iterator[Coroutine[Any, Any, None]]:
    if parts.publish_process:
        yield parts.publish_process.keep_running()


def _background_jobs(parts: Parts) -> Iterator[Coroutine[Any, Any, None]]:
    services = parts.services
    yield _sweep(services)
    yield _prepare(services, parts.static)
    if services.pack_reloader:
        yield services.pack_reloader.run(services.recordings)
    if parts.count_supervisor:
        yield _count(parts.count_supervisor, services.pack_reloader)
    if parts.settings.answers:
        yield parts.answers_by_clip.keep()


def _start(jobs: Iterable[Coroutine[Any, Any, None]]) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(job) for job in jobs]


async def _stop(tasks: Iterable[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _count(supervisor: CountSupervisor, pack_reloader: PackReloader | None) -> None:
    """Keep the leaderboard up to date, once the table of its pack has arrived."""
    if pack_reloader:
        await pack_reloader.wait_until_listed()
    await supervisor.keep()


async def _prepare(services: Services, static: StaticFiles) -> None:
    """Compress the page's files, then seal and measure the recordings."""
    await asyncio.to_thread(static.prepare)
    await asyncio.sleep(PREPARE_AFTER_SECONDS)
    await services.recordings.prepare(clip for pack in services.active_packs.packs for clip in pack.clips)


async def _sweep(services: Services) -> None:
    """Abandon untouched rounds, again and again."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await services.game_service.sweep()
            await services.store.tidy()
        except StoreUnavailable as error:
            log.warning("cannot close abandoned rounds, retrying in %s s: %s", SWEEP_SECONDS, error)
        await asyncio.to_thread(services.active_packs.look_for_files)


# ---- the command


def main() -> None:
    """Serve the game until interrupted."""
    gc.disable()
    os.umask(0o077)  # what the game keeps of its players, other users of the machine cannot read
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    log.setLevel(logging.INFO)
    try:
        app = create_app(settings := Settings.from_env())
    except (SettingError, PackError, GazetteerError, StaticError, StoreError) as error:
        sys.exit(f"Earwitness cannot start: {error}")
    except KeyboardInterrupt:  # while downloading a pack from the Hub; the next start resumes
        sys.exit(130)
    services: Services = app.state.services
    for problem in services.pack.unreadable:
        log.warning("left out: %s", problem)
    print(_greeting(services), flush=True)
    _settle_memory()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        access_log=False,  # no record of who requested what
        proxy_headers=False,  # EARWITNESS_TRUSTED_PROXIES decides which headers to trust
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


def _greeting(services: Services) -> str:
    settings, pack = services.settings, services.pack
    host = "localhost" if settings.host in {"127.0.0.1", ALL_INTERFACES} else settings.host
    counts = f"{len(pack.clips)} clips playable, {len(pack.missing)} missing"
    fetched = f"; fetching {settings.fetch}" if services.pack_reloader else ""
    return f"Earwitness: http://{host}:{settings.port} plays the pack {pack.name}: {counts}{fetched}"


def _settle_memory() -> None:
    """Take the hundreds of thousands of long-lived objects out of garbage collection.

    Traversing them would stop every player for a third of a second, several times a minute under load.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


if __name__ == "__main__":
    main()
