"""SQL statements that read and write games, trials and checks."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, func, insert, or_, select, text, update

from game.play.bytes_served import Count
from game.play.queries import next_in_order
from game.play.rounds import OPEN, Values
from game.spatial.trials import ANSWERED
from game.store.compiled import Row
from game.store.spatial_tables import spatial_checks, spatial_games, spatial_trials
from game.store.tables import players

_AGREED = (players.c.consent, players.c.consent_version.label("agreed_to"))
# Worded like the indexes ix_spatial_trials_open and ix_spatial_trials_closed, or SQLite does not use them.
_OPEN, _CLOSED = text("status = 'open'"), text("status <> 'open'")
_LAST_CLOSED = (
    select(spatial_trials.c.touched_at).where(_CLOSED).order_by(spatial_trials.c.touched_at.desc()).limit(1)
)


def add_game(connection: Connection, values: Values) -> None:
    connection.execute(insert(spatial_games).values(values))


def game(connection: Connection, player_id: str, name: str) -> Row | None:
    """A player's game, with the player's `client`, and what their checks came to."""
    checks = (spatial_checks.c.headphones, spatial_checks.c.sides)
    found = (
        select(spatial_games, players.c.client, *checks)
        .join(players, players.c.id == spatial_games.c.player_id)
        .join(spatial_checks, spatial_checks.c.player_id == spatial_games.c.player_id, isouter=True)
        .where(spatial_games.c.game == name, spatial_games.c.player_id == player_id)
    )
    return _first(connection, found)


def shorten_game(connection: Connection, name: str, length: int) -> None:
    connection.execute(update(spatial_games).where(spatial_games.c.game == name).values(length=length))


def add_trial(connection: Connection, values: Values) -> None:
    connection.execute(insert(spatial_trials).values(values))


def trial(connection: Connection, player_id: str, name: str) -> Row | None:
    """A player's trial, with `length` of its game, and the player's `consent` and `agreed_to`."""
    return _first(
        connection, _trials(spatial_trials.c.trial == name, spatial_trials.c.player_id == player_id)
    )


def trials_of(connection: Connection, game_: str) -> list[Row]:
    """The trials of a game, in order."""
    return _rows(connection, _trials(spatial_trials.c.game == game_).order_by(spatial_trials.c.number))


def open_trials(connection: Connection, player_id: str) -> list[Row]:
    """The open trials of a player: one on each track at most."""
    return _rows(connection, _trials(_OPEN, spatial_trials.c.player_id == player_id))


def stale(connection: Connection, before: float, most: int) -> list[Row]:
    """Open trials that were last touched before a time, in seconds since 1970; at most so many."""
    left = _trials(_OPEN, spatial_trials.c.touched_at < before)
    return _rows(connection, left.limit(most))


def trial_of_audio(connection: Connection, audio: str) -> Row | None:
    """The trial, track, pack's hash and scene that a token stands for."""
    names = ("trial", "track", "pack_hash", "scene")
    found = select(*(spatial_trials.c[name] for name in names)).where(spatial_trials.c.audio == audio)
    return _first(connection, found)


def dealt(connection: Connection, player_id: str, pack: str) -> dict[str, int]:
    """How often each question of a pack was dealt to a player, by id."""
    own = (spatial_trials.c.player_id == player_id, spatial_trials.c.pack == pack)
    counted = select(spatial_trials.c.item, func.count()).where(*own).group_by(spatial_trials.c.item)
    return dict(tuple(row) for row in connection.execute(counted))


def filled(connection: Connection, pack_hash: str, track: str, practice: bool) -> dict[str, int]:
    """How often each task of a pack was dealt on a track, to everybody."""
    of_kind = (spatial_trials.c.pack_hash == pack_hash, spatial_trials.c.track == track)
    counted = select(spatial_trials.c.task, func.count()).where(
        *of_kind, spatial_trials.c.practice == practice
    )
    return dict(tuple(row) for row in connection.execute(counted.group_by(spatial_trials.c.task)))


def dealt_today(connection: Connection, player_id: str, today: date) -> int:
    """How many trials a player was dealt on a UTC day and closed, and how many are open."""
    own = spatial_trials.c.player_id == player_id
    on_day = or_(spatial_trials.c.status == OPEN, spatial_trials.c.day == today)
    return _count(connection, select(func.count()).where(own, on_day))


def closed_before(connection: Connection, player_id: str) -> int:
    """How many trials a player has closed."""
    return _count(connection, select(func.count()).where(spatial_trials.c.player_id == player_id, _CLOSED))


def was_revealed(connection: Connection, row: Mapping[str, Any]) -> bool:
    """Whether the scene of a trial had been revealed to its player before."""
    own = (spatial_trials.c.player_id == row["player_id"], spatial_trials.c.pack == row["pack"])
    seen = (*own, spatial_trials.c.scene == row["scene"], spatial_trials.c.status == ANSWERED)
    return connection.execute(select(spatial_trials.c.trial).where(*seen).limit(1)).first() is not None


def has_practised(connection: Connection, player_id: str) -> bool:
    """Whether a player has answered a trial of a practice game."""
    own = (spatial_trials.c.player_id == player_id, spatial_trials.c.status == ANSWERED)
    practised = select(spatial_trials.c.trial).where(*own, spatial_trials.c.practice).limit(1)
    return connection.execute(practised).first() is not None


def close_trial(connection: Connection, name: str, day: date, values: Values) -> None:
    """Fill in how an open trial was closed, and put it behind all closed ones."""
    last = connection.execute(_LAST_CLOSED).scalar() or 0.0
    placed = {**values, "touched_at": next_in_order(day, last)}
    open_one = (spatial_trials.c.trial == name, spatial_trials.c.status == OPEN)
    connection.execute(update(spatial_trials).where(*open_one).values(placed))


def touch(connection: Connection, counts: Mapping[str, Count]) -> None:
    """Add the bytes sent for open trials, the size of their sound, and the time of the last byte."""
    for name, count in counts.items():
        open_one = (spatial_trials.c.trial == name, spatial_trials.c.status == OPEN)
        sent = {"bytes_served": spatial_trials.c.bytes_served + count.sent, "audio_bytes": count.whole}
        touched = update(spatial_trials).where(*open_one).values(**sent, touched_at=count.touched_at)
        connection.execute(touched)


def checks(connection: Connection, player_id: str) -> Row | None:
    """A player's checks: `audio`, `headphones` and `sides`."""
    return _first(connection, select(spatial_checks).where(spatial_checks.c.player_id == player_id))


def checks_of_audio(connection: Connection, audio: str) -> Row | None:
    """The checks whose sounds a token stands for."""
    return _first(connection, select(spatial_checks).where(spatial_checks.c.audio == audio))


def put_checks(connection: Connection, player_id: str, values: Values) -> None:
    """Change a player's checks, or add them."""
    own = update(spatial_checks).where(spatial_checks.c.player_id == player_id).values(values)
    if not connection.execute(own).rowcount:
        connection.execute(insert(spatial_checks).values(player_id=player_id, **values))


def _trials(*where: Any) -> Select[Any]:
    return (
        select(spatial_trials, spatial_games.c.length, *_AGREED)
        .join(spatial_games, spatial_games.c.game == spatial_trials.c.game)
        .join(players, players.c.id == spatial_trials.c.player_id)
        .where(*where)
    )


def _count(connection: Connection, statement: Select[Any]) -> int:
    count: int = connection.execute(statement).scalar_one()
    return count


def _first(connection: Connection, statement: Select[Any]) -> Row | None:
    return next(iter(_rows(connection, statement)), None)


def _rows(connection: Connection, statement: Select[Any]) -> list[Row]:
    found = connection.execute(statement).mappings()
    return [{str(name): value for name, value in row.items()} for row in found]
