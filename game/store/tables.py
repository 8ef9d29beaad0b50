"""The tables of the database: the published columns of a guess, and what the game needs besides."""

from collections.abc import Container, Iterable
from typing import Any, TypedDict

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    TextClause,
    text,
)
from sqlalchemy.types import TypeEngine

from game import columns

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_TYPES: dict[columns.Kind, type[TypeEngine[Any]]] = {
    "str": String,
    "int": Integer,
    "float": Float,
    "bool": Boolean,
    "date": Date,
    "list[str]": JSON,
}


def published_columns(
    published: Iterable[columns.Column], known_at_deal: Container[str], own_definition: Container[str]
) -> list[Column[Any]]:
    """Published columns as the database has them.

    Parameters
    ----------
    known_at_deal
        Names of those that are filled at the deal; the others are filled when a row closes.
    own_definition
        Names of those that are defined otherwise.
    """
    return [
        Column(column.name, column_type(column), nullable=column.name not in known_at_deal)
        for column in published
        if column.name not in own_definition
    ]


def column_type(column: columns.Column) -> type[TypeEngine[Any]]:
    """The type of a published column in the database."""
    return _TYPES[column.kind]


class OnlyWhere(TypedDict):
    """What limits an index to some rows, in either database."""

    sqlite_where: TextClause
    postgresql_where: TextClause


def only_where(condition: str) -> OnlyWhere:
    """The keywords of an index of the rows that fulfil a condition."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}


players = Table(
    "players",
    metadata,
    Column("id", String, primary_key=True),  # keyed hash of the player's secret
    Column("pseudonym", String, nullable=False, unique=True),
    Column("consent", Boolean, nullable=False),
    Column("consent_version", String),
    Column("client", String, nullable=False),
    # Answers by the names of columns.BACKGROUND; {} when they were deleted, NULL when there never were any.
    Column("background", JSON(none_as_null=True)),
    Column("closed_rounds", Integer),  # NULL until they are first counted
    Column("last_day", Date),  # UTC day on which the player was last dealt a round
    Column("dealt_on_last_day", Integer),
    Column("sitting", Integer),  # number of the last sitting; NULL until it is first counted
    # When a round was last dealt or closed, in seconds since 1970, UTC; for a while: see game.play.sittings.
    Column("played_at", Float),
)

games = Table(
    "games",
    metadata,
    Column("game", String, primary_key=True),
    Column("player_id", ForeignKey("players.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("mode", String, nullable=False),
    Column("length", Integer, nullable=False),  # rounds in this game
    Column("study", String),  # NULL outside studies
    Column("opponent", String),  # of a duel: see game.duel
    # Once all rounds of a duel are closed: whether its player has won, and had been shown none of its clips.
    Column("duel_won", Boolean),
    Column("duel_on_new", Boolean),
    Column("day", Date),  # whose daily clips these are
    Column("challenge", String),  # whose clips these are
    Column("party", String),  # code of the room, and the number of the match in it: ABCDEF.1
    # The clips of a game that does not draw them, in order, and the pack that they are of.
    Column("pack", String),
    Column("clip_keys", JSON(none_as_null=True)),
    # One game a player and day; days that are practised are not of this kind.
    Index(
        "ix_games_daily",
        "day",
        "player_id",
        unique=True,
        **only_where("mode = 'daily'"),
    ),
    Index(
        "ix_games_duels",
        "opponent",
        "player_id",
        "duel_won",
        "duel_on_new",
        **only_where("duel_won IS NOT NULL"),
    ),
    Index(
        "ix_games_challenge",
        "challenge",
        "player_id",
        unique=True,
        **only_where("challenge IS NOT NULL"),
    ),
    Index(
        "ix_games_party",
        "party",
        "player_id",
        unique=True,
        **only_where("party IS NOT NULL"),
    ),
)

# The clips of each day, as chosen when the day was first asked for: a changed pack does not change it.
dailies = Table(
    "dailies",
    metadata,
    Column("day", Date, primary_key=True),
    Column("pack", String, primary_key=True),
    Column("clip_keys", JSON, nullable=False),
)

# The clips and points of a game that somebody shared; nothing tells who that was.
challenges = Table(
    "challenges",
    metadata,
    Column("challenge", String, primary_key=True),
    Column("pack", String, nullable=False),
    Column("clip_keys", JSON, nullable=False),
    Column("scores", JSON, nullable=False),  # GeoScore of each round, in order, as whole points
    Column("total", Integer, nullable=False),  # as its player saw it
    Column("day", Date),  # whose daily clips these are
    Column("made_on", Date, nullable=False),
)

# Rooms of people who play together; they and their nicknames are gone a day after the last event.
parties = Table(
    "parties",
    metadata,
    Column("party", String, primary_key=True),  # the code that people type
    Column("state", JSON, nullable=False),  # see game.party
    Column("touched_at", Float, nullable=False),  # seconds since 1970, UTC
)

party_seats = Table(
    "party_seats",
    metadata,
    Column("seat", String, primary_key=True),  # hash of the token that its holder has
    Column("party", ForeignKey("parties.party", ondelete="CASCADE"), nullable=False),
    Column("player_id", ForeignKey("players.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("number", Integer, nullable=False),  # in order of joining
    Column("nickname", String, nullable=False),
    Column("is_removed", Boolean, nullable=False),  # by the host: not let in again
    Index(None, "party", "player_id", unique=True),
)

# The next clip of a game, drawn while its player reads a reveal; gone from here once it is dealt as a round.
prepared_rounds = Table(
    "prepared_rounds",
    metadata,
    Column("round", String, primary_key=True),  # that it will have
    Column("audio", String, nullable=False, unique=True),
    Column("player_id", ForeignKey("players.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("game", ForeignKey("games.game", ondelete="CASCADE"), nullable=False, unique=True),
    Column("mode", String, nullable=False),  # by whose rule the clip was drawn
    Column("pack", String, nullable=False),
    Column("clip_key", String, nullable=False),
    Column("draw_probability", Float),
    Column("dealt_before", Boolean, nullable=False),  # the clip had been dealt to this player
    Column("bytes_served", Integer, nullable=False),
    Column("audio_bytes", Integer),
    Column("prepared_at", Float, nullable=False),  # seconds since 1970, UTC
)

# Filled when a round is dealt; the other published columns are filled when it closes.
_KNOWN_AT_DEAL = {
    "number",
    "mode",
    "pack",
    "pack_hash",
    "clip_key",
    "status",
    "allocation",
    "bytes_served",
    "client",
    "feedback",
    "app_version",
}
_OWN_DEFINITION = {"player", "game", "round", "guess_id", "counts", "knows_language"}


rounds = Table(
    "rounds",
    metadata,
    Column("round", String, primary_key=True),
    Column("guess_id", String, unique=True),
    Column("player_id", ForeignKey("players.id", ondelete="CASCADE"), nullable=False),
    Column("game", ForeignKey("games.game", ondelete="CASCADE"), nullable=False),
    Column("audio", String, nullable=False, unique=True),  # token in the URL of the sealed clip
    Column("touched_at", Float, nullable=False),  # seconds since 1970, UTC
    Column("shard", String),  # file of the dataset in which it is, or is about to be, published
    Column("dealt_at", Float),  # seconds since 1970, UTC; only while the round is open
    Column("audio_bytes", Integer),  # of the whole recording; NULL until some of it was sent
    # Filled at closing; NULL in rounds closed by versions without them, and in restored ones.
    Column("revealed_before", Boolean),  # the clip had been revealed to this player before
    # More players than the host allows came from one address that day.
    Column("many_from_one_place", Boolean),
    Column("explanation", String),  # in the player's own words; never published
    Column("withheld", Boolean),  # the study has not shown the reveal to this player
    Column("closes_at", Float),  # seconds since 1970: the end of a study's time limit
    Column("was_prepared", Boolean),  # the page had its sound before the round was dealt
    Column("opponent", JSON(none_as_null=True)),  # what the opponent of a duel answered to the clip
    *published_columns(columns.COLUMNS, _KNOWN_AT_DEAL, _OWN_DEFINITION),
    Index(None, "game", "number", unique=True),
    Index(
        "ix_rounds_dealt_once",
        "player_id",
        "pack",
        "clip_key",
        unique=True,
        **only_where("mode = 'random'"),
    ),
    Index(
        "ix_rounds_open",
        "game",
        unique=True,
        **only_where("status = 'open'"),
    ),
    # One index over both: with two, SQLite may read all rounds of a player to find the open ones.
    Index(None, "player_id", "status"),
    # For rounds closed lately, and their total: only a new verdict changes `touched_at` of a closed round.
    Index(
        "ix_rounds_closed",
        "touched_at",
        **only_where("status <> 'open'"),
    ),
    # For rounds that wait to be published or are being published: only closed rounds have a consent_version.
    Index(
        "ix_rounds_shard",
        "shard",
        **only_where("consent_version IS NOT NULL"),
    ),
    # For the answers that each clip of a study has.
    Index(
        "ix_rounds_study",
        "study_hash",
        "pack",
        "clip_key",
        "status",
        "player_id",
        **only_where("mode = 'study'"),
    ),
)

# Studies that were opened here, each with its file as JSON, and the hash that its rounds name.
studies = Table(
    "studies",
    metadata,
    Column("name", String, primary_key=True),
    Column("hash", String, nullable=False),
    Column("text", String, nullable=False),
    Column("first_dealt_at", Float),
    Column("closed_at", Float),  # from then on nobody new is let in
    Column("preregistration", String),
)

# A person in a study. Whoever withdrew leaves a row without player and answers, so that they can be counted.
participants = Table(
    "participants",
    metadata,
    Column("id", String, primary_key=True),
    Column("study", String, nullable=False, index=True),
    Column("player_id", ForeignKey("players.id", ondelete="SET NULL")),
    Column("language", String, nullable=False),
    Column("progress", JSON, nullable=False),  # see game.study.participants
    Column("answers", JSON, nullable=False),  # by kind of step
    Column("checks", JSON, nullable=False),  # by name: passed, attempts, and what else is known of it
    Column("outcome", String),  # NULL on the way; see game.study.steps
    Column("session", Integer, nullable=False),
    Column("block", Integer),  # of the design `blocks`
    Column("started_at", Float, nullable=False),  # seconds since 1970, UTC
    Column("finished_at", Float),
    Column("seconds_active", Float, nullable=False),
    Index(None, "player_id", "study", unique=True),
)

# Who a participant is to a panel, apart from all answers: never exported, and gone after the set time.
participant_ids = Table(
    "participant_ids",
    metadata,
    Column("lookup", String, primary_key=True),  # keyed hash of study and panel id
    Column("participant", ForeignKey("participants.id", ondelete="CASCADE"), nullable=False),
    Column("sealed", LargeBinary),  # encrypted with the host's key; NULL once the participant has withdrawn
    Column("forget_at", Float, nullable=False),
    Index(None, "participant", unique=True),
)

# Which clips of a pack a player knows, so that no call reads all rounds. A missing row is made from `rounds`.
histories = Table(
    "histories",
    metadata,
    Column("player_id", ForeignKey("players.id", ondelete="CASCADE"), primary_key=True),
    Column("pack", String, primary_key=True),
    Column("deck", String, nullable=False),  # digest of the clips, in the order of the bits
    Column("dealt", LargeBinary, nullable=False),  # a bit for each clip
    Column("revealed", LargeBinary, nullable=False),
)

# Texts that players agreed to here, by the version that their rounds name.
consent_texts = Table(
    "consent_texts",
    metadata,
    Column("version", String, primary_key=True),
    Column("text", String, nullable=False),
)

# Files of the dataset with work left to do; published ones are not listed.
shards = Table(
    "shards",
    metadata,
    Column("name", String, primary_key=True),
    Column("state", String, nullable=False),  # see game.publishing.batches
)

withdrawals = Table(
    "withdrawals",
    metadata,
    Column("tombstone", String, primary_key=True),  # keyed hash of the pseudonym
    Column("state", String, nullable=False),  # waiting, or done
    Column("pseudonym", String),  # only until it is removed from the dataset
)

# Single facts about the database itself: see game.store.facts.
facts = Table(
    "facts",
    metadata,
    Column("name", String, primary_key=True),
    Column("value", String, nullable=False),
)
