"""SQL statements for challenges and the games played in them."""

from datetime import date

from sqlalchemy import Connection, insert, select

from game.errors import UnknownChallenge
from game.play.rounds import Values
from game.sharing.challenge import Challenge
from game.store.compiled import Row
from game.store.tables import challenges, games


def find(connection: Connection, name: str) -> Challenge:
    """The challenge with this id.

    Raises
    ------
    UnknownChallenge
    """
    found = connection.execute(select(challenges).where(challenges.c.challenge == name)).mappings().first()
    if found is None:
        raise UnknownChallenge("problem.unknown_challenge")
    return Challenge(
        challenge=found["challenge"],
        pack=found["pack"],
        clip_keys=tuple(found["clip_keys"]),
        scores=tuple(found["scores"]),
        total=found["total"],
        day=found["day"],
    )


def add(connection: Connection, challenge: Challenge, made_on: date) -> None:
    """Store a challenge, unless it is there already."""
    own = challenges.c.challenge == challenge.challenge
    if connection.execute(select(challenges.c.challenge).where(own)).first():
        return
    values: Values = {
        "challenge": challenge.challenge,
        "pack": challenge.pack,
        "clip_keys": list(challenge.clip_keys),
        "scores": list(challenge.scores),
        "total": challenge.total,
        "day": challenge.day,
        "made_on": made_on,
    }
    connection.execute(insert(challenges).values(values))


def game_in(connection: Connection, player_id: str, name: str) -> Row | None:
    """The game that a player began in a challenge."""
    own = (games.c.challenge == name) & (games.c.player_id == player_id)
    found = connection.execute(select(games).where(own)).mappings().first()
    return dict(found) if found else None


def games_of(connection: Connection, player_id: str) -> list[str]:
    """The ids of all games of a player."""
    return list(connection.execute(select(games.c.game).where(games.c.player_id == player_id)).scalars())
