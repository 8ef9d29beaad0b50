"""Withdrawals: immediate in the database, done once the player is removed from the dataset too."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, select, update

from game.players.identity import Identity, Registry
from game.store.tables import challenges, games, participant_ids, participants, players, withdrawals

WAITING, DONE = "waiting", "done"
AT_ONCE = 500  # challenges in a statement
RETURNED = "returned"  # outcome of a participant of a study


def withdraw(connection: Connection, registry: Registry, who: Identity, publishes: bool) -> str:
    """Delete a player with all their games and rounds, and schedule their removal from the dataset.

    May be repeated, and also called for a player who is not in the database.

    Parameters
    ----------
    publishes : bool
        Whether this host has a dataset.

    Returns
    -------
    str
        `waiting` until the player is removed from the dataset, then `done`.
    """
    tombstone = registry.tombstone(who.pseudonym)
    _leave_studies(connection, who.id)
    _delete_challenges(connection, registry, who.id)
    deleted = connection.execute(delete(players).where(players.c.id == who.id)).rowcount
    earlier = state(connection, tombstone)
    if earlier == WAITING or (earlier == DONE and not deleted):
        return earlier
    connection.execute(delete(withdrawals).where(withdrawals.c.tombstone == tombstone))
    job = {"state": WAITING, "pseudonym": who.pseudonym} if publishes else {"state": DONE, "pseudonym": None}
    connection.execute(insert(withdrawals).values(tombstone=tombstone, **job))
    return job["state"] or DONE


def _delete_challenges(connection: Connection, registry: Registry, player_id: str) -> None:
    """Delete what became of a player's games when they were shared."""
    of_player = connection.execute(select(games.c.game).where(games.c.player_id == player_id)).scalars()
    names = [registry.challenge(game) for game in of_player]
    for start in range(0, len(names), AT_ONCE):
        some = challenges.c.challenge.in_(names[start : start + AT_ONCE])
        connection.execute(delete(challenges).where(some))


def _leave_studies(connection: Connection, player_id: str) -> None:
    """Empty a player's rows as a participant: what is left is that somebody withdrew.

    Their panel id goes too; only its keyed hash stays for as long, so that they are not let in again.
    """
    own = participants.c.player_id == player_id
    ids = select(participants.c.id).where(own)
    connection.execute(
        update(participant_ids).where(participant_ids.c.participant.in_(ids)).values(sealed=None)
    )
    nothing = {"answers": {}, "checks": {}, "progress": {"kind": "end"}, "block": None}
    values = {**nothing, "player_id": None, "outcome": RETURNED, "finished_at": None, "seconds_active": 0.0}
    connection.execute(update(participants).where(own).values(values))


def state(connection: Connection, tombstone: str) -> str | None:
    """`waiting`, `done`, or None when there is no such withdrawal."""
    stored: str | None = connection.execute(
        select(withdrawals.c.state).where(withdrawals.c.tombstone == tombstone)
    ).scalar()
    return stored


def waiting(connection: Connection) -> dict[str, str]:
    """Pseudonyms still to be removed from the dataset, by tombstone."""
    statement = select(withdrawals.c.tombstone, withdrawals.c.pseudonym).where(withdrawals.c.state == WAITING)
    return dict(tuple(row) for row in connection.execute(statement))


def tombstones(connection: Connection) -> frozenset[str]:
    """Tombstones of all players who have withdrawn, as far as the database knows."""
    return frozenset(connection.execute(select(withdrawals.c.tombstone)).scalars())


def finish(connection: Connection, done: Collection[str]) -> None:
    """Mark withdrawals as done, now that the dataset no longer holds these players; drop their pseudonyms."""
    connection.execute(
        update(withdrawals).where(withdrawals.c.tombstone.in_(done)).values(state=DONE, pseudonym=None)
    )


def remember(connection: Connection, registry: Registry, done: Collection[str]) -> None:
    """Add tombstones of players who withdrew elsewhere, and delete those whom an old backup brought back."""
    new = set(done) - tombstones(connection)
    if not new:
        return
    pseudonyms = connection.execute(select(players.c.pseudonym)).scalars().all()
    for pseudonym in pseudonyms:
        if registry.tombstone(pseudonym) in new:
            _delete_challenges(connection, registry, registry.of_pseudonym(pseudonym))
            connection.execute(delete(players).where(players.c.pseudonym == pseudonym))
    connection.execute(insert(withdrawals), [{"tombstone": tombstone, "state": DONE} for tombstone in new])
