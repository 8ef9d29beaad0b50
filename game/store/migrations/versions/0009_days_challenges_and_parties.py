"""Games whose clips are fixed: of a day, of a challenge, of a party; duels; and clues after the reveal."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

GAMES: tuple[sa.Column[Any], ...] = (
    sa.Column("opponent", sa.String(), nullable=True),
    sa.Column("duel_won", sa.Boolean(), nullable=True),
    sa.Column("duel_on_new", sa.Boolean(), nullable=True),
    sa.Column("day", sa.Date(), nullable=True),
    sa.Column("challenge", sa.String(), nullable=True),
    sa.Column("party", sa.String(), nullable=True),
    sa.Column("pack", sa.String(), nullable=True),
    sa.Column("clip_keys", sa.JSON(), nullable=True),
)
OF_DUELS = sa.text("duel_won IS NOT NULL")
DUELS = ("opponent", "player_id", "duel_won", "duel_on_new")
OF_DAYS = sa.text("mode = 'daily'")
OF_CHALLENGES = sa.text("challenge IS NOT NULL")
OF_PARTIES = sa.text("party IS NOT NULL")


def upgrade() -> None:
    op.add_column("rounds", sa.Column("clues_after_reveal", sa.Boolean(), nullable=True))
    for column in GAMES:
        op.add_column("games", column.copy())
    op.add_column("rounds", sa.Column("opponent", sa.JSON(), nullable=True))
    op.add_column("rounds", sa.Column("was_prepared", sa.Boolean(), nullable=True))
    op.create_index("ix_games_duels", "games", list(DUELS), sqlite_where=OF_DUELS, postgresql_where=OF_DUELS)
    _create_index("daily", "day", OF_DAYS)
    _create_index("challenge", "challenge", OF_CHALLENGES)
    _create_index("party", "party", OF_PARTIES)
    op.create_table(
        "dailies",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("clip_keys", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("day", "pack", name=op.f("pk_dailies")),
    )
    op.create_table(
        "challenges",
        sa.Column("challenge", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("clip_keys", sa.JSON(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("challenge", name=op.f("pk_challenges")),
    )
    _create_parties()
    _create_prepared()


def _create_index(name: str, column: str, where: sa.TextClause) -> None:
    op.create_index(
        f"ix_games_{name}",
        "games",
        [column, "player_id"],
        unique=True,
        sqlite_where=where,
        postgresql_where=where,
    )


def _create_parties() -> None:
    op.create_table(
        "parties",
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("touched_at", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("party", name=op.f("pk_parties")),
    )
    op.create_table(
        "party_seats",
        sa.Column("seat", sa.String(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("player_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("nickname", sa.String(), nullable=False),
        sa.Column("is_removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party"], ["parties.party"], name=op.f("fk_party_seats_party"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["player_id"], ["players.id"], name=op.f("fk_party_seats_player_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("seat", name=op.f("pk_party_seats")),
    )
    op.create_index("ix_party_seats_player_id", "party_seats", ["player_id"], unique=False)
    op.create_index("ix_party_seats_party_player_id", "party_seats", ["party", "player_id"], unique=True)


def _create_prepared() -> None:
    op.create_table(
        "prepared_rounds",
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("audio", sa.String(), nullable=False),
        sa.Column("player_id", sa.String(), nullable=False),
        sa.Column("game", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("clip_key", sa.String(), nullable=False),
        sa.Column("draw_probability", sa.Float(), nullable=True),
        sa.Column("dealt_before", sa.Boolean(), nullable=False),
        sa.Column("bytes_served", sa.Integer(), nullable=False),
        sa.Column("audio_bytes", sa.Integer(), nullable=True),
        sa.Column("prepared_at", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["game"], ["games.game"], name=op.f("fk_prepared_rounds_game"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["player_id"], ["players.id"], name=op.f("fk_prepared_rounds_player_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round", name=op.f("pk_prepared_rounds")),
        sa.UniqueConstraint("audio", name=op.f("uq_prepared_rounds_audio")),
        sa.UniqueConstraint("game", name=op.f("uq_prepared_rounds_game")),
    )
    op.create_index("ix_prepared_rounds_player_id", "prepared_rounds", ["player_id"], unique=False)


def downgrade() -> None:
    for table in ("prepared_rounds", "party_seats", "parties", "challenges", "dailies"):
        op.drop_table(table)
    op.drop_column("rounds", "was_prepared")
    op.drop_column("rounds", "opponent")
    for name in ("party", "challenge", "daily", "duels"):
        op.drop_index(f"ix_games_{name}", table_name="games")
    for column in GAMES:
        op.drop_column("games", column.name)
    op.drop_column("rounds", "clues_after_reveal")
