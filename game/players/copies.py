"""Withdrawals carried out in the copies of the database that were made before upgrades."""

import sqlite3
from functools import partial

from sqlalchemy import Engine, select

from game.players.identity import Registry
from game.store.schema_copies import change_copies, has_table
from game.store.tables import withdrawals

# What is left in a copy of somebody who took part in studies: nothing, their panel id included.
_LEAVE_STUDIES = "DELETE FROM participants WHERE player_id IN (SELECT id FROM players WHERE pseudonym = ?)"

_GAMES = "SELECT game FROM games JOIN players ON players.id = games.player_id WHERE pseudonym = ?"

Rows = set[tuple[str, str, str | None]]  # tombstone, state, pseudonym


def withdraw_in_copies(engine: Engine, registry: Registry) -> None:
    """Delete in every copy the players who have withdrawn, and let it know of all withdrawals.

    So whoever goes back to a copy brings nobody back. May be repeated, and interrupted.
    """
    change_copies(engine, partial(_withdraw, engine, registry))


def _withdraw(engine: Engine, registry: Registry, copy: sqlite3.Connection) -> bool:
    with engine.connect().execution_options(reading=True) as connection:  # while nobody else changes the copy
        now: Rows = {tuple(row) for row in connection.execute(select(withdrawals))}
    knows_withdrawals = has_table(copy, "withdrawals")
    before: Rows = set(copy.execute("SELECT * FROM withdrawals")) if knows_withdrawals else set()
    if now == before:
        return True
    found = copy.execute("SELECT id, pseudonym FROM players").fetchall()
    if any(registry.of_pseudonym(pseudonym) != id_ for id_, pseudonym in found):
        return False  # players have other names by now, and nobody can tell whether one of these withdrew
    gone = {tombstone for tombstone, *_ in now}
    withdrawn = [(pseudonym,) for _, pseudonym in found if registry.tombstone(pseudonym) in gone]
    if has_table(copy, "participants"):
        copy.executemany(_LEAVE_STUDIES, withdrawn)
    if has_table(copy, "challenges"):
        games = [game for who in withdrawn for (game,) in copy.execute(_GAMES, who)]
        names = [(registry.challenge(game),) for game in games]
        copy.executemany("DELETE FROM challenges WHERE challenge = ?", names)
    copy.executemany("DELETE FROM players WHERE pseudonym = ?", withdrawn)
    if knows_withdrawals:
        copy.execute("DELETE FROM withdrawals")
        copy.executemany("INSERT INTO withdrawals (tombstone, state, pseudonym) VALUES (?, ?, ?)", now)
    return True
