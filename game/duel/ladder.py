"""The ladder: all opponents, weakest first, and how players did against them."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, case, func, select

from game.duel.opponent import Opponent
from game.duel.opponents import Opponents, answered
from game.json_types import Json
from game.packs.pack import PRACTICE_PACK
from game.play import histories
from game.play.active_packs import ActivePacks
from game.play.allocation import Deck
from game.play.known_clips import KnownClips
from game.store.database import Store
from game.store.tables import games

LEAST_PLAYERS = 5  # to tell which share of them has won
KEPT_SECONDS = 60.0
NO_WINK: Mapping[str, Any] = {}
Wink = Callable[[str], Mapping[str, Any]]


def no_wink(_pack: str) -> Mapping[str, Any]:
    return NO_WINK


@dataclass(frozen=True, slots=True)
class _Ends:
    """How finished duels on new clips ended, by opponent: how many players, and how many of them have won."""

    counted_at: float
    of: Mapping[str, tuple[int, int]]


@dataclass(frozen=True, slots=True)
class _Own:
    """What one player has to do with the ladder."""

    known: KnownClips | None = None
    won: frozenset[str] = field(default_factory=frozenset)


class Ladder:
    """Tells who can be played against.

    Parameters
    ----------
    wink : callable
        From a pack's name to how the constant click compares with published models; empty where nothing is
        published about the pack.
    seconds : callable
        A monotonic clock.
    """

    def __init__(
        self,
        store: Store,
        packs: ActivePacks,
        opponents: Opponents,
        wink: Wink = no_wink,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._packs = packs
        self._opponents = opponents
        self._wink = wink
        self._seconds = seconds
        self._ends: _Ends | None = None

    async def of(self, player_id: str | None) -> Json:
        """The opponents, and how one player stands with each; None: somebody who has not played yet."""
        deck = self._packs.deck("duel")
        ends = await self._store.read(self._counted)
        own = await self._store.read(lambda c: _own(c, player_id, deck)) if player_id else _Own()
        shown = [
            {"rung": rung, **_shown(opponent, deck, ends, own)}
            for rung, opponent in enumerate(self._opponents.on(deck))
        ]
        return {"opponents": shown, "wink": self._wink(deck.pack.name) or None}

    def _counted(self, connection: Connection) -> _Ends:
        """Counted once a minute, from an index that holds finished duels alone."""
        now = self._seconds()
        if self._ends is None or now - self._ends.counted_at >= KEPT_SECONDS:
            self._ends = _Ends(now, _ends(connection))
        return self._ends


def _shown(opponent: Opponent, deck: Deck, ends: _Ends, own: _Own) -> Json:
    clips = answered(opponent, deck)
    players, winners = ends.of.get(opponent.id, (0, 0))
    new = clips & ~own.known.dealt if own.known else clips
    return {
        "id": opponent.id,
        "name": opponent.name,
        "kind": opponent.kind,
        "geoscore": None if opponent.geoscore is None else round(opponent.geoscore, 2),
        "beaten_by_share": round(winners / players, 2) if players >= LEAST_PLAYERS else None,
        "pins": opponent.pins,
        "clips": int(clips.sum()),
        "left": int(new.sum()),
        "counts": bool(clips.all()) and deck.pack.name != PRACTICE_PACK,
        "beaten": opponent.id in own.won,
    }


def _ends(connection: Connection) -> Mapping[str, tuple[int, int]]:
    winner = case((games.c.duel_won, games.c.player_id))
    chosen = select(games.c.opponent, func.count(games.c.player_id.distinct()), func.count(winner.distinct()))
    on_new = chosen.where(games.c.duel_won.is_not(None), games.c.duel_on_new).group_by(games.c.opponent)
    return {opponent: (players, winners) for opponent, players, winners in connection.execute(on_new)}


def _own(connection: Connection, player_id: str, deck: Deck) -> _Own:
    won = select(games.c.opponent).where(games.c.player_id == player_id, games.c.duel_won).distinct()
    names = frozenset(connection.execute(won).scalars())
    return _Own(histories.known_clips(connection, player_id, deck), names)
