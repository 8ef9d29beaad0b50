"""What tells more of how a round was played: first pin, sitting, passed checks, an explanation."""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

revision = "0007"
down_revision = "0006"

ADDED: dict[str, dict[str, TypeEngine[Any]]] = {
    "rounds": {
        "seconds_to_pin": sa.Float(),
        "sitting": sa.Integer(),
        "checks": sa.JSON(),
        "explanation": sa.String(),
    },
    "players": {"sitting": sa.Integer()},
}


def upgrade() -> None:
    for table, columns in ADDED.items():
        for name, kind in columns.items():
            op.add_column(table, sa.Column(name, kind, nullable=True))


def downgrade() -> None:
    for table, columns in ADDED.items():
        for name in columns:
            op.drop_column(table, name)
