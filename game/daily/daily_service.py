"""What players see of the daily: today's or an earlier day's standing, streaks, and the days before."""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import Connection

from game.daily.calendar import number_of, seconds_left
from game.daily.kept_totals import KeptTotals
from game.daily.stored_days import StoredDay, days_before, is_finished, own_games, stored_day
from game.daily.streak import streak
from game.errors import UnknownDay
from game.json_types import Json
from game.play.active_packs import ActivePacks
from game.play.daily_limit import utc_day
from game.store.compiled import Row
from game.store.database import Store

DAYS_AT_ONCE = 30


@dataclass(frozen=True, slots=True)
class _Standing:
    day: date
    stored: StoredDay | None
    own: Row | None
    finished: frozenset[date]


class DailyService:
    """Reads days and games.

    Parameters
    ----------
    clock : callable
        Seconds since 1970, UTC.
    """

    def __init__(self, store: Store, packs: ActivePacks, clock: Callable[[], float]) -> None:
        self._store = store
        self._packs = packs
        self._clock = clock
        self._totals = KeptTotals(store)

    async def day(self, player_id: str | None, day: date | None = None) -> Json:
        """A day, today by default; how a player stands, and how everybody did.

        Raises
        ------
        UnknownDay
            When the day is to come, or nobody asked for its clips.
        """
        now = self._clock()
        today = utc_day(now)
        day = today if day is None else day
        standing = await self._store.read(lambda c: self._standing(c, player_id, day))
        if day > today or (day < today and standing.stored is None):
            raise UnknownDay("problem.unknown_day")
        return {
            "day": day,
            "number": number_of(day),
            "today": today,
            **_own(standing.own),
            "seconds_left": round(seconds_left(now), 1),
            "streak": asdict(streak(standing.finished, today)) if player_id else None,
            **await self._everybody(standing),
        }

    async def streak(self, player_id: str) -> Json:
        """A player's streak, as `day` gives it."""
        own = await self._store.read(lambda c: own_games(c, player_id))
        finished = {day for day, game in own.items() if is_finished(game)}
        return asdict(streak(finished, utc_day(self._clock())))

    async def days(self, player_id: str | None, before: date | None = None) -> Json:
        """Earlier days whose clips can be practised, the latest first, with what the player had on them.

        Parameters
        ----------
        before : date, optional
            Today by default, and at most.
        """
        today = utc_day(self._clock())
        before = min(before or today, today)

        def work(connection: Connection) -> Json:
            found = days_before(connection, before, DAYS_AT_ONCE + 1)
            own = own_games(connection, player_id) if player_id else {}
            shown = [
                {"day": day, "number": number_of(day), **_own(own.get(day))} for day in found[:DAYS_AT_ONCE]
            ]
            return {"days": shown, "more": len(found) > DAYS_AT_ONCE}

        return await self._store.read(work)

    def _standing(self, connection: Connection, player_id: str | None, day: date) -> _Standing:
        own = own_games(connection, player_id) if player_id else {}
        finished = frozenset(day for day, game in own.items() if is_finished(game))
        return _Standing(day, stored_day(connection, self._packs, day), own.get(day), finished)

    async def _everybody(self, standing: _Standing) -> Json:
        if standing.stored is None:
            return {"distribution": None, "percentile": None}
        totals = await self._totals.of(standing.stored)
        own = standing.own if standing.own and is_finished(standing.own) else None
        if own:
            totals = totals.with_game(own["game"], own["total"])
        return {
            "distribution": totals.distribution(len(standing.stored.clip_keys)),
            "percentile": totals.percentile(own["total"]) if own else None,
        }


def _own(game: Row | None) -> Json:
    """What a player sees of their game of a day."""
    if game is None:
        return {"game": None, "status": "new", "closed": 0, "of": None, "total": None}
    is_done = is_finished(game)
    return {
        "game": game["game"],
        "status": "done" if is_done else "begun",
        "closed": game["closed"],
        "of": game["length"],
        "total": game["total"] if is_done else None,
    }
