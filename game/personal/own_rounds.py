"""SQL statements for what a player has played: closed rounds whose place they may see.

A round is left out while its study withholds the reveal, or while the player has an open round on its clip.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    exists,
    func,
    null,
    or_,
    select,
)

from game.play.rounds import ABANDONED, OPEN
from game.store.compiled import Row
from game.store.tables import games, rounds

WITHOUT_FIRST_HEARING = ("replay", "practice", "study")
NEAR_KM = 100.0

_open = rounds.alias("open_rounds")


def page(connection: Connection, player_id: str, before: int | None, most: int) -> list[Row]:
    """A player's rounds, the latest first; whole rows.

    Parameters
    ----------
    before : int, optional
        Only rounds before which fewer were closed: the `closed_before` of the last row of the page before.
    """
    shown = select(rounds).where(_shown(player_id))
    if before is not None:
        shown = shown.where(rounds.c.closed_before < before)
    latest = shown.order_by(rounds.c.closed_before.desc(), rounds.c.touched_at.desc())
    return _rows(connection, latest.limit(most))


def names(connection: Connection, player_id: str) -> list[str]:
    """The ids of all rounds of a player, the latest first."""
    ids = select(rounds.c.round).where(_shown(player_id))
    latest = ids.order_by(rounds.c.closed_before.desc(), rounds.c.touched_at.desc())
    return list(connection.execute(latest).scalars())


def named(connection: Connection, player_id: str, some: Sequence[str]) -> list[Row]:
    """A player's rounds with these ids, in their order; whole rows."""
    found = _rows(connection, select(rounds).where(rounds.c.round.in_(some), _shown(player_id)))
    return sorted(found, key=lambda row: some.index(row["round"]))


def counts(connection: Connection, player_id: str) -> Row:
    """How many `rounds` a player has closed, and in how many `games`."""
    both = select(func.count().label("rounds"), func.count(rounds.c.game.distinct()).label("games"))
    closed, begun = connection.execute(both.where(_shown(player_id))).one()
    return {"rounds": closed, "games": begun}


def by_clip(connection: Connection, player_id: str) -> list[Row]:
    """First hearings by `pack`, `clip_key` and the guess's `continent`: how many, and their `points`."""
    parts = (rounds.c.pack, rounds.c.clip_key, rounds.c.continent)
    points = (func.count().label("rounds"), func.sum(rounds.c.geoscore).label("points"))
    grouped = select(*parts, *points).where(_first_hearing(player_id)).group_by(*parts)
    return _rows(connection, grouped)


def in_order(connection: Connection, player_id: str, most: int) -> list[tuple[str, str, float]]:
    """Pack, clip and points of a player's last first hearings, the earliest first."""
    columns = (rounds.c.pack, rounds.c.clip_key, rounds.c.geoscore)
    latest = select(*columns).where(_first_hearing(player_id)).order_by(rounds.c.closed_before.desc())
    return [(pack, key, points) for pack, key, points in connection.execute(latest.limit(most))][::-1]


def heard(connection: Connection, player_id: str, pack: str, most: int) -> list[tuple[str, float]]:
    """The clips of a pack that a player has heard for the first time, with the points on each."""
    points = func.avg(rounds.c.geoscore)
    of_pack = select(rounds.c.clip_key, points).where(_first_hearing(player_id), rounds.c.pack == pack)
    found = connection.execute(of_pack.group_by(rounds.c.clip_key).limit(most))
    return [(key, float(mean)) for key, mean in found]


def ends(connection: Connection, player_id: str, most: int) -> tuple[list[Row], list[Row]]:
    """A player's nearest guesses and the farthest, on first hearing."""
    guesses = select(rounds).where(_first_hearing(player_id), rounds.c.lat.is_not(None))
    near, far = rounds.c.distance_km, rounds.c.distance_km.desc()
    first, last = (_rows(connection, guesses.order_by(by).limit(most)) for by in (near, far))
    return first, last


def best_game(connection: Connection, player_id: str) -> Row | None:
    """The game with the most points by first hearings: `game`, `mode`, `day`, `points` and `rounds`."""
    points = func.sum(rounds.c.geoscore)
    columns = (rounds.c.game, rounds.c.mode, func.max(rounds.c.day).label("day"), points.label("points"))
    best = (
        select(*columns, func.count().label("rounds"))
        .where(_first_hearing(player_id))
        .group_by(rounds.c.game, rounds.c.mode)
        .order_by(points.desc())
        .limit(1)
    )
    return next(iter(_rows(connection, best)), None)


def first_near(connection: Connection, player_id: str) -> date | None:
    """The day of the first guess within `NEAR_KM`."""
    near = and_(_first_hearing(player_id), rounds.c.lat.is_not(None), rounds.c.distance_km < NEAR_KM)
    day: date | None = connection.execute(select(func.min(rounds.c.day)).where(near)).scalar()
    return day


def beaten(connection: Connection, player_id: str) -> frozenset[str]:
    """The opponents whom a player has beaten in a duel."""
    won = select(games.c.opponent).where(games.c.player_id == player_id, games.c.duel_won)
    return frozenset(connection.execute(won.distinct()).scalars())


def _rows(connection: Connection, statement: Select[Any]) -> list[Row]:
    found = connection.execute(statement).mappings()
    return [{str(name): value for name, value in row.items()} for row in found]


def _shown(player_id: str) -> ColumnElement[bool]:
    is_open = exists().where(
        _open.c.player_id == player_id,
        _open.c.status == OPEN,
        _open.c.pack == rounds.c.pack,
        _open.c.clip_key == rounds.c.clip_key,
    )
    withheld = or_(rounds.c.withheld.is_(null()), rounds.c.withheld.is_(False))
    return and_(rounds.c.player_id == player_id, rounds.c.status != OPEN, withheld, ~is_open)


def _first_hearing(player_id: str) -> ColumnElement[bool]:
    """Rounds that were answered by ear: neither replayed nor practised, nor of a known clip."""
    unknown = or_(rounds.c.revealed_before.is_(null()), rounds.c.revealed_before.is_(False))
    answered = and_(rounds.c.status != ABANDONED, rounds.c.mode.not_in(WITHOUT_FIRST_HEARING))
    return and_(_shown(player_id), answered, unknown)
