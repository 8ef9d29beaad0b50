"""Players of the oldest databases, whose id did not follow from their pseudonym: renamed on return."""

from sqlalchemy import Connection, delete, insert, select, update

from game.errors import UnknownPlayer
from game.players.identity import Identity, Registry
from game.store import facts
from game.store.tables import games, players, rounds


class EarlierNames:
    """The players who still have their earlier names.

    Parameters
    ----------
    connection : Connection
        Of the database at the start.
    """

    def __init__(self, connection: Connection, registry: Registry) -> None:
        self._registry = registry
        self._ids: set[str] = set()
        if facts.get(connection, facts.EARLIER_NAMES) is not None:
            found = connection.execute(select(players.c.id, players.c.pseudonym))
            self._ids = {id_ for id_, pseudonym in found if registry.of_pseudonym(pseudonym) != id_}

    @property
    def are_left(self) -> bool:
        return bool(self._ids)

    def earlier_id(self, token: str) -> str | None:
        """The earlier id of the token's player; None when it is none of them."""
        try:
            earlier = self._registry.earlier_id(token)
        except UnknownPlayer:
            return None
        return earlier if earlier in self._ids else None

    def rename(self, connection: Connection, earlier: str, who: Identity) -> None:
        """Give a player, with all games and rounds, the names that every player has now."""
        row = connection.execute(select(players).where(players.c.id == earlier)).mappings().first()
        if row is not None:
            connection.execute(insert(players).values({**row, "id": who.id, "pseudonym": who.pseudonym}))
            for table in (games, rounds):
                connection.execute(update(table).where(table.c.player_id == earlier).values(player_id=who.id))
            connection.execute(delete(players).where(players.c.id == earlier))

    def forget(self, earlier: str) -> None:
        """Note that a player was renamed."""
        self._ids.discard(earlier)
