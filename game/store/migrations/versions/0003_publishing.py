"""Shards of published rounds, and withdrawals."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("rounds", sa.Column("shard", sa.String(), nullable=True))
    op.create_index(
        "ix_rounds_shard",
        "rounds",
        ["shard"],
        unique=False,
        sqlite_where=sa.text("consent_version IS NOT NULL"),
        postgresql_where=sa.text("consent_version IS NOT NULL"),
    )
    op.create_table(
        "shards",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_shards")),
    )
    op.create_table(
        "withdrawals",
        sa.Column("tombstone", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("tombstone", name=op.f("pk_withdrawals")),
    )


def downgrade() -> None:
    op.drop_table("withdrawals")
    op.drop_table("shards")
    op.drop_index("ix_rounds_shard", table_name="rounds")
    op.drop_column("rounds", "shard")
