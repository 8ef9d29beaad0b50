"""An index of closed rounds by time, for readers that follow a running game."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_index(
        "ix_rounds_closed",
        "rounds",
        ["touched_at"],
        unique=False,
        sqlite_where=sa.text("status <> 'open'"),
        postgresql_where=sa.text("status <> 'open'"),
    )


def downgrade() -> None:
    op.drop_index("ix_rounds_closed", table_name="rounds")
