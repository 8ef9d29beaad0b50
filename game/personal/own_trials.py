"""All trials of a player as CSV, but for those on a scene that they are being asked about."""

from collections.abc import AsyncIterator
from io import StringIO
from typing import Any

from sqlalchemy import Connection, select

from game import trial_columns
from game.csv_cells import SafeCsvWriter
from game.play.rounds import OPEN
from game.store.database import Store
from game.store.spatial_tables import spatial_trials

AT_ONCE = 500  # trials
COLUMNS = tuple(
    column.name for column in trial_columns.TRIALS if column.name not in {"player", "counts"}
)  # those that are stored with each trial

_open = spatial_trials.alias("open_trials")


async def own_trials_csv(store: Store, player_id: str) -> AsyncIterator[str]:
    """A header, then the trials, the latest first."""
    yield _lines([COLUMNS])
    start, some = 0, AT_ONCE
    while some == AT_ONCE:
        rows = await store.read(lambda c, start=start: _page(c, player_id, start))  # type: ignore[misc]
        yield _lines(rows)
        some = len(rows)
        start += some


def _page(connection: Connection, player_id: str, start: int) -> list[list[Any]]:
    asked = select(_open.c.scene).where(_open.c.player_id == player_id, _open.c.status == OPEN)
    chosen = (
        select(*(spatial_trials.c[name] for name in COLUMNS))
        .where(spatial_trials.c.player_id == player_id, spatial_trials.c.status != OPEN)
        .where(spatial_trials.c.scene.not_in(asked))
        .order_by(spatial_trials.c.touched_at.desc(), spatial_trials.c.trial)
    )
    rows = connection.execute(chosen.limit(AT_ONCE).offset(start))
    return [[";".join(cell) if isinstance(cell, list) else cell for cell in row] for row in rows]


def _lines(rows: list[list[Any]] | list[tuple[str, ...]]) -> str:
    file = StringIO(newline="")
    SafeCsvWriter(file).write_all(rows)
    return file.getvalue()
