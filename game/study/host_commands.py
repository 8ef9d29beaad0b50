"""`python -m game study close` and `return`: what a host does with a study that runs."""

import sys
import time
from typing import Any

from game.players import withdrawals
from game.players.copies import withdraw_in_copies
from game.players.host_key import host_key, open_registry
from game.settings import Settings
from game.store.database import working_engine
from game.store.log_file import empty_log
from game.study import study_rows
from game.study.participant_ids import PanelIds


def add_host_commands(commands: Any) -> None:
    """Add the commands to those of `python -m game study`."""
    close = commands.add_parser(
        "close",
        help="let nobody new into a study",
        description="Let nobody new into a study, from now on; those inside finish the session that they are "
        "in. The game may be running. The exit code is 1 when the store knows no such study.",
    )
    close.add_argument("name", metavar="NAME", help="name of the study")
    close.set_defaults(run=lambda chosen: close_study(Settings.from_env(), chosen.name))
    returned = commands.add_parser(
        "return",
        help="withdraw a participant who returned their submission",
        description="Withdraw the participant with a panel id: all their answers are deleted, and they are "
        "not let in again. The game may be running. The exit code is 1 when the study has no such "
        "participant, or the id has been deleted.",
    )
    returned.add_argument("name", metavar="NAME", help="name of the study")
    returned.add_argument("panel_id", metavar="PANEL_ID", help="the panel's id of the participant")
    returned.set_defaults(run=lambda chosen: let_go(Settings.from_env(), chosen.name, chosen.panel_id))


def close_study(settings: Settings, name: str) -> int:
    """Close a study, and return the exit code."""
    with working_engine(settings.database_url).begin() as connection:
        if study_rows.find(connection, name) is None:
            print(f"python -m game: the store knows no study called {name}", file=sys.stderr)
            return 1
        closed_at = study_rows.close(connection, name, time.time())
    when = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(closed_at))
    print(f"{name}: closed since {when}; those inside finish their session")
    return 0


def let_go(settings: Settings, name: str, panel_id: str) -> int:
    """Withdraw a participant, and return the exit code."""
    engine = working_engine(settings.database_url)
    registry = open_registry(settings, engine)
    panel_ids = PanelIds(host_key(settings.secret, settings.state))
    with engine.begin() as connection:
        found = panel_ids.find(connection, panel_ids.lookup(name, panel_id))
        if found is None:
            print(f"python -m game: {name} has no such participant, or the id is deleted", file=sys.stderr)
            return 1
        if found[1] is not None:
            who = registry.identity(found[1].token)
            withdrawals.withdraw(connection, registry, who, bool(settings.dataset))
    withdraw_in_copies(engine, registry)
    empty_log(engine)
    print(f"{name}: withdrawn; all their answers are deleted")
    return 0
