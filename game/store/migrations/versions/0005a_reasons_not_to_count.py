"""Size of a round's recording, and the rules by which a round does not count."""

import sqlalchemy as sa
from alembic import op

revision = "0005a"
down_revision = "0005"


def upgrade() -> None:
    op.add_column("rounds", sa.Column("audio_bytes", sa.Integer(), nullable=True))
    op.add_column("rounds", sa.Column("why_not", sa.JSON(), nullable=True))


def downgrade() -> None:
    op.drop_column("rounds", "why_not")
    op.drop_column("rounds", "audio_bytes")
