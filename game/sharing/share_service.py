"""Makes challenges of finished games, and says what may be known of one."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from game.errors import NotShared
from game.play.daily_limit import utc_day
from game.play.outcomes import Summary
from game.play.rounds import OPEN
from game.play.services import Services
from game.sharing import stored_challenges
from game.sharing.challenge import Challenge
from game.sharing.challenge_games import shared_game
from game.sharing.picture import Result

NOT_SHARED = ("study", "party")  # what a study's participants heard is its own; a room has its own ranking


@dataclass(frozen=True, slots=True)
class Standing:
    """A challenge as one player sees it.

    Attributes
    ----------
    is_own : bool
        Whether this player made it.
    game : str or None
        The game that this player began in it; the shared one, if it is their own.
    """

    challenge: Challenge
    is_own: bool
    game: str | None


class ShareService:
    """What a finished game becomes when it is shared.

    Parameters
    ----------
    number_of : callable
        From a day to its number, counted from the first.
    """

    def __init__(self, services: Services, number_of: Callable[[date], int]) -> None:
        self._services = services
        self._number_of = number_of

    async def make(self, player_id: str, game: str) -> Challenge:
        """The challenge of a player's finished game: always the same one.

        Raises
        ------
        UnknownGame, NotShared
        """
        summary = await self._services.game_service.summary(player_id, game)
        challenge = _of_game(summary, self._services.registry.challenge(game))
        today = utc_day(self._services.clock())
        await self._services.store.write(lambda c: stored_challenges.add(c, challenge, today))
        return challenge

    async def find(self, name: str) -> Challenge:
        """The challenge with this id.

        Raises
        ------
        UnknownChallenge
        """
        return await self._services.store.read(lambda c: stored_challenges.find(c, name))

    async def standing(self, name: str, player_id: str | None) -> Standing:
        """A challenge as a player sees it; without a player, as a stranger does.

        Raises
        ------
        UnknownChallenge
        """

        def work(connection: Connection) -> Standing:
            challenge = stored_challenges.find(connection, name)
            if player_id is None:
                return Standing(challenge, False, None)
            if own := shared_game(connection, self._services.registry, player_id, name):
                return Standing(challenge, True, own)
            begun = stored_challenges.game_in(connection, player_id, name)
            return Standing(challenge, False, begun["game"] if begun else None)

        return await self._services.store.read(work)

    def number(self, challenge: Challenge) -> int | None:
        """The number of the challenge's day."""
        return None if challenge.day is None else self._number_of(challenge.day)

    def is_today(self, challenge: Challenge) -> bool:
        """Whether the challenge's clips are those of today."""
        return challenge.day == utc_day(self._services.clock())

    def result(self, challenge: Challenge) -> Result:
        """What its picture shows."""
        return Result(challenge.total, challenge.most, challenge.squares, self.number(challenge))


def _of_game(summary: Summary, name: str) -> Challenge:
    game, rows = summary.game, summary.rounds
    if game["study"] or game["mode"] in NOT_SHARED:
        raise NotShared("problem.not_shared")
    if not rows or len(rows) < game["length"] or any(row["status"] == OPEN for row in rows):
        raise NotShared("problem.game_not_over")
    if summary.hidden:
        raise NotShared("problem.heard_again")
    points = [row["geoscore"] or 0.0 for row in rows]
    return Challenge(
        challenge=name,
        pack=rows[0]["pack"],
        clip_keys=tuple(row["clip_key"] for row in rows),
        scores=tuple(map(round, points)),
        total=round(sum(points)),
        day=_date(game["day"]) if game["mode"] == "daily" else None,
    )


def _date(stored: Any) -> date:
    """A date as the driver gives it: one decodes it, another gives its text."""
    return date.fromisoformat(stored) if isinstance(stored, str) else stored
