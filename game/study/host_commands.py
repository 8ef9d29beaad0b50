"""`python -m game study watch`, `close` and `return`: what a host does with a study that runs."""

import sys
import time
from typing import Any

from game.players import withdrawals
from game.players.copies import withdraw_in_copies
from game.players.host_key import host_key, open_registry
from game.settings import ALL_INTERFACES, Settings
from game.store.database import opened_engine
from game.store.log_file import empty_log
from game.study import study_rows
from game.study.participant_ids import PanelIds


def add_host_commands(commands: Any) -> None:
    """Add the commands to those of `python -m game study`."""
    watch = commands.add_parser(
        "watch",
        help="print the address at which a study is watched, with its key",
        description="Print the address at which you can watch a study while it runs. Whoever has it sees the "
        "progress, and can withdraw participants by panel id: keep it to yourself. The key follows from the "
        "host's key and the study's name, so it stays the same.",
    )
    watch.add_argument("name", metavar="NAME", help="name of the study")
    watch.add_argument("--at", metavar="URL", help="where the game is reached, such as https://game.example")
    watch.set_defaults(run=lambda chosen: show_watch(Settings.from_env(), chosen.name, chosen.at))
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


def show_watch(settings: Settings, name: str, at: str | None) -> int:
    """Print where a study is watched, and return the exit code."""
    with opened_engine(settings.database_url) as engine:
        with engine.connect() as connection:
            if study_rows.find(connection, name) is None:
                print(
                    f"python -m game: the store knows no study called {name}; serve it first", file=sys.stderr
                )
                return 1
        key = open_registry(settings, engine).study_key(name)
    print(f"{(at or own_address(settings)).rstrip('/')}/study/{name}/watch?key={key}")
    return 0


def own_address(settings: Settings) -> str:
    """Where the game is reached, as far as its settings tell."""
    if settings.space_host:
        return f"https://{settings.space_host}"
    host = "localhost" if settings.host in {"127.0.0.1", ALL_INTERFACES} else settings.host
    return f"http://{host}:{settings.port}{settings.root_path}"


def close_study(settings: Settings, name: str) -> int:
    """Close a study, and return the exit code."""
    with opened_engine(settings.database_url) as engine, engine.begin() as connection:
        if study_rows.find(connection, name) is None:
            print(f"python -m game: the store knows no study called {name}", file=sys.stderr)
            return 1
        closed_at = study_rows.close(connection, name, time.time())
    when = time.strftime("%Y-%m-%d %H:%M UTC", time.gmtime(closed_at))
    print(f"{name}: closed since {when}; those inside finish their session")
    return 0


def let_go(settings: Settings, name: str, panel_id: str) -> int:
    """Withdraw a participant, and return the exit code."""
    with opened_engine(settings.database_url) as engine:
        registry = open_registry(settings, engine)
        panel_ids = PanelIds(host_key(settings.secret, settings.state))
        with engine.begin() as connection:
            found = panel_ids.find(connection, panel_ids.lookup(name, panel_id))
            if found is None:
                print(
                    f"python -m game: {name} has no such participant, or the id is deleted", file=sys.stderr
                )
                return 1
            if found[1] is not None:
                who = registry.identity(found[1].token)
                withdrawals.withdraw(connection, registry, who, bool(settings.dataset))
        withdraw_in_copies(engine, registry)
        empty_log(engine)
    print(f"{name}: withdrawn; all their answers are deleted")
    return 0
