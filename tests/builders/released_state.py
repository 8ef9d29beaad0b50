"""State folders as released versions of the game left them, one for each version of the database's schema.

Each was made by its own version: a player who agreed was dealt four rounds of the demo through the HTTP API,
guessed in two, skipped one and left one open; then the game was stopped. `released/` has each database as
SQL, and the player's token and the host's key, which were made for this alone.
"""

import json
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parents[1] / "game" / "store" / "released"
VERSIONS = tuple(sorted(file.stem for file in FOLDER.glob("*.sql")))


@dataclass(frozen=True)
class Earlier:
    """What is known of the one who played.

    Attributes
    ----------
    closed : dict of str to float
        GeoScores of the closed rounds.
    """

    secret: str
    token: str
    game: str
    closed: dict[str, float]


def released_state(state: Path, version: str) -> Earlier:
    """Fill a folder that is not there yet with the state of a released version."""
    earlier = Earlier(**json.loads((FOLDER / "players.json").read_text())[version])
    state.mkdir()
    (state / "secret").write_text(earlier.secret)
    with closing(sqlite3.connect(state / "earwitness.db")) as connection:
        connection.executescript((FOLDER / f"{version}.sql").read_text())
    return earlier
