"""The commands about the dataset: publish, restore, withdraw."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from game.errors import UnknownCode
from game.players import withdrawals
from game.players.identity import Registry, host_key
from game.processes.publish_process import why_key_would_be_lost
from game.settings import SettingError, Settings
from game.store.database import working_engine

NICENESS = 10  # the game comes first
WAIT_SECONDS = 300.0  # for another process that is at work on the dataset


def add_commands(commands: Any) -> None:
    """Put the commands on the command line of `python -m game`."""
    publish = commands.add_parser(
        "publish",
        help="publish closed rounds in the dataset, as the game does by itself",
        description="Publish all closed rounds that wait in the dataset that EARWITNESS_DATASET names, carry "
        "out withdrawals that wait, and put files together once a day. A running game does so by itself.",
    )
    how = publish.add_mutually_exclusive_group()
    how.add_argument(
        "--forget",
        action="store_true",
        help="then delete all earlier versions of the dataset for good, and files that only they held",
    )
    how.add_argument("--keep", action="store_true", help="go on until the input ends, as beside a game")
    publish.set_defaults(run=_publish)
    restore = commands.add_parser(
        "restore",
        help="bring what was published back into the store",
        description="Read the dataset that EARWITNESS_DATASET names into the store: guesses, games and "
        "players with their pseudonyms, but nobody who has withdrawn. What is in the store stays as it is.",
    )
    restore.set_defaults(run=_restore)
    withdraw = commands.add_parser(
        "withdraw",
        help="withdraw a player by the withdrawal code",
        description="Delete a player with all guesses from the store and from the dataset, if there is one.",
    )
    withdraw.add_argument("code", metavar="CODE", help="as it was given to the player")
    withdraw.set_defaults(run=_withdraw)


def _publish(asked: argparse.Namespace) -> int:
    if asked.keep:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # it ends with its input, after a last publishing
        os.nice(NICENESS)
    from game.publishing import publish_loop as publishing

    settings = _settings()
    if why := why_key_would_be_lost(settings):
        raise SettingError(why)
    if asked.keep:
        publishing.say_log()
        with publishing.context(settings) as context:
            publishing.PublishLoop(context).keep(sys.stdin.buffer)
        return 0
    with _answered(), publishing.context(settings) as context, context.alone(WAIT_SECONDS):
        made = context.publish(publishing.today())
        print(f"{settings.dataset}: {made} new file{'s' * (made != 1)} of guesses")
        if asked.forget:
            deleted = context.dataset.squash()
            print(f"{settings.dataset}: earlier versions are gone, and {deleted} files that only they held")
    return 0


def _restore(_asked: argparse.Namespace) -> int:
    from game.publishing import publish_loop as publishing

    settings = _settings()
    bar = tqdm(desc="Restoring", unit=" guesses", disable=None)
    with _answered(), publishing.context(settings) as context, context.alone(WAIT_SECONDS), bar:
        done = context.restore(lambda rounds: bar.update(rounds - bar.n))
    print(f"{settings.dataset}: {done.rounds:,} guesses of {done.players:,} players are in the store")
    if done.withdrawn:
        print(f"Left out: {done.withdrawn:,} guesses of players who have withdrawn")
    return 0


def _withdraw(asked: argparse.Namespace) -> int:
    settings = Settings.from_env()
    settings.state.mkdir(parents=True, exist_ok=True)
    registry = Registry(host_key(settings.secret, settings.state))
    engine = working_engine(settings.database_url)
    try:
        who = registry.of_code(asked.code)
        with engine.begin() as connection:
            state = withdrawals.withdraw(connection, registry, who, publishes=bool(settings.dataset))
    except UnknownCode as error:
        sys.exit(f"python -m game: {error}")
    finally:
        engine.dispose()
    print("The player and all their guesses are deleted from the store.")
    return _rid(settings) if state == withdrawals.WAITING else 0


def _rid(settings: Settings) -> int:
    from game.publishing import publish_loop as publishing

    try:
        with publishing.context(settings) as context, context.alone(WAIT_SECONDS):
            context.withdraw()
    except publishing.FAILURES as error:
        print(
            f"{settings.dataset} has still to be rid of them ({error}): the game does it by itself, or "
            "`python -m game publish`.",
            file=sys.stderr,
        )
        return 1
    print(
        f"{settings.dataset}: the current version is rid of them. `python -m game publish --forget` deletes"
    )
    print("earlier versions; copies that the Hub converts follow later, downloaded ones cannot be recalled.")
    return 0


def _settings() -> Settings:
    settings = Settings.from_env()
    if not settings.dataset:
        raise SettingError("EARWITNESS_DATASET is not set: name a dataset repository of the Hub")
    return settings


@contextmanager
def _answered() -> Iterator[None]:
    from game.publishing import publish_loop as publishing

    try:
        yield
    except publishing.FAILURES as error:
        sys.exit(f"python -m game: {error}")
