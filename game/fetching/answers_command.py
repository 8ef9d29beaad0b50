"""`python -m game fetch answers`."""

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
from game.fetching.answers import Fetched, Read, fetch_answers, find_models
from game.fetching.run_command import EXIT_CODES, remind_of_contact, run_command
from game.settings import Settings


def add_answers(kinds: Any, read: Read) -> None:
    """Add the command to those of `python -m game fetch`.

    Parameters
    ----------
    read : callable
        As for `fetch_answers`.
    """
    parser = kinds.add_parser(
        "answers",
        help="the answers of AGL1K's 16 models, for the leaderboard and the reveals",
        description="Fetch the answer files that AGL1K publishes for its 16 models, check them, and list "
        f"what is missing. {EXIT_CODES}",
    )
    parser.add_argument(
        "models",
        nargs="*",
        metavar="MODEL",
        help="only these models, by their name in the paper or AGL1K's folder: gemini-3-pro, qwen25-omni",
    )
    parser.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        help="target folder; default EARWITNESS_ANSWERS, or else answers in EARWITNESS_STATE",
    )
    parser.set_defaults(run=lambda options: run_command(partial(_run, read, options)))


def _run(read: Read, options: argparse.Namespace) -> int:
    named = os.environ.get("EARWITNESS_ANSWERS", "").strip()
    # Settings reject a folder that does not exist, but here it may still have to be created.
    settings = Settings.from_env({**os.environ, "EARWITNESS_ANSWERS": ""})
    folder: Path = options.into or (Path(named) if named else settings.state / "answers")
    chosen = find_models(options.models)
    remind_of_contact(settings)
    with tqdm(desc="Fetching", total=len(chosen), unit=" models", disable=None) as bar:
        done = asyncio.run(fetch_answers(settings, chosen, folder, read, lambda name, there: bar.update()))
    return _report(done, folder)


def _report(done: Fetched, folder: Path) -> int:
    for path, answered in sorted(done.there.items()):
        problems = f", unusable lines: {answered.problems:,}" if answered.problems else ""
        print(f"{path}: {answered.clips:,} of {done.clips:,} clips answered{problems}")
    models = f"{len(done.there)} of {len(done.there) + len(done.missing)} models"
    print(f"{models} are in {folder}; set EARWITNESS_ANSWERS={folder} to show them.")
    for line in missing_list.lines(done.missing, folder):
        print(line, file=sys.stderr)
    return INCOMPLETE if done.missing else 0
