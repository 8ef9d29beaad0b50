"""Starting a player's game of the day, and games that practise on an earlier day's clips."""

from collections.abc import Callable
from datetime import date

from sqlalchemy import Connection

from game.daily.choice import choose_daily
from game.daily.stored_days import StoredDay, add_day, own_game, recent_keys, stored_day
from game.errors import NothingLeft
from game.play.active_packs import ActivePacks
from game.play.daily_limit import utc_day
from game.play.kinds import FixedClips, Options
from game.play.rounds import Mode, Values
from game.players.identity import Registry
from game.random_names import random_name


class DailyKind(FixedClips):
    """The same clips for everybody on a UTC day, and one game a player and day.

    Parameters
    ----------
    clock : callable
        Seconds since 1970, UTC.
    """

    def __init__(self, registry: Registry, clock: Callable[[], float]) -> None:
        self._registry = registry
        self._clock = clock

    def start(
        self, connection: Connection, packs: ActivePacks, player_id: str, options: Options
    ) -> tuple[Values, bool]:
        """Today's game, begun or new; or a new one that practises on an earlier day's clips.

        Raises
        ------
        NothingLeft
            When the day is not over or has no clips, or none of its recordings is there.
        """
        today = utc_day(self._clock())
        if options.day is not None:
            if options.day >= today:
                raise NothingLeft("problem.day_not_over")
            if (stored := stored_day(connection, packs, options.day)) is None:
                raise NothingLeft("problem.unknown_day")
            return _game(packs, player_id, "practice", stored), True
        begun = own_game(connection, player_id, today)
        if begun is not None:
            return begun, False
        return _game(packs, player_id, "daily", self._clips_of(connection, packs, today)), True

    def _clips_of(self, connection: Connection, packs: ActivePacks, day: date) -> StoredDay:
        """The day's clips, chosen and stored if nobody has asked for them before."""
        stored = stored_day(connection, packs, day)
        if stored is None:
            stored = self._choose(connection, packs, day)
            add_day(connection, stored)
        return stored

    def _choose(self, connection: Connection, packs: ActivePacks, day: date) -> StoredDay:
        deck = packs.deck("daily")
        there = [clip.key for clip in deck.pack.clips if not packs.vanished.has(clip)]
        order = sorted(there, key=lambda key: self._registry.daily_rank(day.isoformat(), key))
        keys = choose_daily(deck, order, recent_keys(connection, deck.pack.name, day))
        if not keys:
            raise NothingLeft("problem.recordings_missing")
        return StoredDay(day, deck.pack.name, keys)


def _game(packs: ActivePacks, player_id: str, mode: Mode, day: StoredDay) -> Values:
    length = sum(packs.playable(day.pack, key) is not None for key in day.clip_keys)
    if not length:
        raise NothingLeft("problem.recordings_missing")
    return {
        "game": random_name(),
        "player_id": player_id,
        "mode": mode,
        "length": length,
        "day": day.day,
        "pack": day.pack,
        "clip_keys": list(day.clip_keys),
    }
