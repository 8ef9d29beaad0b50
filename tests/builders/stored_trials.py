"""Trials around the head, written straight into a store as the game writes them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, insert

from game import __version__
from game.play.daily_limit import utc_day
from game.random_names import random_name
from game.store.spatial_tables import spatial_games, spatial_trials

START = 1_800_000_000.0
TRIAL = {
    "practice": False,
    "pack": "tiny",
    "pack_hash": "0" * 64,
    "scene": "s0001",
    "item": "s0001-q8_point",
    "family": "hear-you-are",
    "task": "q8_point",
    "kind": "point",
    "track": "static",
    "rendering": "binaural",
    "status": "answered",
    "azimuth": 20.0,
    "elevation": 0.0,
    "true_azimuth": 160.0,
    "true_elevation": 0.0,
    "error_degrees": 140.0,
    "front_back_reversed": True,
    "points": 3.0,
    "headphones_check": "passed",
    "bytes_served": 1,
    "client": "page",
    "closed_before": 0,
    "draw_probability": 0.5,
    "allocation": "task-balanced",
    "why_not": [],
    "device": "desktop",
    "app_version": __version__,
    "consent_version": "soon-1",
}


def add_trials(connection: Connection, ids: Sequence[str], since: float = START, **columns: Any) -> list[str]:
    """Write a game of one trial for each player's id named; give the trials' ids."""
    names = [random_name() for _ in ids]
    for name, player in zip(names, ids, strict=True):
        row = {**TRIAL, **columns}
        own = {"game": f"g-{name}", "player_id": player}
        facts = {key: row[key] for key in ("track", "practice", "pack")}
        connection.execute(insert(spatial_games).values(**own, **facts, length=1))
        mine = {
            **own,
            "trial": name,
            "number": 1,
            "audio": f"a-{name}",
            "touched_at": since,
            "day": utc_day(since),
        }
        connection.execute(insert(spatial_trials).values(**{**row, **mine}))
    return names
