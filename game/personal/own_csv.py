"""All rounds of a player as CSV, in pieces, so that no number of them fills the memory."""

from collections.abc import AsyncIterator, Mapping
from io import StringIO
from typing import Any

from game import columns
from game.csv_cells import SafeCsvWriter
from game.personal import own_rounds
from game.play.active_packs import ActivePacks
from game.store.database import Store

AT_ONCE = 500  # rounds
NOT_STORED = ("player", "counts", "knows_language")  # with each round
COLUMNS = (
    "title",
    *(column.name for column in columns.COLUMNS if column.name not in NOT_STORED),
    "explanation",
)


async def own_csv(store: Store, packs: ActivePacks, player_id: str) -> AsyncIterator[str]:
    """A header, then the rounds, the latest first, with the clips' titles and the player's explanations."""
    yield _lines([dict(zip(COLUMNS, COLUMNS, strict=True))])
    names = await store.read(lambda c: own_rounds.names(c, player_id))
    for start in range(0, len(names), AT_ONCE):
        some = names[start : start + AT_ONCE]
        rows = await store.read(lambda c, some=some: own_rounds.named(c, player_id, some))  # type: ignore[misc]
        yield _lines([_row(packs, row) for row in rows])


def _row(packs: ActivePacks, row: Mapping[str, Any]) -> dict[str, Any]:
    clip = packs.clip(row["pack"], row["clip_key"])
    lists = {name: ";".join(cell) for name, cell in row.items() if isinstance(cell, list)}
    return {**row, **lists, "title": clip.title if clip else ""}


def _lines(rows: list[dict[str, Any]]) -> str:
    file = StringIO(newline="")
    SafeCsvWriter(file).write_all([row.get(column, "") for column in COLUMNS] for row in rows)
    return file.getvalue()
