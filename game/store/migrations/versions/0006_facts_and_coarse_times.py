"""Facts about the database; rounds without a place while they are open, and without a time once closed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005a"

DAY_SECONDS = {
    "sqlite": "CAST(strftime('%s', day) AS REAL)",
    "postgresql": "CAST(EXTRACT(EPOCH FROM day) AS DOUBLE PRECISION)",
}
# What is left of the time: the day, and the order in which the day's rounds were closed.
COARSEN = """
UPDATE rounds SET touched_at = coarse.touched_at FROM (
    SELECT
        round,
        {day_seconds} + 0.001 * row_number() OVER (PARTITION BY day ORDER BY touched_at) AS touched_at
    FROM rounds WHERE status <> 'open' AND day IS NOT NULL
) AS coarse WHERE rounds.round = coarse.round
"""


def upgrade() -> None:
    op.create_table(
        "facts",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_facts")),
    )
    with op.batch_alter_table("rounds") as batch_op:
        for name in ("true_lat", "true_lon"):
            batch_op.alter_column(name, existing_type=sa.Float(), nullable=True)
    day_seconds = DAY_SECONDS[op.get_context().dialect.name]
    op.execute(COARSEN.format(day_seconds=day_seconds))


def downgrade() -> None:
    op.drop_table("facts")
