"""The host's key: chosen or generated, long enough, and the one that the database was made with."""

import secrets
from pathlib import Path

from sqlalchemy import Connection, Engine, select

from game.atomic_write import write_once
from game.players.identity import Registry
from game.setting_types import LEAST_KEY_CHARACTERS
from game.settings import SettingError, Settings
from game.store import facts
from game.store.tables import players

FILE = "secret"
GO_ON = (
    "With another key, players' tokens and withdrawal codes are void, and guesses are published under other "
    "names. {} To begin anew without these players, name another folder in EARWITNESS_STATE."
)


def open_registry(settings: Settings, engine: Engine) -> Registry:
    """The registry of the host's key, once it is known to be the key of this database.

    A database that does not know its key yet learns it here; one with players only if they were made with it.

    Raises
    ------
    SettingError
        When the key is lost, too short, or another one; the message says what to do.
    """
    file = settings.state / FILE
    with engine.connect().execution_options(reading=True) as connection:
        if not settings.secret and not file.exists() and _knows_a_key(connection):
            raise SettingError(
                f"The host's key is lost: {file} is gone. "
                + GO_ON.format("Put that file back, or set EARWITNESS_SECRET to the text that was in it.")
            )
        registry = Registry(host_key(settings.secret, settings.state))
        known = facts.get(connection, facts.KEY_CHECK)
        if not _fits(connection, registry, known):
            raise SettingError(_why_another(connection, settings, known))
    if known is None:
        _note(engine, registry, settings)
    return registry


def _note(engine: Engine, registry: Registry, settings: Settings) -> None:
    """Note the key, unless another process that starts at the same moment was first."""
    with engine.begin() as connection:
        known = facts.get(connection, facts.KEY_CHECK)
        if known is None:
            facts.put(connection, facts.KEY_CHECK, registry.check_value())
        elif known != registry.check_value():
            raise SettingError(_why_another(connection, settings, known))


def host_key(chosen: str, state: Path) -> bytes:
    """The host's key: the chosen one, or one generated at the first start and kept in the state folder.

    Raises
    ------
    SettingError
        When the file that keeps it is damaged.
    """
    if chosen:
        return chosen.encode()
    file = state / FILE
    if not file.exists():
        write_once(file, secrets.token_hex(32).encode())
    key = file.read_text().strip()
    if len(key) < LEAST_KEY_CHARACTERS:
        raise SettingError(
            f"The host's key is damaged: {file} holds {len(key)} characters. Put a copy of that file in its "
            "place. If nobody has played here yet, delete it, and a new key is made."
        )
    return key.encode()


def _knows_a_key(connection: Connection) -> bool:
    anybody = connection.execute(select(players.c.id).limit(1)).first()
    return facts.get(connection, facts.KEY_CHECK) is not None or anybody is not None


def _fits(connection: Connection, registry: Registry, known: str | None) -> bool:
    """Whether this is the database's key, by its check value, or in older databases by any of the players.

    The players of the oldest databases do not tell; then the key is believed.
    """
    if known is not None:
        return known == registry.check_value()
    found = connection.execute(select(players.c.id, players.c.pseudonym)).all()
    fits = any(registry.of_pseudonym(pseudonym) == player_id for player_id, pseudonym in found)
    return fits or not found or facts.get(connection, facts.EARLIER_NAMES) is not None


def _why_another(connection: Connection, settings: Settings, known: str | None) -> str:
    file = settings.state / FILE
    advice = f"Set EARWITNESS_SECRET to the key that was used before, or put that key into {file}."
    if settings.secret and file.exists() and _fits(connection, Registry(host_key("", settings.state)), known):
        advice = f"The key in {file} fits: leave EARWITNESS_SECRET empty, or set it to the text in there."
    elif settings.secret:
        advice = "Set EARWITNESS_SECRET to the key that was used before."
    return f"The host's key is not the one that this database was made with. {GO_ON.format(advice)}"
