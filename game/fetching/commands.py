"""`python -m game fetch`, and its `agl1k`."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Any

from game.exit_codes import INCOMPLETE
from game.fetching import missing_list
from game.fetching.agl1k import fetch_agl1k
from game.fetching.agl1k_plan import SEED, Request
from game.fetching.answers import Read
from game.fetching.answers_command import add_answers
from game.fetching.aporee_command import add_aporee
from game.fetching.encoding_options import add_encoding
from game.fetching.run_command import EXIT_CODES, remind_of_contact, run_command
from game.fetching.target_folder import alone_in
from game.settings import Settings


def add_commands(commands: Any, read: Read) -> None:
    """Add `fetch` to the command line of `python -m game`.

    Parameters
    ----------
    read : callable
        Reads a file of models' answers, as for `fetch_answers`.
    """
    fetch = commands.add_parser(
        "fetch",
        help="download AGL1K's recordings, models' answers, or recordings from a place",
        description="Download recordings or answers from where they are published.",
    )
    sources = fetch.add_subparsers(title="what", metavar="WHAT", required=True)
    _add_agl1k(sources)
    add_answers(sources, read)
    add_aporee(sources)


def _add_agl1k(sources: Any) -> None:
    agl1k = sources.add_parser(
        "agl1k",
        help="AGL1K's 1,444 recordings, about 5 GB, or a random sample of them",
        description="Fetch AGL1K's table of clips from its repository, and each recording with its credit, "
        f"licence and date from the Internet Archive, at most four at a time. {EXIT_CODES}",
    )
    agl1k.add_argument(
        "--clips",
        type=int,
        metavar="N",
        help="only N clips: a random sample with AGL1K's proportions of continents and of clips with speech",
    )
    agl1k.add_argument(
        "--seed",
        type=int,
        metavar="S",
        help=f"decides the sample and the order of fetching; {SEED} unless the folder has a sample",
    )
    agl1k.add_argument(
        "--into",
        type=Path,
        metavar="DIR",
        help="target folder; default packs/agl1k in EARWITNESS_STATE, which EARWITNESS_PACK=agl1k plays",
    )
    add_encoding(agl1k)
    agl1k.set_defaults(run=_agl1k)


def _agl1k(options: argparse.Namespace) -> int:
    settings = Settings.from_env()
    folder: Path = options.into or settings.state / "packs" / "agl1k"
    request = Request(folder, options.clips, options.seed, options.encoding)
    return run_command(lambda: _fetch(settings, request))


def _fetch(settings: Settings, request: Request) -> int:
    remind_of_contact(settings)
    with alone_in(request.folder):
        done = asyncio.run(fetch_agl1k(settings, request))
        missing_list.write(done.missing, request.folder)
    print(f"{done.clips - len(done.missing):,} of {done.clips:,} recordings are in {request.folder}.")
    for line in missing_list.lines(done.missing, request.folder):
        print(line, file=sys.stderr)
    return INCOMPLETE if done.missing else 0
