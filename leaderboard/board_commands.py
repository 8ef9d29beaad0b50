"""The commands about the whole board: the table in print, and the two processes beside the game."""

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from tqdm import tqdm

from game.json_types import Json
from game.processes.lifetime import exit_when_closed
from game.settings import Settings
from leaderboard.board import payload
from leaderboard.board.compute_intervals import work_out
from leaderboard.board.same_clips import compared
from leaderboard.board.standings import MIN_CLIPS
from leaderboard.board.table import table
from leaderboard.board.text_table import in_print, same_clips_in_print
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.reading import read_guesses
from leaderboard.uncertainty.interval_file import SEED
from leaderboard.uncertainty.resamples import REPLICATES
from leaderboard.worker.loop import LEAVE_SECONDS, keep_counting
from leaderboard.worker.output_files import FOLDER, INTERVALS, OutputFiles
from leaderboard.worker.updater import BoardUpdater

LOG_FORMAT = "%(levelname)s %(name)s: %(message)s"
COUNTING_NICENESS, INTERVALS_NICENESS = 10, 19  # the game comes first


def add_commands(commands: Any) -> None:
    """Put the commands on the command line of `python -m leaderboard`."""
    standings = commands.add_parser(
        "standings",
        help="print people, crowds, models and baselines in one table",
        description="Print the leaderboard of the pack and the guesses that the settings name, with 95% "
        "intervals in brackets. Continent and country are from coordinates, as for people; rows that are "
        "printed in the paper have theirs by name, and no intervals. docs/scoring.md explains every figure.",
    )
    standings.add_argument("--json", action="store_true", help="print JSON, with every figure")
    standings.add_argument(
        "--same-clips",
        nargs="*",
        metavar="KEY",
        help="people and the entrants with these keys, which --json tells (alm/gemini-3-pro, crowd), over "
        "the clips that all of them answered, with paired differences to people; no key: every model with "
        f"{MIN_CLIPS} clips or more",
    )
    standings.add_argument("--seed", type=_count_of, default=SEED, help="of the bootstrap (%(default)s)")
    standings.add_argument(
        "--replicates",
        type=_count_of,
        default=REPLICATES,
        help="of the bootstrap (%(default)s); 0: no intervals",
    )
    standings.set_defaults(run=_standings)
    count = commands.add_parser(
        "count",
        help="keep the leaderboard's files up to date beside a game, which starts this by itself",
        description="Read new guesses every few seconds and write what the leaderboard shows into the state "
        "folder, until the standard input ends. A line of JSON there is a question.",
    )
    count.set_defaults(run=_count)
    intervals = commands.add_parser(
        "intervals",
        help="work out the leaderboard's intervals once, as a game does every ten minutes",
        description="Read all guesses, and write 95% intervals and ranks into the state folder.",
    )
    intervals.add_argument(
        "--beside", action="store_true", help="leave when the standard input ends, as it does with a game"
    )
    intervals.set_defaults(run=_intervals)


def _standings(chosen: argparse.Namespace) -> int:
    roster = _roster(Settings.from_env())
    if chosen.same_clips is not None:
        return _same_clips(roster, chosen.same_clips, chosen.json)
    _take_constants(roster)
    found = work_out(roster, time.time(), chosen.seed, chosen.replicates, _shown)
    rows = table(roster.benchmark, roster.entrants(), found)
    told = payload.told(roster, rows, (), found)
    lines = [_json(told)] if chosen.json else in_print(rows, told["lead"], told["notes"], found)
    for line in lines:
        print(line)
    return 0


def _same_clips(roster: Roster, keys: Sequence[str], as_json: bool) -> int:
    if keys:
        _take_constants(roster)
    found = compared(roster, keys)
    for line in [_json(found)] if as_json else same_clips_in_print(found):
        print(line)
    return 0


def _json(told: Json) -> str:
    return json.dumps(told, indent=2, allow_nan=False)


def _shown(entrants: Sequence[Entrant]) -> Iterable[Entrant]:
    each: Iterable[Entrant] = tqdm(entrants, "Working out intervals", unit=" rows", disable=None)
    return each


def _count(_chosen: argparse.Namespace) -> int:
    os.nice(COUNTING_NICENESS)
    exit_when_closed(sys.stdin.fileno(), grace_seconds=LEAVE_SECONDS)
    logging.basicConfig(format=LOG_FORMAT)
    settings = Settings.from_env()
    updater = BoardUpdater(settings, OutputFiles(settings.state / FOLDER))
    try:
        keep_counting(updater, sys.stdin.buffer, sys.stdout.buffer)
    finally:
        updater.close()
    return 0


def _intervals(chosen: argparse.Namespace) -> int:
    if chosen.beside:
        exit_when_closed(sys.stdin.fileno())
    # What is wrong with models' answers has been told by the process that counts.
    logging.basicConfig(format=LOG_FORMAT, level=logging.ERROR if chosen.beside else logging.WARNING)
    os.nice(INTERVALS_NICENESS)
    settings = Settings.from_env()
    started = time.time()
    roster = _roster(settings)
    _take_constants(roster)
    found = work_out(roster, started, progress=_shown)
    OutputFiles(settings.state / FOLDER).put(INTERVALS, replace(found, as_of=started).json())
    return 0


def _roster(settings: Settings) -> Roster:
    benchmark = Benchmark.load(settings)
    roster = Roster(benchmark, settings.answers)
    roster.take_guesses(read_guesses(settings.database_url, benchmark), 0)
    roster.take_answers()
    return roster


def _take_constants(roster: Roster) -> None:
    """Baselines cost seconds; the demo has none."""
    if not roster.benchmark.is_synthetic:
        roster.take_constants()


def _count_of(text: str) -> int:
    """A whole number from 0, as an argument."""
    number = int(text)
    if number < 0:
        raise ValueError
    return number


_count_of.__name__ = "whole number"  # argparse: "invalid whole number value"
