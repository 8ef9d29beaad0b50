"""`python -m leaderboard report`: a study's report as one HTML file and its tables."""

import argparse
from pathlib import Path
from typing import Any


def add_report(commands: Any) -> None:
    """Add the command to the command line of `python -m leaderboard`."""
    report = commands.add_parser(
        "report",
        help="write a study's report: one HTML file and its tables",
        description="Write report.html, which needs no other file and no network, and a CSV file for each of "
        "its tables: what was planned and done, the flow of participants and rounds, the reporting checklist "
        "item by item, standings, confirmatory comparisons, every rule with and without, reliability, power, "
        "drop-out, pay and hashes. From the database that the settings name, while a game may run, or from "
        "an archive. The same snapshot give the same bytes. docs/report.md explains every part.",
    )
    source = report.add_mutually_exclusive_group(required=True)
    source.add_argument("--study", metavar="NAME", help="the study's name")
    source.add_argument(
        "--from", dest="archive", type=Path, metavar="DIR", help="a folder that `export --archive` wrote"
    )
    report.add_argument("--out", type=Path, metavar="DIR", required=True, help="the folder to write into")
    report.set_defaults(run=_report)


def _report(arguments: argparse.Namespace) -> int:
    from leaderboard.study.report_output import write  # study files take memory that counting does not need

    return write(arguments.study, arguments.archive, arguments.out)
