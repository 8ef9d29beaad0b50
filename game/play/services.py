"""All the parts of a running game, put together from the host's settings."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from game.geo.gazetteer import Gazetteer
from game.geo.places import PlaceNames
from game.packs.loading import PRACTICE_PACK, Pack, load_pack
from game.play.active_packs import Repertoire
from game.play.bytes_served import Tally
from game.play.game_service import Referee
from game.play.pack_reloader import Growth
from game.play.recordings import Recordings
from game.play.reveals import Alms, Reveals, no_alms
from game.players.identity import Registry, host_key
from game.processes.fetch_process import Courier, fetching, fetching_environment, target
from game.settings import Settings
from game.store.database import Store


@dataclass(frozen=True)
class House:
    """The parts that the routes speak to.

    Attributes
    ----------
    growth : Growth or None
        Where a pack is fetched: brings it into the repertoire.
    """

    settings: Settings
    repertoire: Repertoire
    growth: Growth | None
    gazetteer: Gazetteer
    store: Store
    registry: Registry
    tally: Tally
    recordings: Recordings
    referee: Referee
    reveals: Reveals

    @cached_property
    def places(self) -> PlaceNames:
        """Place names, read when the first map asks for them."""
        return PlaceNames.load()

    @property
    def pack(self) -> Pack:
        """The pack that games are played with at present."""
        return self.repertoire.pack

    async def close(self) -> None:
        """Write what waits and let go of everything."""
        self.recordings.close()
        await self.store.close()


def open_house(settings: Settings, clock: Callable[[], float] = time.time, alms: Alms = no_alms) -> House:
    """Load what the settings name and put it together.

    Parameters
    ----------
    clock : callable
        Seconds since 1970, UTC.
    alms : callable
        As for `Reveals`.

    Raises
    ------
    PackError
        When the pack cannot be played.
    """
    settings.state.mkdir(parents=True, exist_ok=True)
    gazetteer = Gazetteer.load()
    repertoire = _repertoire(settings, gazetteer)
    growth = _growth(settings, gazetteer, repertoire) if settings.fetch else None
    store = Store(settings.database_url)
    tally = Tally(clock)
    return House(
        settings=settings,
        repertoire=repertoire,
        growth=growth,
        gazetteer=gazetteer,
        store=store,
        registry=Registry(host_key(settings.secret, settings.state)),
        tally=tally,
        recordings=Recordings(settings.state),
        referee=Referee(
            store,
            repertoire,
            gazetteer,
            tally,
            np.random.default_rng(),
            clock,
            settings.abandon_seconds,
        ),
        reveals=Reveals(repertoire, gazetteer, alms),
    )


def _repertoire(settings: Settings, gazetteer: Gazetteer) -> Repertoire:
    """What can be played at once: of a pack that is still to be fetched, nothing."""
    pack = load_pack(PRACTICE_PACK if settings.fetch else settings.pack, gazetteer, settings.state)
    is_practice = pack.name == PRACTICE_PACK
    return Repertoire(pack, pack if is_practice else load_pack(PRACTICE_PACK, gazetteer, settings.state))


def _growth(settings: Settings, gazetteer: Gazetteer, repertoire: Repertoire) -> Growth:
    folder = target(settings)
    courier = Courier(fetching_environment(settings), fetching(settings))
    growth = Growth(
        folder,
        lambda: load_pack(str(folder), gazetteer, settings.state),
        repertoire,
        courier,
        settings.fetch_clips,
    )
    growth.look()  # what an earlier fetch has brought is played from the start
    return growth
