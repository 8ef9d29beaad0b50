"""The commands about the whole board: the table in print, and the two processes beside the game."""

import argparse
import json
import logging
import os
import sys
import time
from dataclasses import replace
from typing import Any

from game.settings import Settings
from leaderboard import board
from leaderboard.counting import LEAVE_SECONDS, keep_counting, leave_with
from leaderboard.draws import REPLICATES
from leaderboard.field import Field
from leaderboard.ground import Ground
from leaderboard.inference import work_out
from leaderboard.intervals import SEED, Intervals
from leaderboard.reading import read_guesses
from leaderboard.same_clips import compared
from leaderboard.scoreboard import Scoreboard
from leaderboard.shelf import FOLDER, INTERVALS, Shelf
from leaderboard.standings import Standing
from leaderboard.table import table

LOG_FORMAT = "%(levelname)s %(name)s: %(message)s"
COUNTING_NICENESS, INTERVALS_NICENESS = 10, 19  # the game comes first
_LINE = "{:>4}  {:<34} {:<11} {:>7} {:>8} {:>22} {:>24} {:>8} {:>8}"
_HEAD = ("rank", "", "", "clips", "guesses", "GeoScore", "distance, km", "contin.", "country")


def add_commands(commands: Any) -> None:
    """Put the commands on the command line of `python -m leaderboard`."""
    standings = commands.add_parser(
        "standings",
        help="print people, crowds, models and baselines in one table",
        description="Print the leaderboard of the pack and the guesses that the settings name, with 95% "
        "intervals in brackets. Continent and country are from coordinates, as for people; rows that are "
        "printed in the paper have theirs by name, and no intervals.",
    )
    standings.add_argument("--json", action="store_true", help="print JSON, with every figure")
    standings.add_argument(
        "--same-clips",
        action="store_true",
        help="only people and models, over the clips that all of them answered, with paired differences",
    )
    standings.add_argument("--seed", type=int, default=SEED, help="of the bootstrap (%(default)s)")
    standings.add_argument(
        "--replicates", type=int, default=REPLICATES, help="of the bootstrap (%(default)s); 0: no intervals"
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
    field = _field(Settings.from_env())
    if chosen.same_clips:
        return _same_clips(field, chosen.json)
    found = work_out(field, time.time(), chosen.seed, chosen.replicates) if chosen.replicates else Intervals()
    rows = table(field.ground, field.entrants(), found)
    if chosen.json:
        print(json.dumps(board.told(field, rows, (), found), indent=2, allow_nan=False))
        return 0
    print(_LINE.format(*_HEAD).rstrip())
    for row in rows:
        print(_printed(row))
    return 0


def _same_clips(field: Field, as_json: bool) -> int:
    found = compared(field, ())
    if as_json:
        print(json.dumps(found, indent=2, allow_nan=False))
        return 0
    print(f"{found['clips']:,} clips answered by all of these")
    for row in found["rows"]:
        print(f"{row['name']:<34} {row['figures']['all']['geoscore']:>10,.1f} {_difference(row)}".rstrip())
    if found["why_not"]:
        print(found["why_not"], file=sys.stderr)
    return 0


def _difference(row: dict[str, Any]) -> str:
    if not row["difference"]:
        return ""
    found = row["difference"]["geoscore"]
    return (
        f"{found['mean']:>+10,.1f} [{found['low']:+,.1f}, {found['high']:+,.1f}] against people, "
        f"p {found['p_holm']:.3g} (Holm)"
    )


def _printed(row: Standing) -> str:
    figures, spans = row.figures["all"], row.intervals.get("all", {})
    by_name = row.basis == "published"
    name = f"  {row.name}" if row.under else row.name
    cells = (
        "" if row.rank is None else str(row.rank),
        name[:34],
        row.basis,
        f"{row.clips:,}",
        "" if row.guesses is None else f"{row.guesses:,}",
        *(_cell(figures.get(key), spans.get(key), 0) for key in ("geoscore", "distance_km")),
        *(
            _cell(figures.get(f"{level}_acc" if by_name else f"{level}_acc_coordinates"), None, 2)
            for level in ("continent", "country")
        ),
    )
    missing = f"   provisional: {row.provisional} needed" if row.provisional else ""
    return (_LINE.format(*cells) + missing).rstrip()


def _cell(figure: float | None, span: tuple[float, float] | None, decimals: int) -> str:
    if figure is None:
        return "-"
    between = f" [{span[0]:,.{decimals}f}, {span[1]:,.{decimals}f}]" if span else ""
    return f"{figure:,.{decimals}f}{between}"


def _count(_chosen: argparse.Namespace) -> int:
    os.nice(COUNTING_NICENESS)
    leave_with(sys.stdin.buffer, within=LEAVE_SECONDS)
    logging.basicConfig(format=LOG_FORMAT)
    settings = Settings.from_env()
    scoreboard = Scoreboard(settings, Shelf(settings.state / FOLDER))
    try:
        keep_counting(scoreboard, sys.stdin.buffer, sys.stdout.buffer)
    finally:
        scoreboard.close()
    return 0


def _intervals(chosen: argparse.Namespace) -> int:
    if chosen.beside:
        leave_with(sys.stdin.buffer)
    # What is wrong with models' answers has been told by the process that counts.
    logging.basicConfig(format=LOG_FORMAT, level=logging.ERROR if chosen.beside else logging.WARNING)
    os.nice(INTERVALS_NICENESS)
    settings = Settings.from_env()
    started = time.time()
    found = work_out(_field(settings), started)
    Shelf(settings.state / FOLDER).put(INTERVALS, replace(found, as_of=started).json())
    return 0


def _field(settings: Settings) -> Field:
    ground = Ground.load(settings)
    field = Field(ground, settings.answers)
    field.take_guesses(read_guesses(settings.database_url, ground), 0)
    field.take_answers()
    if not ground.synthetic:
        field.take_constants()
    return field
