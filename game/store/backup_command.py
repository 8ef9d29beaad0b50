"""`python -m game backup`: a copy of the database, taken while the game runs."""

import argparse
import time
from pathlib import Path
from typing import Any

from tqdm import tqdm

from game.settings import SettingError, Settings
from game.store.backup import back_up
from game.store.engines import sqlite_file

FOLDER = "backups"


def add_command(commands: Any) -> None:
    """Add the command to the command line of `python -m game`."""
    backup = commands.add_parser(
        "backup",
        help="copy the database while the game runs, and check the copy",
        description="Copy the SQLite database of EARWITNESS_DATABASE or EARWITNESS_STATE, with every guess "
        "that was answered up to now, and check the copy; a game may be running. No file is replaced. "
        "docs/running.md says how to go back to a copy.",
    )
    backup.add_argument(
        "copy",
        type=Path,
        nargs="?",
        metavar="FILE",
        help="the file to make, or a folder to make one in; default: the folder backups of EARWITNESS_STATE",
    )
    backup.set_defaults(run=_backup)


def _backup(chosen: argparse.Namespace) -> int:
    settings = Settings.from_env()
    file = sqlite_file(settings.database_url)
    if file is None:
        raise SettingError("EARWITNESS_DATABASE is no SQLite file: copy it with its server's tool, pg_dump")
    copy = _target(chosen.copy or settings.state / FOLDER, made=chosen.copy is None)
    with tqdm(desc="Copying", unit=" pages", unit_scale=True, disable=None) as bar:

        def show(copied: int, total: int) -> None:
            bar.total = total
            bar.update(copied - bar.n)

        rows = back_up(file, copy, show)
    size = copy.stat().st_size / 1e6
    print(f"{copy}: {rows.get('rounds', 0):,} rounds of {rows.get('players', 0):,} players, {size:,.1f} MB")
    kept = "the text of EARWITNESS_SECRET" if settings.secret else f"{settings.state / 'secret'}"
    print(f"It is of no use without the host's key: keep {kept} too, in another place.")
    return 0


def _target(chosen: Path, made: bool) -> Path:
    """A new file in the folder that was chosen, or the file."""
    if not (made or chosen.is_dir()):
        return chosen
    return chosen / f"earwitness-{time.strftime('%Y-%m-%d-%H%M%S', time.gmtime())}.db"
