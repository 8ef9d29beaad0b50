"""`python -m game scenes build`."""

import argparse
import os
import sys
from pathlib import Path
from typing import Any

from game.exit_codes import INTERRUPTED

SECONDS = range(2, 61)


def add_commands(commands: Any) -> Any:
    """Add the commands to the command line of `python -m game`; gives where others are added beside them."""
    scenes = commands.add_parser(
        "scenes",
        help="build packs of scenes around the head",
        description="Packs of scenes around the head. docs/scenes.md has the details.",
    )
    parts = scenes.add_subparsers(title="commands", metavar="COMMAND", required=True)
    build = parts.add_parser(
        "build",
        help="make a pack of scenes, with the questions about them",
        description="Sample scenes, render them for two ears and as first-order sound field, throw away "
        "those that fail their checks, and write the questions about them. The same seed gives the same "
        "bytes. Needs the packages of requirements-scenes.txt. Exit codes: 1 when no pack can be built, 130 "
        "when interrupted. docs/scenes.md has the details.",
    )
    build.add_argument("--out", type=Path, metavar="PACK", required=True, help="the folder to make")
    build.add_argument("--count", type=_natural, default=200, help="number of scenes (default: 200)")
    build.add_argument("--seed", type=int, default=1, help="seed of everything that is random (default: 1)")
    build.add_argument("--seconds", type=_seconds, default=10.0, help="length of a scene (default: 10)")
    build.add_argument("--title", help="what players read (default: the folder's name)")
    build.add_argument(
        "--turning",
        type=int,
        metavar="COUNT",
        help="number of scenes that have a first-order field, for the track with head turning (default: all)",
    )
    build.add_argument("--play-only", action="store_true", help="leave out the FLAC files")
    build.add_argument(
        "--jobs", type=_natural, default=os.cpu_count() or 1, help="processes (default: one per core)"
    )
    build.set_defaults(run=_build)
    return parts


def _build(chosen: argparse.Namespace) -> int:
    from game.scenes.build.building import BuildError, Order, build_pack

    name = chosen.out.resolve().name
    turning = chosen.count if chosen.turning is None else max(0, min(chosen.turning, chosen.count))
    order = Order(
        name=name,
        title=chosen.title or name,
        count=chosen.count,
        seed=chosen.seed,
        seconds=chosen.seconds,
        turning=turning,
        keeps_flac=not chosen.play_only,
    )
    try:
        build_pack(order, chosen.out, chosen.jobs)
    except KeyboardInterrupt:
        print("Interrupted: nothing was written.", file=sys.stderr)
        return INTERRUPTED
    except (BuildError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{chosen.count} scenes in {chosen.out}. To play them: EARWITNESS_SCENES={chosen.out}")
    return 0


def _natural(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


def _seconds(text: str) -> float:
    seconds = float(text)
    if not SECONDS[0] <= seconds <= SECONDS[-1]:
        raise argparse.ArgumentTypeError(f"must be from {SECONDS[0]} to {SECONDS[-1]}")
    return seconds
