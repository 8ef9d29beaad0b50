"""Trials around the head: games, questions about scenes, and checks of headphones."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"

KNOWN_AT_DEAL: tuple[sa.Column[Any], ...] = (
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("practice", sa.Boolean(), nullable=False),
    *(sa.Column(name, sa.String(), nullable=False) for name in ("pack", "pack_hash", "scene", "item")),
    *(sa.Column(name, sa.String(), nullable=False) for name in ("family", "task")),
    sa.Column("level", sa.String(), nullable=True),
    *(sa.Column(name, sa.String(), nullable=False) for name in ("kind", "track", "rendering", "status")),
)
ANSWERED: tuple[sa.Column[Any], ...] = (
    *(sa.Column(name, sa.Float(), nullable=True) for name in ("azimuth", "elevation", "distance_m")),
    sa.Column("option", sa.Integer(), nullable=True),
    sa.Column("number_answered", sa.Float(), nullable=True),
    *(sa.Column(f"true_{name}", sa.Float(), nullable=True) for name in ("azimuth", "elevation")),
    sa.Column("true_distance_m", sa.Float(), nullable=True),
    sa.Column("true_option", sa.Integer(), nullable=True),
    sa.Column("true_number", sa.Float(), nullable=True),
    sa.Column("correct", sa.Boolean(), nullable=True),
    *(sa.Column(name, sa.Float(), nullable=True) for name in ("error_degrees", "lateral_error")),
    sa.Column("polar_error", sa.Float(), nullable=True),
    *(sa.Column(f"{name}_reversed", sa.Boolean(), nullable=True) for name in ("front_back", "up_down")),
    sa.Column("points", sa.Float(), nullable=True),
    *(sa.Column(f"{name}_check", sa.String(), nullable=True) for name in ("headphones", "sides")),
    *(sa.Column(name, sa.Float(), nullable=True) for name in ("seconds_open", "seconds_heard")),
    sa.Column("plays", sa.Integer(), nullable=True),
    sa.Column("seconds_to_answer", sa.Float(), nullable=True),
    sa.Column("bytes_served", sa.Integer(), nullable=False),
    sa.Column("head_degrees", sa.Float(), nullable=True),
    sa.Column("device", sa.String(), nullable=True),
    sa.Column("client", sa.String(), nullable=False),
    sa.Column("closed_before", sa.Integer(), nullable=True),
    sa.Column("draw_probability", sa.Float(), nullable=False),
    sa.Column("allocation", sa.String(), nullable=False),
    sa.Column("why_not", sa.JSON(), nullable=True),
    sa.Column("consent_version", sa.String(), nullable=True),
    sa.Column("app_version", sa.String(), nullable=False),
    sa.Column("day", sa.Date(), nullable=True),
)
OPEN = sa.text("status = 'open'")
CLOSED = sa.text("status <> 'open'")
AGREED = sa.text("consent_version IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "spatial_games",
        sa.Column("game", sa.String(), nullable=False),
        sa.Column("player_id", sa.String(), nullable=False),
        sa.Column("track", sa.String(), nullable=False),
        sa.Column("practice", sa.Boolean(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        _of_player("spatial_games"),
        sa.PrimaryKeyConstraint("game", name=op.f("pk_spatial_games")),
    )
    op.create_index("ix_spatial_games_player_id", "spatial_games", ["player_id"], unique=False)
    op.create_table(
        "spatial_checks",
        sa.Column("player_id", sa.String(), nullable=False),
        *(sa.Column(name, sa.String(), nullable=True) for name in ("audio", "headphones", "sides")),
        _of_player("spatial_checks"),
        sa.PrimaryKeyConstraint("player_id", name=op.f("pk_spatial_checks")),
        sa.UniqueConstraint("audio", name=op.f("uq_spatial_checks_audio")),
    )
    _create_trials()


def _create_trials() -> None:
    op.create_table(
        "spatial_trials",
        sa.Column("trial", sa.String(), nullable=False),
        sa.Column("player_id", sa.String(), nullable=False),
        sa.Column("game", sa.String(), nullable=False),
        sa.Column("audio", sa.String(), nullable=False),
        sa.Column("touched_at", sa.Float(), nullable=False),
        sa.Column("shard", sa.String(), nullable=True),
        sa.Column("dealt_at", sa.Float(), nullable=True),
        sa.Column("audio_bytes", sa.Integer(), nullable=True),
        sa.Column("revealed_before", sa.Boolean(), nullable=True),
        sa.Column("many_from_one_place", sa.Boolean(), nullable=True),
        *(column.copy() for column in (*KNOWN_AT_DEAL, *ANSWERED)),
        _of_player("spatial_trials"),
        sa.ForeignKeyConstraint(
            ["game"], ["spatial_games.game"], name=op.f("fk_spatial_trials_game"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("trial", name=op.f("pk_spatial_trials")),
        sa.UniqueConstraint("audio", name=op.f("uq_spatial_trials_audio")),
    )
    op.create_index("ix_spatial_trials_game_number", "spatial_trials", ["game", "number"], unique=True)
    op.create_index(
        "ix_spatial_trials_player_id_pack_status", "spatial_trials", ["player_id", "pack", "status"]
    )
    _create_index("open", ["player_id", "track"], OPEN, is_unique=True)
    _create_index("closed", ["touched_at"], CLOSED)
    _create_index("shard", ["shard"], AGREED)


def _of_player(table: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_player_id")
    return sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=name, ondelete="CASCADE")


def _create_index(name: str, columns: list[str], where: sa.TextClause, is_unique: bool = False) -> None:
    op.create_index(
        f"ix_spatial_trials_{name}",
        "spatial_trials",
        columns,
        unique=is_unique,
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    for table in ("spatial_trials", "spatial_checks", "spatial_games"):
        op.drop_table(table)
