"""The input of the published table of players: their answers, and what their guesses show to everyone."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.sql.elements import ColumnElement

from game.players.consent_versions import allows_by_day
from game.store.tables import players, rounds

_SEEN = {"packs": rounds.c.pack, "studies": rounds.c.study_hash, "devices": rounds.c.device}
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
        One for each player with such a guess: `player` (the pseudonym), `consent`, `background`, and the sets
        `packs`, `studies` and `devices` of these guesses.
    """
    is_published = allows(rounds.c.consent_version)
    seen = select(rounds.c.player_id, *_SEEN.values()).where(is_published).distinct()
    sets: dict[str, dict[str, set[str]]] = {}
    for player, *values in connection.execute(seen):
        of_player = sets.setdefault(player, {name: set() for name in _SEEN})
        for name, value in zip(_SEEN, values, strict=True):
            if value is not None:
                of_player[name].add(value)
    return [
        {"player": pseudonym, "consent": consent, "background": background, **sets[player]}
        for player, pseudonym, consent, background in connection.execute(select(players.c.id, *_OF_PLAYERS))
        if player in sets
    ]
