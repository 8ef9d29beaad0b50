"""`python -m game fetch aporee`."""

import argparse
import asyncio
import re
import sys
from pathlib import Path
from typing import Any

from game.exit_codes import INCOMPLETE
from game.fetching import missing_list
from game.fetching.aporee import Fetched, fetch_aporee
from game.fetching.aporee_filter import AporeeFilter, Circle
from game.fetching.encoding_options import add_encoding
from game.fetching.licence_terms import TERMS, read_terms
from game.fetching.run_command import EXIT_CODES, remind_of_contact, run_command
from game.fetching.target_folder import alone_in
from game.geo.gazetteer import Gazetteer
from game.packs.origin import Encoding
from game.settings import Settings

_FURTHEST_KM = 20_038  # half the equator: everywhere


def add_aporee(sources: Any) -> None:
    """Add the command to those of `python -m game fetch`."""
    parser = sources.add_parser(
        "aporee",
        help="a new pack of radio aporee's recordings, near a place or found by words",
        description="Search radio aporee's collection on the Internet Archive for recordings with "
        "coordinates, and make a pack of them, with labels, credits and licences. If there are more than "
        f"--limit, a random sample is taken, always the same one. {EXIT_CODES}",
    )
    _add_what(parser)
    parser.add_argument(
        "--limit", type=_count, required=True, metavar="N", help="the most clips that the pack may have"
    )
    parser.add_argument(
        "--seed", type=int, default=1, metavar="S", help="another seed takes another random sample"
    )
    parser.add_argument(
        "--into", type=Path, metavar="DIR", help="target folder; default one in packs/ of EARWITNESS_STATE"
    )
    add_encoding(parser)
    parser.set_defaults(run=lambda options: _run(parser, options))


def _add_what(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--near", type=_point, metavar="LAT,LON", help="in degrees; south of the equator --near=-33.9,18.4"
    )
    parser.add_argument("--within", type=_km, metavar="KM", help="the largest distance from there")
    parser.add_argument(
        "--query",
        default="",
        metavar="TEXT",
        help="words, or a search in the Archive's syntax, such as 'title:(rain)'",
    )
    parser.add_argument(
        "--licence",
        type=_terms,
        default=frozenset(),
        metavar="LIST",
        help=f"only recordings under these licences, separated by commas: {', '.join(TERMS)}",
    )


def _run(parser: argparse.ArgumentParser, options: argparse.Namespace) -> int:
    query: str = options.query.strip()
    if (options.near is None) != (options.within is None):
        parser.error("--near and --within go together")
    if options.near is None and not query:
        parser.error("say where with --near and --within, or what with --query")
    near = Circle(options.near[0], options.near[1], options.within) if options.near else None
    criteria = AporeeFilter(near, query, options.licence, options.limit, options.seed)
    settings = Settings.from_env()
    folder: Path = options.into or settings.state / "packs" / _folder_name(criteria)
    return run_command(lambda: _fetch(settings, criteria, folder, options.encoding))


def _fetch(settings: Settings, criteria: AporeeFilter, folder: Path, encoding: Encoding | None) -> int:
    remind_of_contact(settings)
    gazetteer = Gazetteer.load()

    async def fetch() -> Fetched:
        print(f"Looking for {criteria.limit:,} recordings: {criteria}.", flush=True)
        return await fetch_aporee(settings, gazetteer, criteria, folder, encoding)

    with alone_in(folder):
        done = asyncio.run(fetch())
        missing_list.write(done.missing, folder)
    print(
        f"{done.clips:,} of {done.limit:,} clips are in {folder}; the search found {done.found:,} recordings."
    )
    for line in (*done.left_out(), *missing_list.lines(done.missing, folder)):
        print(line, file=sys.stderr)
    return INCOMPLETE if done.missing and done.clips < done.limit else 0


def _folder_name(criteria: AporeeFilter) -> str:
    near = criteria.near
    place = f"{near.lat:g}_{near.lon:g}_{near.km:g}km" if near else ""
    words = re.sub(r"[^\w.]+", "-", criteria.query).strip("-")[:40]
    return "-".join(filter(None, ("aporee", place, words)))


def _point(raw: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in raw.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(
            f"{raw!r} is not LAT,LON: write degrees such as 48.86,2.35"
        ) from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise argparse.ArgumentTypeError(f"{raw} is out of range: -90 to 90 degrees, then -180 to 180")
    return lat, lon


def _km(raw: str) -> float:
    try:
        km = float(raw)
    except ValueError:
        km = 0.0
    if not 0 < km <= _FURTHEST_KM:
        raise argparse.ArgumentTypeError(f"{raw!r} is not a distance: write kilometres above 0")
    return km


def _count(raw: str) -> int:
    if not raw.isdigit() or not int(raw):
        raise argparse.ArgumentTypeError(f"{raw!r} is not a number of clips: write 1 or more")
    return int(raw)


def _terms(raw: str) -> frozenset[str]:
    try:
        return read_terms(raw)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
