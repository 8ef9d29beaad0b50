"""What players tell of themselves."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """A column for what a player tells."""
    op.add_column("players", sa.Column("background", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Go back to 0003."""
    op.drop_column("players", "background")
