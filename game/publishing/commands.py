"""`python -m game publish`, `restore` and `withdraw`."""

import argparse
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tqdm import tqdm

from game.errors import UnknownCode
from game.exit_codes import REFUSED
from game.logs import set_up_logging
from game.players import withdrawals
from game.players.copies import withdraw_in_copies
from game.players.host_key import open_registry
from game.processes.memory import leave_out_pandas
from game.processes.publish_process import why_key_would_be_lost
from game.settings import SettingError, Settings
from game.store.database import working_engine
from game.store.log_file import empty_log

NICENESS = 10  # the game comes first
WAIT_SECONDS = 300.0  # for another process that is working on the dataset


def add_commands(commands: Any) -> None:
    """Add the commands to the command line of `python -m game`."""
    publish = commands.add_parser(
        "publish",
        help="publish closed rounds in the dataset now; a running game does so automatically",
        description="Publish all closed rounds that are due in the dataset that EARWITNESS_DATASET names, "
        "carry out pending withdrawals, and merge files once a day. A running game does so automatically.",
    )
    how = publish.add_mutually_exclusive_group()
    how.add_argument(
        "--forget",
        action="store_true",
        help="then delete all earlier versions of the dataset for good, with the files that only they held",
    )
    how.add_argument(
        "--again",
        action="store_true",
        help="also publish what the dataset has lost: guesses that were published and are not in it",
    )
    how.add_argument(
        "--keep", action="store_true", help="keep publishing until standard input ends, as beside a game"
    )
    publish.set_defaults(run=_publish)
    restore = commands.add_parser(
        "restore",
        help="restore published guesses into the store",
        description="Read the dataset that EARWITNESS_DATASET names into the store: guesses, games and "
        "players with their pseudonyms. Players who have withdrawn are left out, and deleted from the store "
        "if a backup brought them back; all other existing rows stay as they are.",
    )
    restore.set_defaults(run=_restore)
    withdraw = commands.add_parser(
        "withdraw",
        help="withdraw a player, given the withdrawal code",
        description="Delete a player with all guesses from the store and, if there is one, from the dataset.",
    )
    withdraw.add_argument("code", metavar="CODE", help="the code that the player was given")
    withdraw.set_defaults(run=_withdraw)


def _publish(options: argparse.Namespace) -> int:
    if options.keep:
        # The process ends with its input instead, after publishing once more.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        os.nice(NICENESS)
        leave_out_pandas()
    from game.publishing.publish_loop import PublishLoop
    from game.publishing.publishing_context import open_context, today

    settings = _settings()
    if why := why_key_would_be_lost(settings):
        raise SettingError(why)
    if options.keep:
        set_up_logging("publishing")
        with open_context(settings) as context:
            PublishLoop(context, sys.stdin.buffer).run()
        return 0
    with (
        _exit_on_failure(),
        open_context(settings) as context,
        context.alone(WAIT_SECONDS),
    ):
        if options.again:
            lost, made = context.publish_again(today())
            print(f"{settings.dataset}: {lost:,} guesses were not in it any more and are published again")
        else:
            made = context.publish(today())
        print(f"{settings.dataset}: {made} new file{'s' * (made != 1)} of guesses")
        if options.forget:
            deleted = context.dataset.squash()
            print(
                f"{settings.dataset}: earlier versions are deleted, with {deleted} files that only they held"
            )
    return 0


def _restore(_options: argparse.Namespace) -> int:
    from game.publishing.publishing_context import open_context

    settings = _settings()
    bar = tqdm(desc="Restoring", unit=" guesses", disable=None)
    with (
        _exit_on_failure(),
        open_context(settings) as context,
        context.alone(WAIT_SECONDS),
        bar,
    ):
        done = context.restore(lambda rounds: bar.update(rounds - bar.n))
    print(f"{settings.dataset}: the store has its {done.rounds:,} rows of {done.players:,} players")
    if done.withdrawn:
        print(f"Left out: {done.withdrawn:,} guesses of players who have withdrawn")
    return 0


def _withdraw(options: argparse.Namespace) -> int:
    settings = Settings.from_env()
    settings.state.mkdir(mode=0o700, parents=True, exist_ok=True)
    engine = working_engine(settings.database_url)
    try:
        registry = open_registry(settings, engine)
        who = registry.of_code(options.code)
        with engine.begin() as connection:
            state = withdrawals.withdraw(connection, registry, who, publishes=bool(settings.dataset))
        empty_log(engine)
        withdraw_in_copies(engine, registry)
    except UnknownCode as error:
        sys.exit(f"python -m game: {error}")
    finally:
        engine.dispose()
    print("The player and all their guesses are deleted from the store.")
    return _remove_from_dataset(settings) if state == withdrawals.WAITING else 0


def _remove_from_dataset(settings: Settings) -> int:
    from game.publishing.publishing_context import FAILURES, open_context

    try:
        with open_context(settings) as context, context.alone(WAIT_SECONDS):
            context.withdraw()
    except FAILURES as error:
        print(
            f"Removal from {settings.dataset} is pending ({error}): a running game or `python -m game "
            "publish` will do it.",
            file=sys.stderr,
        )
        return 1
    print(
        f"{settings.dataset}: removed from the current version. `python -m game publish --forget` deletes\n"
        "earlier versions. The Hub updates its converted copies later; downloaded ones cannot be recalled."
    )
    return 0


def _settings() -> Settings:
    settings = Settings.from_env()
    if not settings.dataset:
        raise SettingError("EARWITNESS_DATASET is not set: name a dataset repository of the Hub")
    return settings


@contextmanager
def _exit_on_failure() -> Iterator[None]:
    from game.publishing.dataset import ForeignDataset
    from game.publishing.publishing_context import FAILURES

    try:
        yield
    except ForeignDataset as error:
        print(f"python -m game: {error}", file=sys.stderr)
        sys.exit(REFUSED)
    except FAILURES as error:
        sys.exit(f"python -m game: {error}")
