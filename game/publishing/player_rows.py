"""The input of the published table of players: their answers, and what their rows show to everyone."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Text, case, cast, func, null, or_, select, union
from sqlalchemy.sql.elements import ColumnElement

from game.play.rounds import GUESSED, SKIPPED
from game.players.consent_versions import allows_by_day
from game.store.spatial_tables import spatial_trials
from game.store.tables import players, rounds

# Everybody plays the public game, which has the hash of its version; a study picks its people.
_STUDY = case((rounds.c.mode == "study", rounds.c.study_hash))
_SEEN = ("packs", "studies", "devices")
_SEEN_IN_ROUNDS = (rounds.c.pack, _STUDY, rounds.c.device)
_SEEN_IN_TRIALS = (spatial_trials.c.pack, null(), spatial_trials.c.device)
# Rounds in which sound was truly heard: what a script gets for nothing counts for nothing here.
_HEARD = or_(
    cast(rounds.c.why_not, Text) == "[]",
    rounds.c.why_not.is_(None)
    & (rounds.c.mode == "random")
    & (rounds.c.client == "page")
    & rounds.c.status.in_((GUESSED, SKIPPED)),
)
_HEARD_IN_TRIALS = cast(spatial_trials.c.why_not, Text) == "[]"
_OF_PLAYERS = (players.c.pseudonym, players.c.consent, players.c.background)


def player_rows(
    connection: Connection, allows: Callable[[ColumnElement[Any]], ColumnElement[bool]] = allows_by_day
) -> list[dict[str, Any]]:
    """Read the rows that `anonymity.players_table` takes.

    Parameters
    ----------
    allows : callable
        Selects versions of the consent text: only guesses and trials under these count as seen.

    Returns
    -------
    list of dict
        One for each player with such a row: `player` (the pseudonym), `consent`, `background`, the sets
        `packs`, `studies` and `devices` of these rows, and `days`, on how many of them one counted.
    """
    in_rounds = allows(rounds.c.consent_version)
    in_trials = allows(spatial_trials.c.consent_version)
    seen = union(
        select(rounds.c.player_id, *_SEEN_IN_ROUNDS).where(in_rounds),
        select(spatial_trials.c.player_id, *_SEEN_IN_TRIALS).where(in_trials),
    )
    sets: dict[str, dict[str, set[str]]] = {}
    for player, *values in connection.execute(seen):
        of_player = sets.setdefault(player, {name: set() for name in _SEEN})
        for name, value in zip(_SEEN, values, strict=True):
            if value is not None:
                of_player[name].add(value)
    on_days = union(
        select(rounds.c.player_id, rounds.c.day).where(in_rounds, _HEARD),
        select(spatial_trials.c.player_id, spatial_trials.c.day).where(in_trials, _HEARD_IN_TRIALS),
    ).subquery()
    counted = select(on_days.c.player_id, func.count()).group_by(on_days.c.player_id)
    days = dict(tuple(row) for row in connection.execute(counted))
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
