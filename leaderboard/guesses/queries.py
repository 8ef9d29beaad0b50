"""Which closed rounds count as people's on the leaderboard, and how they are read beside a running game."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Select, func, inspect, select, text

from game.packs.pack import PRACTICE_PACK
from game.play.rounds import GUESSED, SKIPPED
from game.store.tables import rounds

CHUNK = 2_000
NEEDED = ("clip_key", "player_id", "closed_before", "lat", "lon", "seconds_heard", "city", "country_code")

# In the very words of the index ix_rounds_closed: with any others SQLite does not use it.
_CLOSED = text("status <> 'open'")
_COUNT = select(func.count()).select_from(rounds).where(_CLOSED)
_TIMES = select(rounds.c.round, rounds.c.touched_at).where(_CLOSED)
_LATEST = select(func.max(rounds.c.touched_at)).where(_CLOSED)


def is_made(connection: Connection) -> bool:
    """Whether there is a table of rounds yet."""
    return inspect(connection).has_table(rounds.name)


def count_closed(connection: Connection) -> int:
    """How many rounds are closed, whether they count or not."""
    return connection.execute(_COUNT).scalar_one()


def latest(connection: Connection) -> float | None:
    """When the last round was closed, in seconds since 1970; None when none is."""
    found: float | None = connection.execute(_LATEST).scalar_one()
    return found


def closed_since(connection: Connection, since: float) -> dict[str, float]:
    """Names of the rounds closed at or after a time, whether they count or not, each with its time.

    Parameters
    ----------
    since : float
        Seconds since 1970.
    """
    found = connection.execute(_TIMES.where(rounds.c.touched_at >= since)).all()
    return dict(tuple(row) for row in found)


def eligible(connection: Connection, pack: str) -> Iterator[Sequence[Sequence[Any]]]:
    """Every round that counts, in the order of closing: the `NEEDED` columns, in chunks of rows."""
    return _chunks(connection, _eligible(pack, NEEDED))


def eligible_since(connection: Connection, pack: str, since: float) -> Iterator[Sequence[Sequence[Any]]]:
    """The same of rounds closed at or after a time, each row with the round's name before it."""
    statement = _eligible(pack, ("round", *NEEDED))
    return _chunks(connection, statement.where(rounds.c.touched_at >= since))


def _eligible(pack: str, names: Sequence[str]) -> Select[Any]:
    """By time, for which the index serves: rounds lie in the table much as they were closed."""
    counting = (
        rounds.c.status.in_((GUESSED, SKIPPED)),
        rounds.c.mode == "random",
        rounds.c.client == "page",
        rounds.c.pack == pack,
        rounds.c.pack != PRACTICE_PACK,
        rounds.c.consent_version.is_not(None),
    )
    chosen = select(*(rounds.c[name] for name in names))
    return chosen.where(_CLOSED, *counting).order_by(rounds.c.touched_at)


def _chunks(connection: Connection, statement: Select[Any]) -> Iterator[Sequence[Sequence[Any]]]:
    return connection.execution_options(yield_per=CHUNK).execute(statement).partitions()
