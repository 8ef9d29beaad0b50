"""How many rounds a player may still be dealt on a UTC day. No I/O."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from game.play.allocation import GAME_ROUNDS


def utc_day(now: float) -> date:
    """The UTC day of a time in seconds since 1970."""
    return datetime.fromtimestamp(now, UTC).date()


def dealt_today(player: Mapping[str, Any], day: date) -> int:
    """Rounds dealt to a player on a day, by the columns `last_day` and `dealt_on_last_day`."""
    return (player["dealt_on_last_day"] or 0) if str(player["last_day"]) == day.isoformat() else 0


def is_limited(game: Mapping[str, Any]) -> bool:
    """Whether the limit holds for a game's rounds: not in a study, nor for the five clips of the day."""
    return not game.get("study") and game["mode"] != "daily"


def left_today(player: Mapping[str, Any], day: date, most: int) -> int:
    """How many rounds of one game a player may still be dealt.

    Parameters
    ----------
    most : int
        Rounds a day; 0: no limit.
    """
    left = most - dealt_today(player, day) if most else GAME_ROUNDS
    return max(0, min(GAME_ROUNDS, left))
