"""The input of the published table of players: their answers, and what their guesses show to everyone."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Text, case, cast, distinct, func, or_, select
from sqlalchemy.sql.elements import ColumnElement

from game.play.rounds import GUESSED, SKIPPED
from game.players.consent_versions import allows_by_day
from game.store.tables import players, rounds

# Everybody plays the public game, which has the hash of its version; a study picks its people.
_STUDY = case((rounds.c.mode == "study", rounds.c.study_hash))
_SEEN = {"packs": rounds.c.pack, "studies": _STUDY, "devices": rounds.c.device}
# Rounds in which sound was truly heard: what a script gets for nothing counts for nothing here.
_HEARD = or_(
    cast(rounds.c.why_not, Text) == "[]",
    rounds.c.why_not.is_(None)
    & (rounds.c.mode == "random")
    & (rounds.c.client == "page")
    & rounds.c.status.in_((GUESSED, SKIPPED)),
)
_OF_PLAYERS = (players.c.pseudonym, players.c.consent, players.c.background)


def player_rows(
    connection: Connection, allows: Callable[[ColumnElement[Any]], ColumnElement[bool]] = allows_by_day
) -> list[dict[str, Any]]:
    """Read the rows that `anonymity.players_table` takes.

    Parameters
    ----------
    allows : callable
        Selects versions of the consent text: only guesses under these count as seen.

    Returns
    -------
    list of dict
        One for each player with such a guess: `player` (the pseudonym), `consent`, `background`, the sets
        `packs`, `studies` and `devices` of these guesses, and `days`, on how many of them a round counted.
    """
    is_published = allows(rounds.c.consent_version)
    seen = select(rounds.c.player_id, *_SEEN.values()).where(is_published).distinct()
    sets: dict[str, dict[str, set[str]]] = {}
    for player, *values in connection.execute(seen):
        of_player = sets.setdefault(player, {name: set() for name in _SEEN})
        for name, value in zip(_SEEN, values, strict=True):
            if value is not None:
                of_player[name].add(value)
    on_days = select(rounds.c.player_id, func.count(distinct(rounds.c.day))).where(is_published, _HEARD)
    days = dict(tuple(row) for row in connection.execute(on_days.group_by(rounds.c.player_id)))
    return [
        {
            "player": pseudonym,
            "consent": consent,
            "background": background,
            "days": days.get(player, 0),
            **sets[player],
        }
        for player, pseudonym, consent, background in connection.execute(select(players.c.id, *_OF_PLAYERS))
        if player in sets
    ]
