"""All the parts of a running game, put together from the host's settings."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from game.allocation import Deck
from game.clips import PRACTICE_PACK, Pack, load_pack
from game.gazetteer import Gazetteer
from game.places import PlaceNames
from game.players import Registry, host_key
from game.recordings import Recordings
from game.referee import Referee
from game.reveals import Alms, Reveals, no_alms
from game.rounds import Mode
from game.settings import Settings
from game.store import Store
from game.tally import Tally


@dataclass(frozen=True)
class House:
    """The parts that the routes speak to."""

    settings: Settings
    pack: Pack
    practice: Pack
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
    def packs(self) -> list[Pack]:
        """The packs that are played, each once."""
        return list({pack.name: pack for pack in (self.practice, self.pack)}.values())

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
    pack = load_pack(settings.pack, gazetteer, settings.state)
    practice = pack if pack.name == PRACTICE_PACK else load_pack(PRACTICE_PACK, gazetteer, settings.state)
    store = Store(settings.database_url)
    tally = Tally(clock)
    return House(
        settings=settings,
        pack=pack,
        practice=practice,
        gazetteer=gazetteer,
        store=store,
        registry=Registry(host_key(settings.secret, settings.state)),
        tally=tally,
        recordings=Recordings(settings.state),
        referee=Referee(
            store,
            _decks(pack, practice),
            gazetteer,
            tally,
            np.random.default_rng(),
            clock,
            settings.abandon_seconds,
        ),
        reveals=Reveals([practice, pack], gazetteer, alms),
    )


def _decks(pack: Pack, practice: Pack) -> dict[Mode, Deck]:
    deck = Deck(pack)
    return {"random": deck, "replay": deck, "practice": deck if practice is pack else Deck(practice)}
