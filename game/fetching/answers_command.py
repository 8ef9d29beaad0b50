"""`python -m game fetch answers`: how models' answers are asked for."""

import argparse
import asyncio
import os
import sys
from functools import partial
from pathlib import Path
from typing import Any

from tqdm import tqdm

from game.exit_codes import INCOMPLETE
from game.fetching import missing_list
from game.fetching.answers import Fetched, Read, chosen, fetch_answers
from game.fetching.run_command import EXIT_CODES, remind_of_contact, run_command
from game.settings import Settings


def add_answers(kinds: Any, read: Read) -> None:
    """Put the command beside the other ones of `python -m game fetch`.

    Parameters
    ----------
    read : callable
        As for `fetch_answers`.
    """
    parser = kinds.add_parser(
        "answers",
        help="what AGL1K's 16 models answered, for the leaderboard and the reveals",
        description="Fetch the files of answers that AGL1K publishes of its 16 models, check them, and tell "
        f"what is missing. {EXIT_CODES}",
    )
    parser.add_argument(
        "models",
        nargs="*",
        metavar="MODEL",
        help="only these, by the paper's name or AGL1K's folder: gemini-3-pro, qwen25-omni",
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        help="folder for them; otherwise EARWITNESS_ANSWERS, or answers in EARWITNESS_STATE",
    )
    parser.set_defaults(run=lambda asked: run_command(partial(_run, read, asked)))


def _run(read: Read, asked: argparse.Namespace) -> int:
    named = os.environ.get("EARWITNESS_ANSWERS", "").strip()
    # The folder need not be there yet, as it must be for a game.
    settings = Settings.from_env({**os.environ, "EARWITNESS_ANSWERS": ""})
    folder: Path = asked.into or (Path(named) if named else settings.state / "answers")
    wanted = chosen(asked.models)
    remind_of_contact(settings)
    with tqdm(desc="Fetching", total=len(wanted), unit=" models", disable=None) as bar:
        done = asyncio.run(fetch_answers(settings, wanted, folder, read, lambda name, there: bar.update()))
    return _told(done, folder)


def _told(done: Fetched, folder: Path) -> int:
    for path, answered in sorted(done.there.items()):
        problems = f", {answered.problems:,} of its lines cannot be used" if answered.problems else ""
        print(f"{path}: {answered.clips:,} of {done.clips:,} clips answered{problems}")
    models = f"{len(done.there)} of {len(done.there) + len(done.missing)} models"
    print(f"{models} are in {folder}; EARWITNESS_ANSWERS={folder} shows them.")
    for line in missing_list.told(done.missing, folder):
        print(line, file=sys.stderr)
    return INCOMPLETE if done.missing else 0
