"""The services of a running game, assembled from the host's settings."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from game.geo.gazetteer import Gazetteer
from game.geo.place_search import PlaceSearch
from game.geo.places import PlaceNames
from game.geo.towns import Towns
from game.packs.loading import load_pack
from game.packs.pack import PRACTICE_PACK, Pack
from game.packs.table import PackError
from game.play.active_packs import ActivePacks
from game.play.bytes_served import BytesServed
from game.play.closing import Closing
from game.play.dealing import Dealing
from game.play.game_service import GameService
from game.play.kinds import KindParts, Kinds, no_kinds
from game.play.pack_reloader import PackReloader
from game.play.recordings import Recordings
from game.play.reveals import NO_RIVALS, Alms, Others, Reveals, Rivals, no_alms, no_others
from game.play.sealed_handover import SealedHandover
from game.play.studies import NoStudies, Studies
from game.players.earlier_names import EarlierNames
from game.players.host_key import open_registry
from game.players.identity import Registry
from game.processes.fetch_process import FetchProcess, fetch_command, fetch_environment, fetch_folder
from game.settings import SettingError, Settings
from game.sound.sealed_files import SealedFiles
from game.store.database import Store


@dataclass(frozen=True)
class Services:
    """Everything that the routes call.

    Attributes
    ----------
    pack_reloader : PackReloader or None
        Only when the host has a pack fetched.
    earlier_names : EarlierNames
        Players whom the database still knows by their earliest names.
    """

    settings: Settings
    clock: Callable[[], float]
    active_packs: ActivePacks
    pack_reloader: PackReloader | None
    gazetteer: Gazetteer
    store: Store
    registry: Registry
    earlier_names: EarlierNames
    bytes_served: BytesServed
    closing: Closing
    recordings: Recordings
    game_service: GameService
    reveals: Reveals
    places: PlaceNames
    towns: Towns

    @cached_property
    def place_search(self) -> PlaceSearch:
        """Finds places by name; its index is read at the first search."""
        return PlaceSearch(self.places)

    @property
    def pack(self) -> Pack:
        """The host's pack, as it is at present."""
        return self.active_packs.pack

    async def close(self) -> None:
        """Finish pending writes and release threads and connections."""
        self.recordings.close()
        await self.store.close()


def open_services(
    settings: Settings,
    clock: Callable[[], float] = time.time,
    alms: Alms = no_alms,
    studies: Studies | None = None,
    kinds: Callable[[KindParts], Kinds] = no_kinds,
    others: Others = no_others,
    rivals: Rivals = NO_RIVALS,
) -> Services:
    """Open the database, load the packs and assemble the services.

    Parameters
    ----------
    clock : callable
        Seconds since 1970, UTC.
    alms : callable
        As for `Reveals`.
    studies : Studies, optional
        The host's studies; none by default.
    kinds : callable
        Gives the kinds of play besides the ordinary ones, by mode.
    others, rivals : callable, Rivals
        As for `Reveals`.

    Raises
    ------
    PackError, StoreError, SettingError
        When the pack cannot be played, the database cannot be used, or the host's key is not its key.
    """
    settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    gazetteer = Gazetteer.load()
    studies = studies or NoStudies()
    active_packs = _active_packs(settings, gazetteer, studies.packs)
    pack_reloader = _pack_reloader(settings, gazetteer, active_packs) if settings.fetch else None
    store = Store(settings.database_url)
    registry = _registry(settings, store)
    bytes_served = BytesServed(clock)
    places = PlaceNames.load()
    towns = Towns.load()
    rng = np.random.default_rng()
    own_kinds = kinds(KindParts(active_packs, registry, rng, clock, studies.public_hash))
    abandon_seconds = settings.abandon_seconds
    closing = Closing(active_packs, bytes_served, clock, abandon_seconds, studies, own_kinds)
    rounds_a_day = settings.rounds_a_day if settings.rate_limit else 0
    dealing = Dealing(active_packs, closing, rng, clock, rounds_a_day, studies, own_kinds)
    return Services(
        settings=settings,
        clock=clock,
        active_packs=active_packs,
        pack_reloader=pack_reloader,
        gazetteer=gazetteer,
        store=store,
        registry=registry,
        earlier_names=_earlier_names(store, registry),
        bytes_served=bytes_served,
        closing=closing,
        recordings=Recordings(settings.state, _handover(settings, registry)),
        game_service=GameService(store, gazetteer, bytes_served, dealing, closing, active_packs, studies),
        reveals=Reveals(active_packs, gazetteer, towns, alms, others, rivals),
        places=places,
        towns=towns,
    )


def _registry(settings: Settings, store: Store) -> Registry:
    try:
        return open_registry(settings, store.engine)
    except SettingError:
        store.release()
        raise


def _handover(settings: Settings, registry: Registry) -> SealedHandover | None:
    if settings.accel is None:
        return None
    return SealedHandover(settings.accel.location, SealedFiles(settings.accel.folder, registry.file_key))


def _earlier_names(store: Store, registry: Registry) -> EarlierNames:
    with store.engine.connect().execution_options(reading=True) as connection:
        return EarlierNames(connection, registry)


def _active_packs(settings: Settings, gazetteer: Gazetteer, others: Iterable[str]) -> ActivePacks:
    """The packs that can be played right away; a pack that is to be fetched is added by its reloader."""
    name = PRACTICE_PACK if settings.fetch else settings.pack
    pack = load_pack(name, gazetteer, settings.state, settings.longest_seconds)
    is_practice = pack.name == PRACTICE_PACK
    practice = pack if is_practice else load_pack(PRACTICE_PACK, gazetteer, settings.state)
    named = {settings.pack: pack, PRACTICE_PACK: practice}
    for other in others:
        if other not in named:
            named[other] = _once(load_pack(other, gazetteer, settings.state), list(named.values()))
    return ActivePacks(pack, practice, named)


def _once(pack: Pack, loaded: Sequence[Pack]) -> Pack:
    """The pack, or what was loaded of the same folder before."""
    for other in loaded:
        if other.folder == pack.folder:
            return other
        if other.name == pack.name:
            raise PackError(
                f"The packs in {pack.folder} and {other.folder} are both called {pack.name}: rename one."
            )
    return pack


def _pack_reloader(settings: Settings, gazetteer: Gazetteer, active_packs: ActivePacks) -> PackReloader:
    folder = fetch_folder(settings)
    fetch_process = FetchProcess(fetch_environment(settings), fetch_command(settings))
    pack_reloader = PackReloader(
        folder,
        lambda: load_pack(str(folder), gazetteer, settings.state, settings.longest_seconds),
        active_packs,
        fetch_process,
        settings.fetch_clips,
    )
    pack_reloader.reload()  # plays from the start what an earlier fetch brought
    return pack_reloader
