"""Earwitness: `python app.py` serves the game; `create_app` builds it."""

import asyncio
import contextlib
import gc
import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Callable
from functools import partial

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read by Gradio as it is imported
os.environ["HF_HUB_DISABLE_XET"] = "1"  # as in game.hub.transport; Gradio imports the library first
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
gc.disable()  # nothing is garbage while modules load, and looking for it takes half a second

import gradio as gr
import uvicorn
from fastapi import FastAPI

from game import __version__
from game.api import docs_page, problems, routes
from game.api.gateway import Gateway
from game.api.static_files import StaticError, StaticFiles
from game.geo.gazetteer import GazetteerError
from game.json_types import Json
from game.packs.hub_address import SCHEME
from game.packs.hub_pack import bring
from game.packs.pack import PRACTICE_PACK
from game.packs.table import PackError
from game.page.blocks import build_page
from game.page.config import Coming, PageConfig
from game.page.head import EarlyHead
from game.page.theme import mount_options
from game.play.pack_reloader import PackReloader
from game.play.services import Services, open_services
from game.players.consent import Consent, consent
from game.processes.publish_process import PublishProcess, is_empty, open_press, standing
from game.settings import ADDRESS_OF_EVERYONE, SettingError, Settings
from game.store.database import StoreError
from game.store.group_commit import StoreUnavailable
from leaderboard.web.clip_routes import add_clip_routes
from leaderboard.web.page import tab as leaderboard_tab
from leaderboard.web.routes import add_routes as add_board_routes
from leaderboard.web.routes import status
from leaderboard.worker.answers_by_clip import AnswersByClip
from leaderboard.worker.output_files import FOLDER, OutputFiles
from leaderboard.worker.supervisor import CountSupervisor, counting_environment

gc.enable()

SWEEP_SECONDS = 30
PREPARE_AFTER_SECONDS = 3  # the first players come before the recordings that nobody hears yet
KEEP_ALIVE_SECONDS = 75  # longer than most think about a round, so that a guess finds its connection open
log = logging.getLogger("earwitness")


def create_app(settings: Settings | None = None, clock: Callable[[], float] = time.time) -> FastAPI:
    """Build the whole application: API, sound, and the Gradio page over them.

    Parameters
    ----------
    settings : Settings, optional
        Read from the environment when left out.
    clock : callable
        Seconds since 1970, UTC.

    Raises
    ------
    SettingError, PackError, GazetteerError, StaticError, StoreError
        With a sentence that says what to mend.
    """
    settings = settings or Settings.from_env()
    if settings.pack.startswith(SCHEME):
        bring(settings.pack, settings.state, settings.hub_token)
    answers_by_clip = AnswersByClip(settings.state / FOLDER)
    services = open_services(settings, clock, answers_by_clip.about)
    static = StaticFiles()
    supervisor = CountSupervisor(counting_environment(settings)) if settings.leaderboard else None
    outputs = OutputFiles(settings.state / FOLDER)
    publish_process = open_press(settings)
    app = FastAPI(
        title="Earwitness",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lambda _app: _life(services, static, supervisor, answers_by_clip, publish_process),
    )
    app.state.services = services
    problems.install(app)
    beside: dict[str, Callable[[], Json]] = {"publishing": partial(standing, settings)}
    if services.pack_reloader:
        beside["fetching"] = services.pack_reloader.standing
    if supervisor:
        beside["leaderboard"] = partial(status, outputs, supervisor)
    routes.add_routes(app, services, beside)
    if supervisor:
        add_board_routes(app, outputs, supervisor)
        add_clip_routes(app, services, outputs)
    docs_page.add_page(app)
    app.mount("/earwitness", static)
    for prefix in ("/api", "/audio", "/study"):  # else Gradio would answer
        app.mount(prefix, problems.Nothing(app))
    terms = consent(settings)
    config = _page_config(services, terms)
    app.add_middleware(EarlyHead, config=partial(_page_config, services, terms))
    app.add_middleware(Gateway, settings=settings)
    page = build_page(config, [leaderboard_tab()] if supervisor else [])
    gr.mount_gradio_app(app, page, path="/", ssr_mode=False, **mount_options(config))
    return app


@contextlib.asynccontextmanager
async def _life(
    services: Services,
    static: StaticFiles,
    supervisor: CountSupervisor | None,
    answers_by_clip: AnswersByClip,
    publish_process: PublishProcess | None,
) -> AsyncIterator[None]:
    if publish_process is not None and await services.store.read(is_empty):
        await publish_process.restore()
    publishing = [asyncio.create_task(publish_process.keep())] if publish_process else []
    if services.settings.answers:
        await asyncio.to_thread(answers_by_clip.load)
    background = [
        asyncio.create_task(_sweep(services)),
        asyncio.create_task(_prepare(services, static)),
        *(
            [asyncio.create_task(services.pack_reloader.keep(services.recordings))]
            if services.pack_reloader
            else []
        ),
        *([asyncio.create_task(_count(supervisor, services.pack_reloader))] if supervisor else []),
        *([asyncio.create_task(answers_by_clip.keep())] if services.settings.answers else []),
    ]
    yield
    for task in background:
        task.cancel()
    await asyncio.gather(*background, return_exceptions=True)
    with contextlib.suppress(Exception):
        await services.game_service.sweep()
    await services.close()
    for task in publishing:  # last, as there may be something to publish till now
        task.cancel()
    await asyncio.gather(*publishing, return_exceptions=True)


async def _count(supervisor: CountSupervisor, pack_reloader: PackReloader | None) -> None:
    """Keep the leaderboard counted, from when there is a table of the clips that it is about."""
    if pack_reloader:
        await pack_reloader.until_listed()
    await supervisor.keep()


async def _prepare(services: Services, static: StaticFiles) -> None:
    await asyncio.to_thread(static.prepare)
    await asyncio.sleep(PREPARE_AFTER_SECONDS)
    await services.recordings.prepare(clip for pack in services.active_packs.packs for clip in pack.clips)


async def _sweep(services: Services) -> None:
    """Close rounds that nobody touches, for as long as the game runs."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await services.game_service.sweep()
        except StoreUnavailable as error:
            log.warning("rounds could not be swept, trying again in %s s: %s", SWEEP_SECONDS, error)


def _page_config(services: Services, terms: Consent) -> PageConfig:
    tiles, pack = services.settings.tiles, services.pack
    return PageConfig(
        pack=pack.name,
        synthetic=pack.name == PRACTICE_PACK,
        clips=len(pack.clips),
        origin=str(pack.origin) if pack.origin else "",
        practice=services.active_packs.practice is not pack,
        coming=_coming(services.pack_reloader),
        consent=terms,
        tiles_url=tiles.url if tiles else None,
        tiles_attribution=tiles.attribution if tiles else "",
        version=__version__,
    )


def _coming(pack_reloader: PackReloader | None) -> Coming | None:
    if pack_reloader is None or pack_reloader.is_played:
        return None
    told = pack_reloader.standing()
    return Coming(told["clips"], told["opens_at"])


def _greeting(services: Services) -> str:
    settings, pack = services.settings, services.pack
    host = "localhost" if settings.host in {"127.0.0.1", ADDRESS_OF_EVERYONE} else settings.host
    counts = f"{len(pack.clips)} clips playable, {len(pack.missing)} missing"
    fetched = f"; {settings.fetch} is being fetched" if services.pack_reloader else ""
    return f"Earwitness: http://{host}:{settings.port} plays the pack {pack.name}: {counts}{fetched}"


def _settle_memory() -> None:
    """Spare the collector the hundreds of thousands of objects that stay for good.

    Going through them all stops every player for a third of a second, several times a minute under load.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)
    gc.enable()


def main() -> None:
    """Serve the game until it is told to stop."""
    gc.disable()
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    log.setLevel(logging.INFO)
    try:
        app = create_app(settings := Settings.from_env())
    except (SettingError, PackError, GazetteerError, StaticError, StoreError) as error:
        sys.exit(f"Earwitness cannot start: {error}")
    except KeyboardInterrupt:  # while a pack came from the Hub, which goes on with the next start
        sys.exit(130)
    services: Services = app.state.services
    for told in services.pack.unreadable:
        log.warning("left out: %s", told)
    print(_greeting(services), flush=True)
    _settle_memory()
    uvicorn.run(
        app,
        host=settings.host,
        port=settings.port,
        log_level="warning",
        server_header=False,
        access_log=False,  # no line says who asked for what
        proxy_headers=False,  # EARWITNESS_TRUSTED_PROXIES decides whose headers count
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
    )


if __name__ == "__main__":
    main()
