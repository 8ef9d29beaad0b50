"""Games in a challenge: the clips that somebody else has played, in the same order."""

from collections.abc import Callable

from sqlalchemy import Connection

from game.errors import NothingLeft
from game.play.active_packs import ActivePacks
from game.play.daily_limit import utc_day
from game.play.kinds import NO_OPTIONS, FixedClips, Kind, Options
from game.play.rounds import Values
from game.players.identity import Registry
from game.random_names import random_name
from game.sharing import stored_challenges


class ChallengeGames(FixedClips):
    """The kind of play `challenge`.

    Parameters
    ----------
    clock : callable
        Seconds since 1970, UTC.
    daily : Kind or None
        Begins the games of today, which a challenge from today is.
    """

    def __init__(self, registry: Registry, clock: Callable[[], float], daily: Kind | None = None) -> None:
        self._registry = registry
        self._clock = clock
        self._daily = daily

    def start(
        self, connection: Connection, packs: ActivePacks, player_id: str, options: Options
    ) -> tuple[Values, bool]:
        """The player's game in a challenge, begun once; in one of today, the game of the day.

        Raises
        ------
        UnknownChallenge
        NothingLeft
            In the player's own challenge, or when none of its clips is played here any more.
        """
        challenge = stored_challenges.find(connection, options.challenge or "")
        if self._daily and challenge.day == utc_day(self._clock()):
            return self._daily.start(connection, packs, player_id, NO_OPTIONS)
        begun = stored_challenges.game_in(connection, player_id, challenge.challenge)
        if begun:
            return begun, False
        if shared_game(connection, self._registry, player_id, challenge.challenge):
            raise NothingLeft("problem.own_challenge")
        keys = [key for key in challenge.clip_keys if packs.playable(challenge.pack, key)]
        if not keys:
            raise NothingLeft("problem.challenge_gone")
        game = {
            "game": random_name(),
            "player_id": player_id,
            "mode": "challenge",
            "length": len(keys),
            "challenge": challenge.challenge,
            "pack": challenge.pack,
            "clip_keys": keys,
        }
        return game, True


def shared_game(connection: Connection, registry: Registry, player_id: str, name: str) -> str | None:
    """The game of which a player made a challenge; only the host's key tells, and only of who asks."""
    games = stored_challenges.games_of(connection, player_id)
    return next((game for game in games if registry.challenge(game) == name), None)
