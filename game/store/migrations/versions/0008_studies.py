"""Studies: their files, their participants, panel ids apart, and rounds whose reveals are withheld."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ROUNDS: tuple[sa.Column[Any], ...] = (
    sa.Column("withheld", sa.Boolean(), nullable=True),
    sa.Column("closes_at", sa.Float(), nullable=True),
)
OF_STUDIES = sa.text("mode = 'study'")


def upgrade() -> None:
    for column in ROUNDS:
        op.add_column("rounds", column.copy())
    op.add_column("games", sa.Column("study", sa.String(), nullable=True))
    with op.batch_alter_table("rounds") as batch_op:
        batch_op.alter_column("draw_probability", existing_type=sa.Float(), nullable=True)
    op.create_index(
        "ix_rounds_study",
        "rounds",
        ["study_hash", "pack", "clip_key", "status", "player_id"],
        unique=False,
        sqlite_where=OF_STUDIES,
        postgresql_where=OF_STUDIES,
    )
    _create_studies()
    _create_participants()
    _create_participant_ids()


def _create_studies() -> None:
    op.create_table(
        "studies",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("first_dealt_at", sa.Float(), nullable=True),
        sa.Column("closed_at", sa.Float(), nullable=True),
        sa.Column("preregistration", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_studies")),
    )


def _create_participants() -> None:
    op.create_table(
        "participants",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("study", sa.String(), nullable=False),
        sa.Column("player_id", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("session", sa.Integer(), nullable=False),
        sa.Column("block", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.Float(), nullable=False),
        sa.Column("finished_at", sa.Float(), nullable=True),
        sa.Column("seconds_active", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["player_id"], ["players.id"], name=op.f("fk_participants_player_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_participants")),
    )
    op.create_index("ix_participants_player_id_study", "participants", ["player_id", "study"], unique=True)
    op.create_index("ix_participants_study", "participants", ["study"], unique=False)


def _create_participant_ids() -> None:
    op.create_table(
        "participant_ids",
        sa.Column("lookup", sa.String(), nullable=False),
        sa.Column("participant", sa.String(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("forget_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participant"],
            ["participants.id"],
            name=op.f("fk_participant_ids_participant"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("lookup", name=op.f("pk_participant_ids")),
    )
    op.create_index("ix_participant_ids_participant", "participant_ids", ["participant"], unique=True)


def downgrade() -> None:
    for table in ("participant_ids", "participants", "studies"):
        op.drop_table(table)
    op.drop_index("ix_rounds_study", table_name="rounds")
    op.drop_column("games", "study")
    for column in ROUNDS:
        op.drop_column("rounds", column.name)
