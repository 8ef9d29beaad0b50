"""SQL statements for the clips of days, and for the games that players had on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Select, func, insert, select, text

from game.daily.choice import RECENT_DAYS
from game.daily.totals import Totals
from game.play.active_packs import ActivePacks
from game.store.compiled import Row
from game.store.tables import dailies, games, rounds

# Worded like the index ix_games_daily; SQLite does not use it otherwise.
_IS_DAILY = text("games.mode = 'daily'")
_CLOSED = func.count(rounds.c.round)
_POINTS = func.coalesce(func.sum(rounds.c.geoscore), 0.0)


@dataclass(frozen=True, slots=True)
class StoredDay:
    """The clips of a day, as they were chosen when somebody first asked for them."""

    day: date
    pack: str
    clip_keys: Sequence[str]


def stored_day(connection: Connection, packs: ActivePacks, day: date) -> StoredDay | None:
    """The clips of a day; None when nobody asked for them, or their pack is no longer played."""
    found = {row.pack: StoredDay(**row._mapping) for row in connection.execute(_days_of(day))}
    played = [deck_pack.name for deck_pack in packs.packs if deck_pack.name in found]
    return found[played[0]] if played else None


def add_day(connection: Connection, chosen: StoredDay) -> None:
    values = {"day": chosen.day, "pack": chosen.pack, "clip_keys": list(chosen.clip_keys)}
    connection.execute(insert(dailies).values(values))


def recent_keys(connection: Connection, pack: str, day: date) -> list[list[str]]:
    """The keys of a pack's clips on the sixty days before a day, the latest day first."""
    is_recent = dailies.c.day.between(day - timedelta(days=RECENT_DAYS), day - timedelta(days=1))
    of_pack = select(dailies.c.day, dailies.c.clip_keys).where(dailies.c.pack == pack, is_recent)
    return [row.clip_keys for row in connection.execute(of_pack.order_by(dailies.c.day.desc()))]


def days_before(connection: Connection, before: date, most: int) -> list[date]:
    """The days before one of which there are clips, the latest first."""
    days = select(dailies.c.day).where(dailies.c.day < before).distinct().order_by(dailies.c.day.desc())
    return list(connection.execute(days.limit(most)).scalars())


def own_games(connection: Connection, player_id: str) -> dict[date, Row]:
    """A player's games by their days: `game`, `day`, `mode`, `length`, `closed` rounds and `total` points."""
    own = _games().where(_IS_DAILY, games.c.player_id == player_id, games.c.day.is_not(None))
    return {row["day"]: dict(row) for row in connection.execute(own).mappings()}


def own_game(connection: Connection, player_id: str, day: date) -> Row | None:
    own = _games().where(_IS_DAILY, games.c.day == day, games.c.player_id == player_id)
    row = connection.execute(own).mappings().first()
    return dict(row) if row else None


def is_finished(game: Row) -> bool:
    return bool(0 < game["length"] <= game["closed"])


def totals(connection: Connection, day: StoredDay) -> Totals:
    """What everybody had in all who finished a day's clips."""
    finished = _games().where(_IS_DAILY, games.c.day == day.day, games.c.pack == day.pack)
    finished = finished.having(games.c.length > 0, games.c.length <= _CLOSED)
    return Totals.of({row.game: row.total for row in connection.execute(finished)})


def _days_of(day: date) -> Select[tuple[date, str, list[str]]]:
    return select(dailies.c.day, dailies.c.pack, dailies.c.clip_keys).where(dailies.c.day == day)


def _games() -> Select[tuple[str, date, str, int, int, float]]:
    """Games with what is closed of them."""
    closed = (rounds.c.game == games.c.game) & (rounds.c.status != "open")
    shown = (games.c.game, games.c.day, games.c.mode, games.c.length)
    return (
        select(*shown, _CLOSED.label("closed"), _POINTS.label("total"))
        .select_from(games.outerjoin(rounds, closed))
        .group_by(*shown)
    )
