"""Time a round was open, what the counting rules ask of it, and players' histories in brief."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

ROUNDS: tuple[sa.Column[Any], ...] = (
    sa.Column("seconds_open", sa.Float(), nullable=True),
    sa.Column("dealt_at", sa.Float(), nullable=True),
    sa.Column("revealed_before", sa.Boolean(), nullable=True),
    sa.Column("many_from_one_place", sa.Boolean(), nullable=True),
)
PLAYERS: tuple[sa.Column[Any], ...] = (
    sa.Column("closed_rounds", sa.Integer(), nullable=True),
    sa.Column("last_day", sa.Date(), nullable=True),
    sa.Column("dealt_on_last_day", sa.Integer(), nullable=True),
)


def upgrade() -> None:
    for table, added in (("rounds", ROUNDS), ("players", PLAYERS)):
        for column in added:
            op.add_column(table, column.copy())
    op.drop_index("ix_rounds_player_id", table_name="rounds")
    op.create_index("ix_rounds_player_id_status", "rounds", ["player_id", "status"], unique=False)
    op.create_table(
        "histories",
        sa.Column("player_id", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("deck", sa.String(), nullable=False),
        sa.Column("dealt", sa.LargeBinary(), nullable=False),
        sa.Column("revealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["player_id"], ["players.id"], name=op.f("fk_histories_player_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("player_id", "pack", name=op.f("pk_histories")),
    )
    op.create_table(
        "consent_texts",
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_consent_texts")),
    )


def downgrade() -> None:
    op.drop_table("consent_texts")
    op.drop_table("histories")
    op.drop_index("ix_rounds_player_id_status", table_name="rounds")
    op.create_index("ix_rounds_player_id", "rounds", ["player_id"], unique=False)
    for table, added in (("players", PLAYERS), ("rounds", ROUNDS)):
        for column in added:
            op.drop_column(table, column.name)
