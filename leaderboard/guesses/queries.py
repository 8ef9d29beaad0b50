"""Queries for the rounds of people on the leaderboard, next to a running game."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Text, case, cast, func, inspect, select, text

from game.packs.pack import PRACTICE_PACK
from game.play.answered_rounds import DRAWN_AT_RANDOM, DRAWN_FOR_STUDIES, answered_rounds
from game.play.rounds import ABANDONED, GUESSED, SKIPPED
from game.players.consent_versions import allows_showing
from game.store.spatial_tables import spatial_trials
from game.store.tables import rounds

CHUNK = 2_000
NEEDED = (
    *("clip_key", "player_id", "closed_before", "lat", "lon", "seconds_heard", "city", "country_code"),
    *("status", "why_not", "shown_as"),
)

# Worded exactly like the index ix_rounds_closed; SQLite does not use it otherwise.
_CLOSED = text("status <> 'open'")
# The condition on time keeps SQLite to that index: it would take a wider one otherwise.
_COUNT = select(func.count()).select_from(rounds).where(_CLOSED, rounds.c.touched_at >= 0)
_TIMES = select(rounds.c.round, rounds.c.touched_at).where(_CLOSED)
_EXTENT = select(func.count(), func.sum(rounds.c.touched_at)).where(_CLOSED, rounds.c.touched_at >= 0)
_EXTENT_OF_TRIALS = select(func.count(), func.sum(spatial_trials.c.touched_at)).where(
    _CLOSED, spatial_trials.c.touched_at >= 0
)
_LATEST_TRIAL = select(func.max(spatial_trials.c.touched_at)).where(_CLOSED)
_CHANGES = text(
    "SELECT relid, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_user_tables WHERE relname = ANY(:names) "
    "ORDER BY relid"
)
_LATEST = select(func.max(rounds.c.touched_at)).where(_CLOSED)


def data_version(connection: Connection) -> int | None:
    """A number that differs after somebody else has written; None if the database has none.

    Only numbers of the same connection to the database can be compared. The transaction that asks for one
    sees the database as of that number.
    """
    if connection.dialect.name != "sqlite":
        return None
    version: int = connection.exec_driver_sql("PRAGMA data_version").scalar_one()
    return version


def changes(connection: Connection) -> str:
    """A text that differs after rounds or trials were written; only of PostgreSQL.

    What was closed or judged anew shows at once, by the last entry of an index. Deletions show some seconds
    later, in the server's own counts of what is written to each table. No table is read.
    """
    names = [rounds.name, spatial_trials.name]
    latest = connection.execute(_LATEST).scalar(), connection.execute(_LATEST_TRIAL).scalar()
    return repr((latest, connection.execute(_CHANGES, {"names": names}).all()))


def has_rounds_table(connection: Connection) -> bool:
    return inspect(connection).has_table(rounds.name)


def count_closed(connection: Connection) -> int:
    """How many rounds are closed, whether they count or not."""
    return connection.execute(_COUNT).scalar_one()


def extent(connection: Connection) -> tuple[int, float | None]:
    """How many rounds are closed, and the sum of their times, which changes with any of them."""
    count, times = connection.execute(_EXTENT).one()
    return count, times


def extent_of_trials(connection: Connection) -> tuple[int, float | None]:
    """The same of trials around the head; none where the database is from before them."""
    if not inspect(connection).has_table(spatial_trials.name):
        return 0, None
    count, times = connection.execute(_EXTENT_OF_TRIALS).one()
    return count, times


def latest(connection: Connection) -> float | None:
    """When the last round was closed, in seconds since 1970; None without closed rounds."""
    touched_at: float | None = connection.execute(_LATEST).scalar_one()
    return touched_at


def closed_since(connection: Connection, since: float) -> dict[str, float]:
    """The rounds closed at or after a time, whether they count or not: the time of each, by its id.

    Parameters
    ----------
    since : float
        Seconds since 1970.
    """
    rows = connection.execute(_TIMES.where(rounds.c.touched_at >= since)).all()
    return dict(tuple(row) for row in rows)


def eligible(
    connection: Connection, pack: str, include_demo: bool = False
) -> Iterator[Sequence[Sequence[Any]]]:
    """All rounds that count or would but for a rule of conduct or because they were abandoned.

    They come in order of closing, in chunks of rows with the columns `NEEDED`.

    Parameters
    ----------
    include_demo : bool
        Whether rounds of the demo are among them, which count nowhere.
    """
    return _chunks(connection, _eligible(pack, NEEDED, include_demo))


def eligible_since(
    connection: Connection, pack: str, since: float, include_demo: bool = False
) -> Iterator[Sequence[Sequence[Any]]]:
    """The same, closed at or after a time; each row starts with the round's id."""
    statement = _eligible(pack, ("round", *NEEDED), include_demo)
    return _chunks(connection, statement.where(rounds.c.touched_at >= since))


def of_study(connection: Connection, study_hash: str) -> list[dict[str, Any]]:
    """A study's closed rounds with all columns, whether they count or not, in order of closing.

    Catch rounds are among them, rounds of practice are not. ``player`` is the id in the store.
    """
    chosen = select(rounds, rounds.c.player_id.label("player")).where(
        _CLOSED,
        rounds.c.study_hash == study_hash,
        DRAWN_FOR_STUDIES,
        rounds.c.consent_version.is_not(None),
    )
    return [dict(row) for row in connection.execute(chosen.order_by(rounds.c.touched_at)).mappings()]


def with_clues(connection: Connection, pack: str, study: str | None) -> list[dict[str, Any]]:
    """Guesses and skips that count, with their clues, of the public game and of studies, in order of closing.

    Clues that were chosen after the reveal are left out: who knows the place hears it in the sound.

    Parameters
    ----------
    study : str or None
        Name of a study; None: all of them, and the public game.
    """
    columns = ("clip_key", "player_id", "clues", "clues_after_reveal", "distance_km", "why_not")
    chosen = answered_rounds((rounds.c[name] for name in columns), pack, study)
    rows = connection.execute(chosen).mappings()
    return [
        {**row, "clues": [] if row["clues_after_reveal"] else row["clues"]}
        for row in rows
        if not row["why_not"]
    ]


def _eligible(pack: str, names: Sequence[str], include_demo: bool) -> Select[Any]:
    """Ordered by time, which the index supports: rounds are stored roughly as they were closed."""
    counting = (
        rounds.c.status.in_((GUESSED, SKIPPED, ABANDONED)),
        DRAWN_AT_RANDOM,
        rounds.c.client == "page",
        rounds.c.pack == pack,
        *(() if include_demo else (rounds.c.pack != PRACTICE_PACK,)),
        rounds.c.consent_version.is_not(None),
    )
    chosen = select(*map(_column, names))
    return chosen.where(_CLOSED, *counting).order_by(rounds.c.touched_at)


def _column(name: str) -> ColumnElement[Any]:
    if name == "why_not":  # as it is stored: only the few distinct ones are decoded
        return cast(rounds.c.why_not, Text)
    if name == "shown_as":
        return case((allows_showing(rounds.c.consent_version), rounds.c.touched_at))
    return rounds.c[name]


def _chunks(connection: Connection, statement: Select[Any]) -> Iterator[Sequence[Sequence[Any]]]:
    return connection.execution_options(yield_per=CHUNK).execute(statement).partitions()
