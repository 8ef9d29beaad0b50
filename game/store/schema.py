"""The version of the database's schema: created new, or upgraded after the older one was copied."""

import logging
from pathlib import Path

from sqlalchemy import Engine, inspect, text

from game.store import facts
from game.store.backup import back_up
from game.store.engines import sqlite_file
from game.store.errors import StoreError
from game.store.schema_copies import new_name
from game.store.spatial_tables import ALL

SCHEMA_VERSION = "0011"
CHAINED_NAMES = "0003"  # from here on, a player's id follows from the pseudonym
log = logging.getLogger("earwitness.store")


def create_or_upgrade(engine: Engine) -> None:
    """Create the whole schema of a new database, as Alembic's guide advises, or upgrade an older one."""
    version = schema_version(engine)
    if version is None and not inspect(engine).has_table("rounds"):
        _create_schema(engine)
        return
    _copy_before_upgrade(engine, version)
    upgrade(engine)
    if version is not None and version < CHAINED_NAMES:
        with engine.begin() as connection:
            facts.put(connection, facts.EARLIER_NAMES, version)


def is_up_to_date(engine: Engine) -> bool:
    """Whether a database has the schema of this version of Earwitness.

    Raises
    ------
    StoreError
        When it is of a newer one.
    """
    version = schema_version(engine)
    if version is not None and version > SCHEMA_VERSION:
        raise StoreError(
            f"The database has schema {version} of a newer Earwitness, and this one knows {SCHEMA_VERSION}: "
            "upgrade Earwitness, or name another database in EARWITNESS_DATABASE."
        )
    return version == SCHEMA_VERSION


def schema_version(engine: Engine) -> str | None:
    """The version of the schema; None when there is no schema yet."""
    if not inspect(engine).has_table("alembic_version"):
        return None
    with engine.connect() as connection:
        return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()


def _create_schema(engine: Engine) -> None:
    with engine.begin() as connection:
        ALL.create_all(connection)
        connection.execute(
            text("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)")
        )
        connection.execute(text("INSERT INTO alembic_version VALUES (:version)"), {"version": SCHEMA_VERSION})


def _copy_before_upgrade(engine: Engine, version: str | None) -> None:
    file = sqlite_file(engine.url)
    if file is None or version is None:
        return
    copy = new_name(file, version)
    back_up(file, copy)
    log.warning("the database is upgraded from schema %s; %s is a copy of what it was", version, copy)


def upgrade(engine: Engine, version: str = "head") -> None:
    """Run the migrations that a database lacks up to a version, without a copy."""
    from alembic import command  # slow to import, as slow as the rest of the store, and rarely needed
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
