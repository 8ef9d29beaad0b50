"""Earwitness: `python app.py` serves the game; `create_app` builds it."""

import asyncio
import contextlib
import gc
import logging
import os
import sys
import time
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # Gradio reads it when imported
os.environ["HF_HUB_DISABLE_XET"] = "1"  # as in game.hub.transport; Gradio imports the library first
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")  # its own keeps what is freed
gc.disable()  # imports leave no garbage, and looking for it takes half a second

import numpy as np
from fastapi import FastAPI

from game import __version__
from game.api import docs_page, problems, routes
from game.api.daily_routes import add_daily_routes
from game.api.duel_routes import add_duel_routes
from game.api.earlier_players import EarlierPlayers
from game.api.gateway import Gateway
from game.api.party_routes import add_party_routes
from game.api.personal_routes import add_personal_routes
from game.api.plain_routes import PlainRoutes
from game.api.players_by_address import PlayersByAddress
from game.api.rate_limits import Addresses
from game.api.request_limits import RequestLimits
from game.api.sharing_routes import add_sharing_routes
from game.api.spatial_routes import add_spatial_routes
from game.api.static_files import StaticError, StaticFiles
from game.api.tokens import player_of
from game.daily.calendar import number_of
from game.daily.daily_kind import DailyKind
from game.duel.duel_dealing import DuelDealing
from game.duel.duel_reveals import DuelReveals
from game.duel.ladder import Ladder
from game.duel.opponents import Opponents
from game.geo.gazetteer import GazetteerError
from game.json_types import Json
from game.logs import give_up, log_output, say, set_up_logging
from game.packs.hub_address import SCHEME
from game.packs.hub_pack import download_pack
from game.packs.table import PackError
from game.page.about import add_about
from game.page.assets import edition
from game.page.config import PageConfig, page_config
from game.page.head import EarlyHead
from game.page.party_page import add_party_page
from game.page.share_page import add_share_page
from game.page.study_page import add_study_page
from game.page.watch_page import add_watch_page
from game.party.party_dealing import PartyDealing
from game.party.party_service import PartyService
from game.personal.personal_service import PersonalService
from game.play.kinds import KindParts, Kinds
from game.play.pack_reloader import PackReloader
from game.play.reveals import no_others
from game.play.services import Services, open_services
from game.players.consent import Consent, consents
from game.processes.deadline import Deadline
from game.processes.memory import use_system_allocator
from game.processes.publish_process import PublishProcess, open_publish_process, publish_status
from game.processes.state_folder import folder_name
from game.scenes.scene_loading import load_scene_pack
from game.scenes.scene_pack import ScenePackError
from game.server.background import PUBLISHING, Background, Job, keep_swept, keep_written, running
from game.server.memory import keep_giving_back, settle_memory
from game.server.run import connections_of, serve
from game.settings import ALL_INTERFACES, SettingError, Settings
from game.sharing.challenge_games import ChallengeGames
from game.sharing.share_service import ShareService
from game.spatial.spatial_service import SpatialService
from game.store.database import Store
from game.store.errors import StoreError
from game.store.process_bus import open_bus
from game.study.opening import open_studies, study_dealing
from game.study.study_file import StudyError
from game.study.study_service import StudyService
from game.translations import ENGLISH
from leaderboard.web.around_routes import add_around_routes
from leaderboard.web.clip_routes import add_clip_routes
from leaderboard.web.own_row_route import add_own_row_route
from leaderboard.web.routes import add_routes as add_board_routes
from leaderboard.web.routes import status as board_status
from leaderboard.worker.answers_by_clip import AnswersByClip
from leaderboard.worker.opponents_file import OpponentsFile
from leaderboard.worker.others_by_clip import OthersByClip
from leaderboard.worker.output_files import FOLDER, OutputFiles, around_outputs
from leaderboard.worker.sources import Sources
from leaderboard.worker.supervisor import ANSWERING, CountSupervisor, counting_environment

if TYPE_CHECKING:
    from game.api.shared_limits import SharedCounts
    from game.metrics.game_metrics import GameMetrics
    from game.metrics.worker import Worker

gc.enable()

PREPARE_AFTER_SECONDS = 3  # the first visitors come before recordings that nobody hears yet
# Each says in its message what to fix.
REFUSALS = (SettingError, PackError, ScenePackError, GazetteerError, StaticError, StoreError, StudyError)
log = logging.getLogger("earwitness")


@dataclass(frozen=True)
class Parts:
    """What the application is made of."""

    settings: Settings
    services: Services
    studies: StudyService
    parties: PartyService
    spatial: SpatialService | None  # None when nothing is played around the head
    static: StaticFiles
    outputs: OutputFiles  # of the leaderboard
    answers_by_clip: AnswersByClip
    others_by_clip: OthersByClip | None  # None when the leaderboard is off
    opponents_file: OpponentsFile
    opponents: Opponents
    count_supervisor: CountSupervisor | None  # None when the leaderboard is off
    publish_process: PublishProcess | None  # None when nothing is published
    deadline: Deadline  # by when a stop is over
    rate_counts: "SharedCounts | None"  # None when each process counts alone
    terms: Mapping[str, Consent]  # what players agree to, by language
    page: bool  # whether Gradio's page is served


def create_app(
    settings: Settings | None = None,
    clock: Callable[[], float] = time.time,
    rng: np.random.Generator | None = None,
    *,
    page: bool = True,
) -> FastAPI:
    """Build the whole application: the HTTP API, the audio, and the Gradio page on top.

    Parameters
    ----------
    settings : Settings, optional
        Read from the environment by default.
    clock : callable
        Seconds since 1970, UTC.
    rng : numpy.random.Generator, optional
        Draws the clips of studies; seeded anew by default.
    page : bool
        Whether Gradio's page is served too; programs that only play do without, and spare its import.

    Raises
    ------
    SettingError, PackError, ScenePackError, GazetteerError, StaticError, StoreError, StudyError
        The message says what to fix.
    """
    parts = _open_parts(settings or Settings.from_env(), clock, rng or np.random.default_rng(), page)
    metrics = _metrics(parts) if parts.settings.is_measured else None
    app = FastAPI(
        title="Earwitness",
        version=__version__,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/openapi.json",
        lifespan=lambda _app: _lifespan(parts, metrics),
    )
    app.state.metrics = metrics
    app.state.services = parts.services
    app.state.parties = parts.parties
    app.state.deadline = parts.deadline
    problems.add_handlers(app)
    plain = PlainRoutes(app)
    _add_routes(app, parts, metrics, plain)
    app.add_middleware(plain.before)
    _add_middleware(app, parts, metrics)
    if page:
        _mount_page(app, parts)
    return app


def _open_parts(
    settings: Settings, clock: Callable[[], float], rng: np.random.Generator, page: bool
) -> Parts:
    if settings.pack.startswith(SCHEME):
        download_pack(settings.pack, settings.state, settings.hub_token)
    answers_by_clip = AnswersByClip(settings.state / FOLDER)
    others_by_clip = OthersByClip(settings.state / FOLDER) if settings.leaderboard else None
    deadline = Deadline(settings.stop_seconds)
    dealing = study_dealing(settings, clock, rng)
    others = others_by_clip.about if others_by_clip else no_others
    opponents_file = OpponentsFile(settings.state / FOLDER, others_by_clip)
    opponents = Opponents(opponents_file.on)
    services = open_services(
        settings,
        clock,
        answers_by_clip.about,
        dealing,
        kinds=partial(_kinds, opponents),
        others=others,
        rivals=DuelReveals(answers_by_clip.reasoning),
    )
    return Parts(
        settings=settings,
        services=services,
        studies=open_studies(services, dealing),
        parties=PartyService(services, rng.spawn(1)[0], open_bus(settings.database_url)),
        spatial=_spatial(services, rng),
        static=StaticFiles(edition()),
        outputs=OutputFiles(settings.state / FOLDER),
        answers_by_clip=answers_by_clip,
        others_by_clip=others_by_clip,
        opponents_file=opponents_file,
        opponents=opponents,
        count_supervisor=_count_supervisor(settings, services.store) if settings.leaderboard else None,
        publish_process=open_publish_process(settings, deadline),
        deadline=deadline,
        rate_counts=_rate_counts(settings),
        terms=consents(settings),
        page=page,
    )


def _rate_counts(settings: Settings) -> "SharedCounts | None":
    if not settings.shared_rate_store or not (settings.rate_limit or settings.counted_per_address):
        return None
    from game.api.shared_limits import open_counts  # takes a tenth of a second

    return open_counts(settings.shared_rate_store)


def _spatial(services: Services, rng: np.random.Generator) -> SpatialService | None:
    settings = services.settings
    pack = load_scene_pack(settings.scenes, settings.state, settings.hub_token)
    return SpatialService(services, pack, rng.spawn(1)[0]) if pack else None


def _kinds(opponents: Opponents, parts: KindParts) -> Kinds:
    """The kinds of play besides the ordinary ones."""
    daily = DailyKind(parts.registry, parts.clock)
    return {
        "duel": DuelDealing(opponents, parts),
        "daily": daily,
        "challenge": ChallengeGames(parts.registry, parts.clock, daily),
        "party": PartyDealing(),
    }


# ---- routes and page


def _add_routes(app: FastAPI, parts: Parts, metrics: "GameMetrics | None", plain: PlainRoutes) -> None:
    by_address = _players_by_address(parts)
    routes.add_routes(app, parts.services, parts.studies, by_address, plain, _workers(parts))
    personal = PersonalService(parts.services, parts.opponents)
    add_duel_routes(app, parts.services, _ladder(parts))
    add_daily_routes(app, parts.services)
    add_party_routes(app, parts.services, parts.parties)
    add_personal_routes(app, parts.services, personal)
    if parts.spatial:
        add_spatial_routes(app, parts.services, parts.spatial, by_address)
    if parts.count_supervisor:
        add_board_routes(app, parts.outputs, parts.count_supervisor)
        add_around_routes(app, around_outputs(parts.settings.state), parts.count_supervisor)
        add_own_row_route(app, parts.services, personal, parts.count_supervisor)
        add_clip_routes(app, parts.services, parts.outputs)
    docs_page.add_page(app)
    add_about(app, _current_config(parts))
    add_study_page(app, parts.settings, parts.studies.study)
    add_watch_page(app, parts.services.registry, parts.studies.study)
    sharing = ShareService(parts.services, number_of)
    add_sharing_routes(app, parts.services, sharing)
    add_share_page(app, parts.services, sharing)
    add_party_page(app, parts.settings)
    if metrics:
        metrics.add_route(app)
    app.mount("/earwitness", parts.static)
    # Or Gradio would answer unknown paths there.
    for prefix in ("/api", "/audio", "/c", "/party", "/share", "/study"):
        app.mount(prefix, problems.NotFound(app))


def _ladder(parts: Parts) -> Ladder:
    services = parts.services
    return Ladder(services.store, services.active_packs, parts.opponents, parts.opponents_file.wink)


def _workers(parts: Parts) -> dict[str, Callable[[], Json]]:
    """For `/readyz`: functions that give the status of what the game does without, by name."""
    workers: dict[str, Callable[[], Json]] = {"publishing": partial(_publish_status, parts)}
    if parts.services.pack_reloader:
        workers["fetching"] = parts.services.pack_reloader.status
    if parts.count_supervisor:
        workers["leaderboard"] = partial(board_status, parts.outputs, parts.count_supervisor)
    if parts.rate_counts:
        workers["rate_store"] = parts.rate_counts.status
    return workers


def _publish_status(parts: Parts) -> Json:
    store, status = parts.services.store, publish_status(parts.settings)
    return {**status, "here": store.roles.has(PUBLISHING)} if store.is_shared else status


def _add_middleware(app: FastAPI, parts: Parts, metrics: "GameMetrics | None") -> None:
    limits = _request_limits(parts)
    if (names := parts.services.earlier_names).are_left:
        app.add_middleware(
            EarlierPlayers, names=names, registry=parts.services.registry, store=parts.services.store
        )
    if parts.page:
        app.add_middleware(EarlyHead, config=_current_config(parts))
    app.add_middleware(
        Gateway,
        settings=parts.settings,
        player_of=partial(player_of, parts.services.registry),
        limits=limits,
        addresses=_addresses(parts),
    )
    if metrics:
        if limits:
            metrics.watch_limits(limits)
        metrics.add_middleware(app)


def _request_limits(parts: Parts) -> RequestLimits | None:
    settings = parts.settings
    if not settings.rate_limit:
        return None
    return RequestLimits(settings.players_per_address, counts=parts.rate_counts)


def _players_by_address(parts: Parts) -> PlayersByAddress:
    services = parts.services
    return PlayersByAddress(services.settings, services.registry, services.clock, parts.rate_counts)


def _addresses(parts: Parts) -> Addresses:
    salt = parts.services.registry.address_salt if parts.rate_counts else None
    return Addresses(parts.settings.trusted_proxies, salt)


def _mount_page(app: FastAPI, parts: Parts) -> None:
    import gradio as gr  # takes two seconds

    from game.page.around_tab import tab as around_tab
    from game.page.blocks import build_page
    from game.page.theme import mount_options
    from leaderboard.web.page import tab as leaderboard_tab

    page = build_page(
        _current_config(parts)(ENGLISH),
        [
            *([around_tab()] if parts.spatial else []),
            *([leaderboard_tab()] if parts.count_supervisor else []),
        ],
    )
    gr.mount_gradio_app(app, page, path="/", ssr_mode=False, **mount_options())


def _current_config(parts: Parts) -> Callable[[str], PageConfig]:
    return partial(page_config, parts.services, parts.terms)


# ---- metrics


def _metrics(parts: Parts) -> "GameMetrics":
    from game.metrics.game_metrics import GameMetrics  # with a library that nothing else needs
    from game.metrics.game_state import Sources

    counts = parts.rate_counts
    metrics = GameMetrics(
        Sources(
            services=parts.services,
            publishing=partial(_publishing_here, parts),
            workers=_measured_workers(parts),
            parties=lambda: parts.parties.rooms.kept,
            rate_store_up=(lambda: not counts.is_down) if counts else None,
        )
    )
    if parts.spatial:
        metrics.watch_spatial(parts.spatial)
    return metrics


def _publishing_here(parts: Parts) -> Json | None:
    """How publishing is; None where nothing is published, or another game does it."""
    status = publish_status(parts.settings)
    is_elsewhere = parts.publish_process is not None and not parts.services.store.roles.has(PUBLISHING)
    return None if status["state"] == "off" or is_elsewhere else status


def _measured_workers(parts: Parts) -> "dict[str, Worker]":
    reloader, counting = parts.services.pack_reloader, parts.count_supervisor
    workers: dict[str, Worker | None] = {
        "counting": counting,
        "answering": counting.stand_in if counting else None,
        "publishing": parts.publish_process,
        "fetching": reloader.fetch_process if reloader else None,
    }
    return {name: worker for name, worker in workers.items() if worker}


# ---- beside the requests


def _background(parts: Parts, metrics: "GameMetrics | None") -> Background:
    return Background(
        jobs=[
            partial(_prepare, parts),
            keep_giving_back,
            parts.parties.keep,
            parts.parties.watch_processes,
            *([parts.rate_counts.keep] if parts.rate_counts else []),
            *([handover.keep] if (handover := parts.services.recordings.handover) else []),
            *_spatial_jobs(parts),
            *_answers_job(parts),
            *(metrics.jobs if metrics else []),
        ],
        workers=[*_fetching(parts.services), *_counting(parts)],
        publish_process=parts.publish_process,
        deadline=parts.deadline,
    )


def _spatial_jobs(parts: Parts) -> Iterator[Job]:
    if parts.spatial:
        yield partial(keep_written, parts.spatial.bytes_served, parts.spatial.write_bytes_served)
        sweep = partial(keep_swept, parts.spatial.sweep)
        yield partial(parts.services.store.roles.run, "sweeping trials", sweep)


def _answers_job(parts: Parts) -> Iterator[Job]:
    if parts.settings.answers:
        yield parts.answers_by_clip.keep
    if parts.others_by_clip:
        yield parts.others_by_clip.keep
    if parts.settings.answers or parts.settings.leaderboard:
        yield parts.opponents_file.keep


def _fetching(services: Services) -> Iterator[Job]:
    if services.pack_reloader:
        fetch_as = partial(services.store.roles.run, _in_folder("fetching", services.settings))
        yield partial(services.pack_reloader.run, services.recordings, fetch_as)


def _count_supervisor(settings: Settings, store: Store) -> CountSupervisor:
    env, sources = counting_environment(settings), Sources.of(settings)
    supervisor = CountSupervisor(env, sources)
    if store.is_shared:
        supervisor.stand_in = CountSupervisor(env, sources, ANSWERING, only_answers=True)
    return supervisor


def _counting(parts: Parts) -> Iterator[Job]:
    if supervisor := parts.count_supervisor:
        keep = partial(
            parts.services.store.roles.run, _in_folder("counting", parts.settings), supervisor.keep
        )
        yield partial(_count, keep, parts.services.pack_reloader)
        if supervisor.stand_in:
            yield supervisor.stand_in.keep


async def _count(keep: Job, pack_reloader: PackReloader | None) -> None:
    """Keep the leaderboard up to date, once the table of its pack has arrived."""
    if pack_reloader:
        await pack_reloader.wait_until_listed()
    await keep()


def _in_folder(work: str, settings: Settings) -> str:
    """The role of those who work on the files of a state folder."""
    return f"{work} in {folder_name(settings.state)}"


async def _prepare(parts: Parts) -> None:
    """Compress the page's files, then seal and measure the recordings."""
    if parts.page:
        await asyncio.to_thread(parts.static.prepare)
    await asyncio.sleep(PREPARE_AFTER_SECONDS)
    packs = parts.services.active_packs.packs
    await parts.services.recordings.prepare(clip for pack in packs for clip in pack.clips)


@contextlib.asynccontextmanager
async def _lifespan(parts: Parts, metrics: "GameMetrics | None") -> AsyncIterator[None]:
    if parts.settings.answers:
        await asyncio.to_thread(parts.answers_by_clip.load)
    if parts.others_by_clip:
        await asyncio.to_thread(parts.others_by_clip.load)
    if parts.settings.answers or parts.settings.leaderboard:
        await asyncio.to_thread(parts.opponents_file.load)
    async with running(parts.services, _background(parts, metrics)):
        yield


# ---- the command


def main() -> None:
    """Serve the game until interrupted."""
    gc.disable()
    os.umask(0o077)  # what the game keeps of its players, other users of the machine cannot read
    set_up_logging("game")
    log_output()
    log.setLevel(logging.INFO)
    use_system_allocator()
    try:
        app = create_app(settings := Settings.from_env())
    except REFUSALS as error:
        give_up(f"Earwitness cannot start: {error}")
    except KeyboardInterrupt:  # while downloading a pack from the Hub; the next start resumes
        sys.exit(130)
    services: Services = app.state.services
    for problem in services.pack.unreadable:
        log.warning("left out: %s", problem)
    say(_greeting(services))
    settle_memory()
    open_connections = connections_of(settings)
    if app.state.metrics:
        app.state.metrics.watch_connections(open_connections)
    serve(app, settings, app.state.deadline, open_connections)


def _greeting(services: Services) -> str:
    settings, pack = services.settings, services.pack
    host = "localhost" if settings.host in {"127.0.0.1", ALL_INTERFACES} else settings.host
    counts = f"{len(pack.clips)} clips playable, {len(pack.missing)} missing"
    fetched = f"; fetching {settings.fetch}" if services.pack_reloader else ""
    return f"Earwitness: http://{host}:{settings.port} plays the pack {pack.name}: {counts}{fetched}"


if __name__ == "__main__":
    main()
