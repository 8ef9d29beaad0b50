"""The store's tables: the published columns of a guess, and what is needed to play."""

from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    text,
)
from sqlalchemy.types import TypeEngine

from game import columns

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_TYPES: dict[columns.Kind, type[TypeEngine[Any]]] = {
    "str": String,
    "int": Integer,
    "float": Float,
    "bool": Boolean,
    "date": Date,
    "list[str]": JSON,
}

players = Table(
    "players",
    metadata,
    Column("id", String, primary_key=True),  # keyed hash of the player's secret
    Column("pseudonym", String, nullable=False, unique=True),
    Column("consent", Boolean, nullable=False),
    Column("consent_version", String),
    Column("client", String, nullable=False),
    # What was told, by the names of columns.BACKGROUND; {} when it was taken back, NULL when none is known.
    Column("background", JSON(none_as_null=True)),
)

games = Table(
    "games",
    metadata,
    Column("game", String, primary_key=True),
    Column("player_id", ForeignKey("players.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("mode", String, nullable=False),
    Column("length", Integer, nullable=False),  # rounds in this game
)

# A round is dealt with these; the other published columns are filled when it is closed.
_KNOWN_AT_DEAL = {
    "number",
    "mode",
    "pack",
    "pack_hash",
    "clip_key",
    "true_lat",
    "true_lon",
    "status",
    "draw_probability",
    "allocation",
    "bytes_served",
    "client",
    "feedback",
    "app_version",
}
_OWN_DEFINITION = {"player", "game", "round", "guess_id"}


def _published() -> list[Column[Any]]:
    return [
        Column(column.name, _TYPES[column.kind], nullable=column.name not in _KNOWN_AT_DEAL)
        for column in columns.COLUMNS
        if column.name not in _OWN_DEFINITION
    ]


rounds = Table(
    "rounds",
    metadata,
    Column("round", String, primary_key=True),
    Column("guess_id", String, unique=True),
    Column("player_id", ForeignKey("players.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("game", ForeignKey("games.game", ondelete="CASCADE"), nullable=False),
    Column("audio", String, nullable=False, unique=True),  # token of the sealed clip's address
    Column("touched_at", Float, nullable=False),  # seconds since 1970, UTC
    Column("shard", String),  # the file of the dataset that it is, or is about to be, published in
    *_published(),
    Index(None, "game", "number", unique=True),
    Index(
        "ix_rounds_dealt_once",
        "player_id",
        "pack",
        "clip_key",
        unique=True,
        sqlite_where=text("mode = 'random'"),
        postgresql_where=text("mode = 'random'"),
    ),
    Index(
        "ix_rounds_open",
        "game",
        unique=True,
        sqlite_where=text("status = 'open'"),
        postgresql_where=text("status = 'open'"),
    ),
    # What has been closed lately, and how much altogether: a closed round is touched no more.
    Index(
        "ix_rounds_closed",
        "touched_at",
        sqlite_where=text("status <> 'open'"),
        postgresql_where=text("status <> 'open'"),
    ),
    # What waits to be published, and what is on its way: only closed rounds bear a version of the consent.
    Index(
        "ix_rounds_shard",
        "shard",
        sqlite_where=text("consent_version IS NOT NULL"),
        postgresql_where=text("consent_version IS NOT NULL"),
    ),
)

# Files of the dataset that something is still to be done about; those that are published are not kept here.
shards = Table(
    "shards",
    metadata,
    Column("name", String, primary_key=True),
    Column("state", String, nullable=False),  # see game.publishing.batches
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("tombstone", String, primary_key=True),  # keyed hash of the pseudonym
    Column("state", String, nullable=False),  # waiting, or done
    Column("pseudonym", String),  # only while the dataset still has to be rid of it
)
