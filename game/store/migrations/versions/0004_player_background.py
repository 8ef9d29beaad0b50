"""What players say about themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("players", sa.Column("background", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("players", "background")
