"""Single facts about the database itself, by name."""

from sqlalchemy import Connection, delete, insert, select

from game.store.tables import facts

KEY_CHECK = "key_check"  # what the host's key makes of a fixed text
PROBE = "probe"  # rewritten to see whether anything can be written
RUN = "run"  # name of the run that has the database open; empty after it closed it
EXPIRED_BEFORE = "expired_before"  # the dataset holds no guesses from before this day
EARLIER_NAMES = "earlier_names"  # there are players whose id does not follow from their pseudonym


def get(connection: Connection, name: str) -> str | None:
    """The fact with this name; None when it was never noted."""
    value: str | None = connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()
    return value


def put(connection: Connection, name: str, value: str) -> None:
    """Note a fact, in place of an earlier one."""
    connection.execute(delete(facts).where(facts.c.name == name))
    connection.execute(insert(facts).values(name=name, value=value))
