"""Withdrawals as the store keeps them: asked for at once, done when the dataset is rid of the player."""

from collections.abc import Collection

from sqlalchemy import Connection, delete, insert, select, update

from game.players.identity import Identity, Registry
from game.store.tables import players, withdrawals

WAITING, DONE = "waiting", "done"


def withdraw(connection: Connection, registry: Registry, who: Identity, publishes: bool) -> str:
    """Delete a player with every game and round of theirs, and note that the dataset has to be rid of them.

    It may be asked for again, and of a player whom the store does not know (any more).

    Parameters
    ----------
    publishes : bool
        Whether there is a dataset.

    Returns
    -------
    str
        `waiting` until the dataset is rid of the player, then `done`.
    """
    tombstone = registry.tombstone(who.pseudonym)
    known = connection.execute(delete(players).where(players.c.id == who.id)).rowcount
    earlier = state(connection, tombstone)
    if earlier == WAITING or (earlier == DONE and not known):
        return earlier
    connection.execute(delete(withdrawals).where(withdrawals.c.tombstone == tombstone))
    job = {"state": WAITING, "pseudonym": who.pseudonym} if publishes else {"state": DONE, "pseudonym": None}
    connection.execute(insert(withdrawals).values(tombstone=tombstone, **job))
    return job["state"] or DONE


def state(connection: Connection, tombstone: str) -> str | None:
    """How a withdrawal stands: `waiting`, `done`, or None when there is none."""
    found: str | None = connection.execute(
        select(withdrawals.c.state).where(withdrawals.c.tombstone == tombstone)
    ).scalar()
    return found


def waiting(connection: Connection) -> dict[str, str]:
    """Pseudonyms that the dataset has to be rid of, by tombstone."""
    statement = select(withdrawals.c.tombstone, withdrawals.c.pseudonym).where(withdrawals.c.state == WAITING)
    return dict(tuple(row) for row in connection.execute(statement))


def tombstones(connection: Connection) -> frozenset[str]:
    """Tombstones of all who have withdrawn, as far as the store knows."""
    return frozenset(connection.execute(select(withdrawals.c.tombstone)).scalars())


def finish(connection: Connection, done: Collection[str]) -> None:
    """Note that the dataset is rid of the players with these tombstones, and forget their pseudonyms."""
    connection.execute(
        update(withdrawals).where(withdrawals.c.tombstone.in_(done)).values(state=DONE, pseudonym=None)
    )


def remember(connection: Connection, done: Collection[str]) -> None:
    """Note tombstones that others have left."""
    new = [{"tombstone": one, "state": DONE} for one in set(done) - tombstones(connection)]
    if new:
        connection.execute(insert(withdrawals), new)
