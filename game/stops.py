"""Who has stopped agreeing: keyed hashes in the dataset, so that a store that was lost knows it again.

Their published guesses stay; what they play after a restart must not be taken as agreed to. Without the
host's key nobody can tell whose hashes they are.
"""

from sqlalchemy import Connection, Engine, select

from game.dataset import Change, Dataset, Snapshot
from game.players import Registry
from game.tables import players, rounds


def stopped(connection: Connection, registry: Registry) -> frozenset[str]:
    """Hashes of players of whom guesses are published and who do not agree any more."""
    published = select(rounds.c.round).where(rounds.c.player_id == players.c.id, rounds.c.shard.is_not(None))
    found = select(players.c.pseudonym).where(~players.c.consent, published.exists())
    return frozenset(registry.stop(pseudonym) for pseudonym in connection.execute(found).scalars())


def publish(engine: Engine, dataset: Dataset, registry: Registry) -> None:
    """Write them into the dataset, when that has others.

    Raises
    ------
    Unavailable, Refused
    """

    def attempt(snapshot: Snapshot) -> Change | None:
        with engine.connect().execution_options(reading=True) as connection:
            now = stopped(connection, registry)
        return Change("Note who has stopped", stopped=now) if now != snapshot.stopped else None

    dataset.change(attempt)
