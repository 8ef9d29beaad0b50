"""`python -m leaderboard human-localizability`: estimates strengths from the clues that people name."""

import argparse
import sys
from pathlib import Path
from typing import Any

from game.settings import Settings
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.localizability.clue_categories import read_clues
from leaderboard.localizability.contributions_file import LocalizabilityError
from leaderboard.localizability.inputs import add_numbers, add_times, write
from leaderboard.localizability.sound_times import read_sound_times

_DESCRIPTION = """\
Estimate the strengths a_i of AGL1K's audio localizability for people: how often answers name a clue of each
category, over the share of time in which it is heard, for guesses less than gamma off (near) and for the
others (far). Reads the database and the pack of the settings. Writes a JSON file for `python -m game curate`,
with the localizability of every clip, and prints every slope with its 95% interval. The exit code is 1 when
nothing can be fitted. docs/localizability.md has the assumptions."""


def add_people(commands: Any) -> None:
    """Add the command to the command line of `python -m leaderboard`."""
    people = commands.add_parser(
        "human-localizability",
        help="estimate from people's clues how strongly each sound points to its place for them",
        description=_DESCRIPTION,
    )
    add_times(people)
    people.add_argument("--study", metavar="NAME", help="answers of this study only")
    people.add_argument(
        "--clues",
        type=Path,
        metavar="FILE",
        help="which clues stand for which category, a JSON object of lists (default: for the broad kinds)",
    )
    add_numbers(people)
    people.set_defaults(run=_people)


def _people(arguments: argparse.Namespace) -> int:
    # These take scipy, which counting processes do not need.
    from leaderboard.localizability.people_answers import read_people
    from leaderboard.localizability.people_fit import fit_people
    from leaderboard.localizability.people_report import format_people, to_json

    settings = Settings.from_env()
    benchmark, clues = Benchmark.load(settings), read_clues(arguments.clues)
    times = read_sound_times(arguments.times, benchmark.table)
    read = read_people(settings.database_url, benchmark.name, arguments.study, times)
    if not read.answers.clip:
        raise LocalizabilityError(
            f"No answer that counts, to a clip of {benchmark.name} with times, names a clue: "
            f"{read.without_clues:,} lack clues, {read.without_times:,} times."
        )
    fit = fit_people(read.answers, times, clues, arguments.alpha, arguments.gamma_km)
    if not fit.categories:
        raise LocalizabilityError("No category of the times has clues: name them with --clues.")
    write(to_json(fit, read, clues, times, arguments.theta), arguments.out)
    for line in format_people(fit, read, times, arguments.theta):
        print(line)
    if not fit.strengths():
        print(f"No slope is above alpha, {fit.alpha:g}: {arguments.out} has no strengths.", file=sys.stderr)
    return 0
