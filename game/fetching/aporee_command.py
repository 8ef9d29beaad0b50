"""`python -m game fetch aporee`: how a new pack is asked for."""

import argparse
import asyncio
import re
import sys
from pathlib import Path
from typing import Any

from game.exit_codes import INCOMPLETE
from game.fetching import missing_list
from game.fetching.aporee import fetch_aporee
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
    """Put the command beside the other ones of `python -m game fetch`."""
    parser = sources.add_parser(
        "aporee",
        help="a new pack of radio aporee's recordings, near a place or found by words",
        description="Search radio aporee's collection on the Internet Archive for recordings that tell where "
        "they were made, and make a pack of them, with labels, credits and licences. When there are more "
        f"than --limit, chance takes some, the same ones each time. {EXIT_CODES}",
    )
    _add_what(parser)
    parser.add_argument(
        "--limit", type=_count, required=True, metavar="N", help="how many clips the pack may have"
    )
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="another one takes other recordings")
    parser.add_argument(
        "--into", type=Path, metavar="DIR", help="folder for it; otherwise one in packs/ of EARWITNESS_STATE"
    )
    add_encoding(parser)
    parser.set_defaults(run=lambda asked: _run(parser, asked))


def _add_what(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--near", type=_point, metavar="LAT,LON", help="in degrees; south of the equator --near=-33.9,18.4"
    )
    parser.add_argument("--within", type=_km, metavar="KM", help="how far from there")
    parser.add_argument(
        "--query",
        default="",
        metavar="TEXT",
        help="words, or the Archive's own search, such as 'title:(rain)'",
    )
    parser.add_argument(
        "--licence",
        type=_terms,
        default=frozenset(),
        metavar="LIST",
        help=f"only recordings under these, parted by commas: {', '.join(TERMS)}",
    )


def _run(parser: argparse.ArgumentParser, asked: argparse.Namespace) -> int:
    query: str = asked.query.strip()
    if (asked.near is None) != (asked.within is None):
        parser.error("--near and --within go together")
    if asked.near is None and not query:
        parser.error("say where, by --near and --within, or what, by --query")
    near = Circle(asked.near[0], asked.near[1], asked.within) if asked.near else None
    wish = AporeeFilter(near, query, asked.licence, asked.limit, asked.seed)
    settings = Settings.from_env()
    folder: Path = asked.into or settings.state / "packs" / _name(wish)
    return run_command(lambda: _fetched(settings, wish, folder, asked.encoding))


def _fetched(settings: Settings, wish: AporeeFilter, folder: Path, encoding: Encoding | None) -> int:
    remind_of_contact(settings)
    print(f"Looking for {wish.limit:,} recordings: {wish}.", flush=True)
    with alone_in(folder):
        done = asyncio.run(fetch_aporee(settings, Gazetteer.load(), wish, folder, encoding))
        missing_list.keep(done.missing, folder)
    print(
        f"{done.clips:,} of {done.limit:,} clips are in {folder}; the search found {done.found:,} recordings."
    )
    for line in (*done.left_out(), *missing_list.told(done.missing, folder)):
        print(line, file=sys.stderr)
    return INCOMPLETE if done.missing and done.clips < done.limit else 0


def _name(wish: AporeeFilter) -> str:
    """A folder's name for a wish that names none."""
    near = wish.near
    place = f"{near.lat:g}_{near.lon:g}_{near.km:g}km" if near else ""
    words = re.sub(r"[^\w.]+", "-", wish.query).strip("-")[:40]
    return "-".join(filter(None, ("aporee", place, words)))


def _point(raw: str) -> tuple[float, float]:
    try:
        lat, lon = (float(part) for part in raw.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{raw!r} is no LAT,LON: write degrees such as 48.86,2.35") from None
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise argparse.ArgumentTypeError(f"{raw} is out of range: -90 to 90 degrees, then -180 to 180")
    return lat, lon


def _km(raw: str) -> float:
    try:
        km = float(raw)
    except ValueError:
        km = 0.0
    if not 0 < km <= _FURTHEST_KM:
        raise argparse.ArgumentTypeError(f"{raw!r} is no distance: write kilometres, above 0")
    return km


def _count(raw: str) -> int:
    if not raw.isdigit() or not int(raw):
        raise argparse.ArgumentTypeError(f"{raw!r} is no number of clips: 1 or more")
    return int(raw)


def _terms(raw: str) -> frozenset[str]:
    try:
        return read_terms(raw)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
