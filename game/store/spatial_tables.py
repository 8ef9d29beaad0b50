"""The tables of what is played around the head: games, trials, and checks of headphones."""

from sqlalchemy import Boolean, Column, Float, ForeignKey, Index, Integer, String, Table

from game.store.tables import metadata, only_where, published_columns
from game.trial_columns import TRIALS

ALL = metadata
"""All tables of the database, these and those of `game.store.tables`."""

spatial_games = Table(
    "spatial_games",
    metadata,
    Column("game", String, primary_key=True),
    Column("player_id", ForeignKey("players.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("track", String, nullable=False),
    Column("practice", Boolean, nullable=False),
    Column("pack", String, nullable=False),
    Column("length", Integer, nullable=False),  # trials in this game
)

# Of each player: their latest checks, and the trials of the one that they are at.
spatial_checks = Table(
    "spatial_checks",
    metadata,
    Column("player_id", ForeignKey("players.id", ondelete="CASCADE"), primary_key=True),
    Column("audio", String, unique=True),  # token of its sounds; NULL while no check is going on
    Column("headphones", String),
    Column("sides", String),
)

# Filled when a trial is dealt; the other published columns are filled when it closes.
_KNOWN_AT_DEAL = {
    *("number", "practice", "pack", "pack_hash", "scene", "item", "family", "task", "kind", "track"),
    *("rendering", "status", "bytes_served", "client", "draw_probability", "allocation", "app_version"),
}
_OWN_DEFINITION = {"trial", "player", "game", "counts"}


spatial_trials = Table(
    "spatial_trials",
    metadata,
    Column("trial", String, primary_key=True),
    Column("player_id", ForeignKey("players.id", ondelete="CASCADE"), nullable=False),
    Column("game", ForeignKey("spatial_games.game", ondelete="CASCADE"), nullable=False),
    Column("audio", String, nullable=False, unique=True),  # token in the URL of the sealed sound
    Column("touched_at", Float, nullable=False),  # seconds since 1970, UTC; as for rounds
    Column("shard", String),  # file of the dataset in which it is, or is about to be, published
    Column("dealt_at", Float),  # seconds since 1970, UTC; only while the trial is open
    Column("audio_bytes", Integer),  # of the whole sound; NULL until some of it was sent
    Column("revealed_before", Boolean),  # the scene had been revealed to this player before
    Column("many_from_one_place", Boolean),  # as for rounds
    *published_columns(TRIALS, _KNOWN_AT_DEAL, _OWN_DEFINITION),
    Index(None, "game", "number", unique=True),
    Index(
        "ix_spatial_trials_open",
        "player_id",
        "track",
        unique=True,
        **only_where("status = 'open'"),
    ),
    Index(None, "player_id", "pack", "status"),
    Index(
        "ix_spatial_trials_closed",
        "touched_at",
        **only_where("status <> 'open'"),
    ),
    Index(
        "ix_spatial_trials_shard",
        "shard",
        **only_where("consent_version IS NOT NULL"),
    ),
)
