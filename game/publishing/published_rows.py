"""Closed rounds as published: under pseudonyms, with the columns of `game.columns`."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, null, select

from game import columns
from game.geo.gazetteer import Gazetteer, filled_labels
from game.play import counting
from game.play.rounds import OPEN
from game.players.country_languages import knows_language
from game.store.tables import players, rounds

CHUNK = 2_000  # rows held at once
NOBODY: Mapping[str, Collection[str]] = MappingProxyType({})

_NAMES = [column.name for column in columns.COLUMNS]
_COMPUTED = {
    "player": players.c.pseudonym.label("player"),
    "counts": null().label("counts"),
    "knows_language": null().label("knows_language"),
}
_COLUMNS = [
    _COMPUTED[name] if name in _COMPUTED else rounds.c[name]
    for name in (column.name for column in columns.COLUMNS)
]
_LABELS = ("city", "country", "country_code", "continent")
_CLOSED = rounds.c.status != OPEN
AGREED = rounds.c.consent_version.is_not(None)  # in these words, as the index ix_rounds_shard has them


def published_rows(
    connection: Connection,
    where: ColumnElement[bool] | None = None,
    chunk: int = CHUNK,
    languages: Mapping[str, Collection[str]] = NOBODY,
) -> Iterator[list[dict[str, Any]]]:
    """Read the closed rounds of players who agreed, with every published column in its order.

    Rows are sorted by their random round names, so their order reveals no time. They are read lazily, from
    one state of the database.

    Parameters
    ----------
    where : condition, optional
        On the columns of `game.store.tables.rounds`; all rounds by default.
    chunk : int
        The most rows in a list.
    languages : mapping
        Of players, by pseudonym, whose languages are public with these rows: they alone get `knows_language`.
    """
    statement = select_published(_COLUMNS, where).order_by(rounds.c.round)
    result = connection.execution_options(yield_per=chunk).execute(statement)
    for part in result.partitions():
        judged = [_labelled(_judged(dict(zip(_NAMES, row, strict=True)))) for row in part]
        yield [row | {"knows_language": _knows_language(row, languages)} for row in judged]


def _judged(row: dict[str, Any]) -> dict[str, Any]:
    """Fill in whether a row counts; a version without most rules left no reasons."""
    reasons = counting.kind(row) if row["why_not"] is None else row["why_not"]
    return row | {"counts": not reasons, "why_not": reasons}


def _knows_language(row: Mapping[str, Any], languages: Mapping[str, Collection[str]]) -> bool | None:
    known = languages.get(row["player"])
    return knows_language(known, _country(row["true_lat"], row["true_lon"])) if known else None


@lru_cache(maxsize=10_000)
def _country(lat: float, lon: float) -> str:
    """Code of the country that a clip is in."""
    return Gazetteer.load().place(lat, lon).country_code


def _labelled(row: dict[str, Any]) -> dict[str, Any]:
    """Fill in the country and continent that AGL1K's labels leave blank, as the leaderboard does."""
    country, continent = filled_labels(row["country_code"]) if row["country_code"] else ("", "")
    filled = row | {"country": row["country"] or country, "continent": row["continent"] or continent}
    return filled | {name: filled[name] or None for name in _LABELS}


def count_published(connection: Connection, where: ColumnElement[bool] | None = None) -> int:
    """Count the rows of `published_rows`."""
    count: int = connection.execute(select_published([func.count()], where)).scalar_one()
    return count


def count_unpublished(connection: Connection) -> int:
    """Count the closed rounds that are never published: players did not agree, or played in a party."""
    statement = select(func.count()).select_from(rounds).where(_CLOSED, ~AGREED)
    return connection.execute(statement).scalar_one()


def select_published(chosen: Iterable[Any], where: ColumnElement[bool] | None = None) -> Select[Any]:
    """Select columns or aggregates of published rounds, joined with their players."""
    joined = select(*chosen).join_from(rounds, players, rounds.c.player_id == players.c.id)
    statement = joined.where(_CLOSED, AGREED)
    return statement if where is None else statement.where(where)
