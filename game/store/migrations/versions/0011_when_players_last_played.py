"""When a player last played, while that says whether the next round begins another sitting."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("players", sa.Column("played_at", sa.Float(), nullable=True))


def downgrade() -> None:
    op.drop_column("players", "played_at")
