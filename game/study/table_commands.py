"""`python -m game study pay` and `demographics`: tables with personal data, for the host alone."""

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from game.players.host_key import host_key, open_registry
from game.settings import Settings
from game.store.database import opened_engine
from game.study import study_rows
from game.study.demographics_table import full_table
from game.study.participant_ids import PanelIds
from game.study.payment import COLUMNS, DELETED, payments
from game.study.private_table import PrivateTableError, write_private
from game.study.stored_study import stored_study
from game.study.study_schema import Study

Write = Callable[[Connection, Settings, Study, Path], list[str]]


def add_table_commands(commands: Any) -> None:
    """Add the commands to those of `python -m game study`."""
    pay = commands.add_parser(
        "pay",
        help="write whom to pay what: a table with personal ids",
        description="Write a CSV file of a study's participants with the ids of their panel: how it ended, "
        "completion code, minutes, pay, and whether the study's file says to approve or reject. It holds "
        "personal data: only you can read the file, and it may not lie in the state folder. Ids that were "
        "deleted after the study's time are said to be. The game may be running.",
    )
    demographics = commands.add_parser(
        "demographics",
        help="write what each participant said about themselves: a table that identifies people",
        description="Write a CSV file of what each participant of a study said about themselves, in full, by "
        "published pseudonym, without panel ids and times. Whoever has it and knows somebody may find their "
        "answers: only you can read the file, and it is not to be passed on. The game may be running.",
    )
    for command, write in ((pay, write_payments), (demographics, write_demographics)):
        command.add_argument("name", metavar="NAME", help="name of the study")
        command.add_argument("--out", type=Path, metavar="FILE", required=True, help="the file to write")
        command.set_defaults(run=lambda chosen, write=write: _run(chosen.name, chosen.out, write))


def write_payments(connection: Connection, settings: Settings, study: Study, out: Path) -> list[str]:
    """Write whom to pay; gives what to print."""
    if study.panel is None:
        raise PrivateTableError(f"{study.name} names no panel in its file, so it has nobody's id")
    is_over = study_rows.is_closed(connection, study.name)
    bonus = study.pay.bonus if study.pay else None
    kept = PanelIds(host_key(settings.secret, settings.state)).of_study(connection, study.name)
    rows = list(payments(connection, study, kept, shows_points=bonus is not None and is_over))
    names = [name for name in (study.panel.participant, study.panel.study, study.panel.session) if name]
    write_private(out, [*names, *COLUMNS], rows, settings.state)
    decided = Counter(row["decision"] for row in rows)
    lines = [
        f"{out} holds personal ids. Only you can read it; delete it once everybody is paid.",
        f"{study.name}: {decided['approve']} to approve, {decided['reject']} to reject, "
        f"{decided['wait']} not finished, {decided['none']} screened out or withdrawn",
    ]
    if gone := sum(DELETED in row["reason"] for row in rows):
        lines.append(f"The ids of {gone} are deleted: see the column `reason`.")
    if bonus is not None:
        lines.append(f"Bonus, as the file says: {bonus.text(study.languages[0])}")
        if not is_over:
            lines.append("Points for it are shown once the study is closed, so that nobody looks before.")
    return lines


def write_demographics(connection: Connection, settings: Settings, study: Study, out: Path) -> list[str]:
    """Write what participants say about themselves; gives what to print."""
    rows = list(full_table(connection, study))
    write_private(out, ["player", "language", "outcome", *study.demographics], rows, settings.state)
    return [
        f"{out} can identify people. Only you can read it: keep it to yourself, and show margins instead.",
        f"{study.name}: {len(rows)} participants",
    ]


def _run(name: str, out: Path, write: Write) -> int:
    settings = Settings.from_env()
    with opened_engine(settings.database_url) as engine, engine.connect() as connection:
        open_registry(settings, engine)  # it is the key of this database
        study = stored_study(connection, name)
        if study is None:
            print(f"python -m game: the store knows no study called {name}", file=sys.stderr)
            return 1
        try:
            lines = write(connection, settings, study, out)
        except PrivateTableError as error:
            print(f"python -m game: {error}", file=sys.stderr)
            return 1
    print(*lines, sep="\n")
    return 0
