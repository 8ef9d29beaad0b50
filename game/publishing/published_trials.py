"""Closed trials as published: under pseudonyms, with the columns of `game.trial_columns`."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, null, select

from game.play.rounds import OPEN
from game.publishing.published_rows import CHUNK
from game.store.spatial_tables import spatial_trials
from game.store.tables import players
from game.trial_columns import TRIALS

_NAMES = [column.name for column in TRIALS]
_COMPUTED = {"player": players.c.pseudonym.label("player"), "counts": null().label("counts")}
_COLUMNS = [_COMPUTED[name] if name in _COMPUTED else spatial_trials.c[name] for name in _NAMES]
_CLOSED = spatial_trials.c.status != OPEN
_AGREED = spatial_trials.c.consent_version.is_not(None)


def published_trials(
    connection: Connection, where: ColumnElement[bool] | None = None, chunk: int = CHUNK
) -> Iterator[list[dict[str, Any]]]:
    """Read the closed trials of players who agreed, as `published_rows` reads rounds.

    Parameters
    ----------
    where : condition, optional
        On the columns of `game.store.spatial_tables.spatial_trials`; all trials by default.
    """
    joined = select(*_COLUMNS).join_from(spatial_trials, players).where(_CLOSED, _AGREED)
    chosen = joined if where is None else joined.where(where)
    ordered = chosen.order_by(spatial_trials.c.trial)
    result = connection.execution_options(yield_per=chunk).execute(ordered)
    for part in result.partitions():
        rows = (dict(zip(_NAMES, row, strict=True)) for row in part)
        yield [row | {"counts": not row["why_not"], "why_not": row["why_not"] or []} for row in rows]


def count_trials(connection: Connection, agreed: bool = True, published: bool = False) -> int:
    """Count closed trials of players who agreed to publishing, or who did not.

    Parameters
    ----------
    published : bool
        Only those that are in the dataset, or on their way to it.
    """
    chosen = select(func.count()).select_from(spatial_trials).where(_CLOSED, _AGREED if agreed else ~_AGREED)
    chosen = chosen.where(spatial_trials.c.shard.is_not(None)) if published else chosen
    count: int = connection.execute(chosen).scalar_one()
    return count
