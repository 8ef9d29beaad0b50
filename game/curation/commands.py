"""The command that makes a pack of those clips of another that are worth playing."""

import argparse
import math
import os
import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

from game.curation.clip_verdict import counted
from game.curation.curate import Curation, Resources, Rules, curate
from game.curation.duplicates import MAX_BIT_ERRORS
from game.curation.errors import CurationError
from game.curation.filters import FILTERS
from game.curation.jobs import Tagging
from game.curation.localizability import Strengths, read_strengths
from game.curation.log_mel import RATE
from game.curation.onnx_tagger import Model
from game.curation.source_table import read_table
from game.curation.tagging import PRESENT
from game.curation.write_pack import PLOT, VERDICTS, check_target, harvest
from game.exit_codes import INTERRUPTED
from game.geo.gazetteer import Gazetteer
from game.packs.loading import find_pack, load_pack
from game.packs.table import PackError
from game.settings import Settings

_NAME = re.compile(r"\w[\w.-]*")


def add_commands(commands: Any) -> None:
    """Put the command on the command line of `python -m game`."""
    command = commands.add_parser(
        "curate",
        help="make a pack of the clips that are worth playing, by AGL1K's rules",
        description="Measure every recording of a pack: AGL1K's four acoustic filters, copies of one "
        "another, and, with --strengths, audio localizability. Writes a new pack of the clips that stay, "
        f"with {VERDICTS} (every figure and reason) and {PLOT} (where the pack lies against the bounds); the "
        "pack itself is not touched. What was measured is remembered, so that another try with other bounds "
        "takes seconds. The exit code is 1 when no pack can be made, 130 when it was interrupted. "
        "docs/curation.md explains it all.",
    )
    command.add_argument("pack", metavar="PACK", help="a name, or the path of a folder")
    command.add_argument(
        "--into",
        metavar="PACK",
        required=True,
        help="the new pack: a name, for a folder in packs/ of the state folder, or a path",
    )
    _add_bounds(command)
    _add_localizability(command)
    command.add_argument(
        "--jobs", type=_count, default=os.cpu_count() or 1, help="processes (default: one for each core)"
    )
    command.set_defaults(run=_curate)


def _add_bounds(command: argparse.ArgumentParser) -> None:
    bounds = command.add_argument_group("bounds")
    for each in FILTERS:
        side = "min" if each.keeps == "least" else "max"
        bounds.add_argument(
            f"--{side}-{each.name}",
            dest=each.name,
            type=_number,
            metavar="X",
            default=each.bound,
            help=f"{each.meaning} of at {each.keeps} so much (default: %(default)g)",
        )
    bounds.add_argument(
        "--max-bit-errors",
        type=_number,
        metavar="X",
        default=MAX_BIT_ERRORS,
        help="two recordings are copies when no larger share of their fingerprints differs; a negative "
        "number leaves copies in (default: %(default)g)",
    )


def _add_localizability(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("audio localizability")
    group.add_argument(
        "--strengths",
        type=Path,
        metavar="FILE",
        help="how strongly each sound points to a place, as `python -m leaderboard fit-localizability` "
        "writes it",
    )
    group.add_argument("--theta", type=_number, help="localizability above so much (default: as FILE says)")
    source = group.add_mutually_exclusive_group()
    source.add_argument(
        "--times",
        type=Path,
        metavar="FILE",
        help="what is heard: a CSV file with key and a column for each sound, the share of time from 0 to 1 "
        "(default: the pack's own table)",
    )
    source.add_argument(
        "--tagger", type=Path, metavar="MODEL", help="what is heard, as this ONNX model tells; needs --labels"
    )
    group.add_argument("--labels", type=Path, metavar="FILE", help="its labels: CSV with display_name")
    group.add_argument("--rate", type=_count, default=RATE, help="samples a second it takes (%(default)s)")
    group.add_argument(
        "--scores",
        choices=("logits", "probabilities"),
        default="logits",
        help="what it gives (default: %(default)s)",
    )
    group.add_argument(
        "--present",
        type=_number,
        default=PRESENT,
        metavar="P",
        help="probability from which a sound counts as heard (default: %(default)g)",
    )


def _curate(asked: argparse.Namespace) -> int:
    try:
        return _curated(asked, Settings.from_env())
    except (CurationError, PackError) as error:
        sys.exit(f"python -m game: {error}")
    except KeyboardInterrupt:
        print("Interrupted. What was measured is remembered: the same command goes on.", file=sys.stderr)
        return INTERRUPTED


def _curated(asked: argparse.Namespace, settings: Settings) -> int:
    from game.curation.plot import draw  # plotly takes its time to import

    rules = _rules(asked)
    table = read_table(find_pack(asked.pack, settings.state).file)
    target = _target(asked.into, settings.state)
    check_target(table.file.parent, target)
    pack = load_pack(asked.pack, Gazetteer.load(), settings.state)
    curation = curate(pack, table, rules, Resources(settings.state / "curation", asked.jobs))
    _tell(curation)
    drawn = partial(
        draw, name=pack.name, verdicts=curation.verdicts, bounds=rules.bounds, strengths=rules.strengths
    )
    harvest(pack, table, curation, target, drawn)
    kept = sum(verdict.kept for verdict in curation.verdicts)
    print(f"{kept:,} clips are in {target}; {target / VERDICTS} and {PLOT} tell of all.")
    return 0


def _rules(asked: argparse.Namespace) -> Rules:
    if (asked.tagger is None) != (asked.labels is None):
        raise CurationError("--tagger and --labels go together: the model, and the names of what it tells.")
    tagging = None
    if asked.tagger is not None:
        model = Model(asked.tagger.absolute(), asked.labels.absolute(), asked.rate, asked.scores)
        tagging = Tagging(model, asked.present)
    return Rules(
        bounds={each.name: getattr(asked, each.name) for each in FILTERS},
        max_bit_errors=asked.max_bit_errors,
        strengths=_strengths(asked),
        times=asked.times,
        tagging=tagging,
    )


def _strengths(asked: argparse.Namespace) -> Strengths | None:
    if asked.strengths is None:
        if asked.times is not None or asked.theta is not None:
            raise CurationError(
                "--times and --theta need --strengths: how strongly each sound points to a place."
            )
        return None
    read = read_strengths(asked.strengths)
    return read if asked.theta is None else Strengths(asked.theta, read.by_category)


def _target(name_or_path: str, state: Path) -> Path:
    if _NAME.fullmatch(name_or_path):
        return (state / "packs" / name_or_path).absolute()
    return Path(name_or_path).absolute()


def _tell(curation: Curation) -> None:
    """Say what speaks against how many clips."""
    print(f"{len(curation.verdicts):,} clips")
    for called, clips in counted(curation.verdicts).items():
        print(f"{clips:>7,} {called}")


def _number(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


_number.__name__, _count.__name__ = "number", "count"  # argparse: "invalid number value"
