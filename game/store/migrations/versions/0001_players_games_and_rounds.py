"""Players, games and rounds."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "players",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("pseudonym", sa.String(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.Column("consent_version", sa.String(), nullable=True),
        sa.Column("client", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_players")),
        sa.UniqueConstraint("pseudonym", name=op.f("uq_players_pseudonym")),
    )
    op.create_table(
        "games",
        sa.Column("game", sa.String(), nullable=False),
        sa.Column("player_id", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["player_id"], ["players.id"], name=op.f("fk_games_player_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("game", name=op.f("pk_games")),
    )
    with op.batch_alter_table("games", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_games_player_id"), ["player_id"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("round", sa.String(), nullable=False),
        sa.Column("guess_id", sa.String(), nullable=True),
        sa.Column("player_id", sa.String(), nullable=False),
        sa.Column("game", sa.String(), nullable=False),
        sa.Column("audio", sa.String(), nullable=False),
        sa.Column("touched_at", sa.Float(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("pack", sa.String(), nullable=False),
        sa.Column("pack_hash", sa.String(), nullable=False),
        sa.Column("clip_key", sa.String(), nullable=False),
        sa.Column("true_lat", sa.Float(), nullable=False),
        sa.Column("true_lon", sa.Float(), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("country_code", sa.String(), nullable=True),
        sa.Column("continent", sa.String(), nullable=True),
        sa.Column("distance_km", sa.Float(), nullable=True),
        sa.Column("geoscore", sa.Float(), nullable=True),
        sa.Column("draw_probability", sa.Float(), nullable=False),
        sa.Column("allocation", sa.String(), nullable=False),
        sa.Column("seconds_heard", sa.Float(), nullable=True),
        sa.Column("plays", sa.Integer(), nullable=True),
        sa.Column("bytes_served", sa.Integer(), nullable=False),
        sa.Column("seconds_to_guess", sa.Float(), nullable=True),
        sa.Column("pin_moves", sa.Integer(), nullable=True),
        sa.Column("focus_losses", sa.Integer(), nullable=True),
        sa.Column("device", sa.String(), nullable=True),
        sa.Column("confidence_km", sa.Float(), nullable=True),
        sa.Column("clues", sa.JSON(), nullable=True),
        sa.Column("prior_exposure", sa.Boolean(), nullable=True),
        sa.Column("client", sa.String(), nullable=False),
        sa.Column("closed_before", sa.Integer(), nullable=True),
        sa.Column("nearest_revealed_km", sa.Float(), nullable=True),
        sa.Column("feedback", sa.String(), nullable=False),
        sa.Column("study_hash", sa.String(), nullable=True),
        sa.Column("consent_version", sa.String(), nullable=True),
        sa.Column("app_version", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["game"], ["games.game"], name=op.f("fk_rounds_game"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["player_id"], ["players.id"], name=op.f("fk_rounds_player_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("round", name=op.f("pk_rounds")),
        sa.UniqueConstraint("audio", name=op.f("uq_rounds_audio")),
        sa.UniqueConstraint("guess_id", name=op.f("uq_rounds_guess_id")),
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index(
            "ix_rounds_dealt_once",
            ["player_id", "pack", "clip_key"],
            unique=True,
            sqlite_where=sa.text("mode = 'random'"),
            postgresql_where=sa.text("mode = 'random'"),
        )
        batch_op.create_index(batch_op.f("ix_rounds_game_number"), ["game", "number"], unique=True)
        batch_op.create_index(
            "ix_rounds_open",
            ["game"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_rounds_player_id"), ["player_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rounds_player_id"))
        batch_op.drop_index(
            "ix_rounds_open",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_rounds_game_number"))
        batch_op.drop_index(
            "ix_rounds_dealt_once",
            sqlite_where=sa.text("mode = 'random'"),
            postgresql_where=sa.text("mode = 'random'"),
        )

    op.drop_table("rounds")
    with op.batch_alter_table("games", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_games_player_id"))

    op.drop_table("games")
    op.drop_table("players")
