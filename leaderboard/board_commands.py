"""The commands about the leaderboard: its table as text, and the two worker processes beside the game."""

import argparse
import json
import logging
import os
import sys
import time
from collections.abc import Iterable, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tqdm import tqdm

from game.json_types import Json
from game.logs import set_up_logging
from game.processes.lifetime import exit_when_closed
from game.processes.memory import leave_out_pandas
from game.settings import Settings
from leaderboard.board import payload
from leaderboard.board.compute_intervals import compute_intervals
from leaderboard.board.headline import headline
from leaderboard.board.same_clips import compare_on_same_clips
from leaderboard.board.standings import Standing
from leaderboard.board.table import table
from leaderboard.board.text_table import format_same_clips, format_table
from leaderboard.dataset.dataset_error import DatasetError
from leaderboard.dataset.engine import ENGINES
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import Roster
from leaderboard.spatial.standings_command import print_around
from leaderboard.spatial.updater import AroundUpdater, BothBoards
from leaderboard.uncertainty.interval_file import SEED, Intervals
from leaderboard.uncertainty.resamples import REPLICATES
from leaderboard.worker.counting_loop import LEAVE_SECONDS, keep_counting
from leaderboard.worker.output_files import FOLDER, INTERVALS, OutputFiles, around_outputs
from leaderboard.worker.questions import OnlyAnswers
from leaderboard.worker.updater import BoardUpdater

if TYPE_CHECKING:
    from leaderboard.study.study_record import StudyRecord

COUNTING_NICENESS, INTERVALS_NICENESS = 10, 19  # the game comes first


def add_commands(commands: Any) -> None:
    """Add the commands to the command line of `python -m leaderboard`."""
    standings = commands.add_parser(
        "standings",
        help="print people, crowds, models and baselines in one table",
        description="Print the leaderboard for the pack and the guesses that the settings name, with 95% "
        "confidence intervals in brackets. Continent and country are from coordinates, as for people; rows "
        "printed in the paper have theirs by name, in parentheses, and no intervals. docs/scoring.md "
        "explains every figure. With --from a study's archive or with --study, print the rows of one study, "
        "on its clips alone: people up to the study's cap, with its rules. With --from a published dataset, "
        "its guesses take the place of the database.",
    )
    source = standings.add_mutually_exclusive_group()
    source.add_argument(
        "--from",
        dest="source",
        metavar="DIR",
        help="a study's archive, as python -m game export --archive writes it; no database and no pack is "
        "read. Or a published dataset, as a folder, as python -m game export --format parquet writes it, or "
        "as hf://datasets/OWNER/NAME[@REVISION]",
    )
    source.add_argument(
        "--around", action="store_true", help="the second board, around the head; docs/around.md explains it"
    )
    source.add_argument("--study", metavar="NAME", help="a study in the database")
    standings.add_argument(
        "--engine",
        choices=ENGINES,
        help="with --from a published dataset: what adds its guesses up; duckdb (default) in this process, "
        "pyspark where they outgrow a machine. docs/leaderboard.md says what to install",
    )
    standings.add_argument("--json", action="store_true", help="print JSON, with every figure")
    standings.add_argument(
        "--csv", action="store_true", help="with --around: print CSV, by family, level and task, too"
    )
    standings.add_argument(
        "--same-clips",
        nargs="*",
        metavar="KEY",
        help="compare people with each of the entrants with these keys (alm/gemini-3-pro, crowd; --json "
        "lists them), on the clips that both have answered; without keys, with every model",
    )
    standings.add_argument("--seed", type=_count_of, default=SEED, help="bootstrap seed (%(default)s)")
    standings.add_argument(
        "--replicates",
        type=_count_of,
        default=REPLICATES,
        help="bootstrap replicates (%(default)s); 0 for no intervals of ranks and percentiles",
    )
    standings.set_defaults(run=_standings)
    count = commands.add_parser(
        "count",
        help="keep the leaderboard's files up to date beside a game; the game starts this itself",
        description="Read new guesses every few seconds, and write the leaderboard's files into the state "
        "folder until standard input closes. Each line of standard input is a question, in JSON.",
    )
    count.add_argument(
        "--only-answers",
        action="store_true",
        help="answer questions and write no files, as beside games that share a database and do not count",
    )
    count.set_defaults(run=_count)
    intervals = commands.add_parser(
        "intervals",
        help="compute the leaderboard's confidence intervals once; a game does so every ten minutes",
        description="Read all guesses, and write 95% confidence intervals and ranks into the state folder.",
    )
    intervals.add_argument(
        "--beside", action="store_true", help="exit when standard input closes, as it does when a game ends"
    )
    intervals.set_defaults(run=_intervals)


def _standings(arguments: argparse.Namespace) -> int:
    if arguments.around:
        return print_around(Settings.from_env(), as_json=arguments.json, as_csv=arguments.csv)
    if arguments.source and _is_published(arguments.source):
        return _of_dataset(arguments)
    if arguments.engine:
        raise DatasetError("--engine needs a published dataset: name its folder or its address with --from.")
    record = _record(arguments)
    roster = _roster(record)
    if arguments.same_clips is not None:
        return _same_clips(roster, arguments.same_clips, arguments.json)
    roster.compute_baselines()
    intervals = compute_intervals(
        roster, time.time(), arguments.seed, arguments.replicates, _with_progress_bar
    )
    rows, board = _board(record, roster, intervals)
    board["headline"] = headline(compare_on_same_clips(roster, ()))
    lines = [_json(board)] if arguments.json else format_table(rows, board["lead"], board["notes"], intervals)
    for line in lines:
        print(line)
    return 0


# The Hub's client and study files take memory that the counting process, which imports this module too, does
# not need.


def _is_published(source: str) -> bool:
    from leaderboard.dataset.standings_command import is_published

    return is_published(source)


def _of_dataset(arguments: argparse.Namespace) -> int:
    from leaderboard.dataset.resampling import Resampling
    from leaderboard.dataset.standings_command import print_same_clips, print_standings

    asked = arguments.source, arguments.engine or ENGINES[0], Settings.from_env()
    if arguments.same_clips is not None:
        return print_same_clips(*asked, arguments.same_clips, as_json=arguments.json)
    resampling = Resampling(arguments.seed, arguments.replicates)
    return print_standings(*asked, resampling, as_json=arguments.json)


def _record(arguments: argparse.Namespace) -> "StudyRecord | None":
    """The study that is asked about; None for the leaderboard."""
    if arguments.source:
        from leaderboard.study.archive_reading import read

        return read(Path(arguments.source))
    if arguments.study:
        from leaderboard.study.archive_command import stored_record

        return stored_record(arguments.study, Settings.from_env())
    return None


def _roster(record: "StudyRecord | None") -> Roster:
    if record is None:
        return Roster.load(Settings.from_env())
    from leaderboard.study.record_entrants import roster_of

    return roster_of(record)


def _board(
    record: "StudyRecord | None", roster: Roster, intervals: Intervals
) -> tuple[Sequence[Standing], Json]:
    if record is None:
        rows = table(roster, intervals)
        return rows, payload.to_dict(roster, rows, (), intervals)
    from leaderboard.study.study_board import study_board, study_rows

    rows = study_rows(roster, intervals)
    return rows, study_board(record, roster, rows, intervals)


def _same_clips(roster: Roster, keys: Sequence[str], as_json: bool) -> int:
    if keys:
        roster.compute_baselines()
    comparison = compare_on_same_clips(roster, keys)
    for line in [_json(comparison)] if as_json else format_same_clips(comparison):
        print(line)
    return 0


def _json(contents: Json) -> str:
    return json.dumps(contents, indent=2, allow_nan=False)


def _with_progress_bar(entrants: Sequence[Entrant]) -> Iterable[Entrant]:
    bar: Iterable[Entrant] = tqdm(entrants, "Computing intervals", unit=" rows", disable=None)
    return bar


def _count(arguments: argparse.Namespace) -> int:
    os.nice(COUNTING_NICENESS)
    leave_out_pandas()
    exit_when_closed(sys.stdin.fileno(), grace_seconds=LEAVE_SECONDS)
    set_up_logging("counting")
    settings = Settings.from_env()
    if arguments.only_answers:
        with closing(OnlyAnswers(settings)) as answering:
            keep_counting(answering, sys.stdin.buffer, sys.stdout.buffer)
        return 0
    updater = BoardUpdater(settings, OutputFiles(settings.state / FOLDER))
    around = AroundUpdater(settings, around_outputs(settings.state))
    try:
        keep_counting(BothBoards(updater, around), sys.stdin.buffer, sys.stdout.buffer)
    finally:
        updater.close()
    return 0


def _intervals(arguments: argparse.Namespace) -> int:
    if arguments.beside:
        exit_when_closed(sys.stdin.fileno())
        leave_out_pandas()
    # Beside a game, the counting process has already logged the problems with models' answers.
    set_up_logging("intervals", logging.ERROR if arguments.beside else logging.WARNING)
    os.nice(INTERVALS_NICENESS)
    settings = Settings.from_env()
    started = time.time()
    roster = Roster.load(settings)
    roster.compute_baselines()
    intervals = compute_intervals(roster, started, progress=_with_progress_bar)
    OutputFiles(settings.state / FOLDER).put(INTERVALS, replace(intervals, as_of=started).json())
    return 0


def _count_of(text: str) -> int:
    """A whole number from 0 up, as an argument."""
    number = int(text)
    if number < 0:
        raise ValueError
    return number


_count_of.__name__ = "whole number"  # argparse prints: "invalid whole number value"
