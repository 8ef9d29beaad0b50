"""`python -m game curate`."""

import argparse
import math
import os
import re
import sys
from functools import partial
from pathlib import Path
from typing import Any

from game.curation.clip_verdict import count_problems
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
from game.curation.write_pack import PLOT, VERDICTS, check_target, write_pack
from game.exit_codes import INTERRUPTED
from game.geo.gazetteer import Gazetteer
from game.packs.loading import find_pack, load_pack
from game.packs.table import PackError
from game.settings import Settings

_NAME = re.compile(r"\w[\w.-]*")


def add_commands(commands: Any) -> None:
    """Add the command to the command line of `python -m game`."""
    command = commands.add_parser(
        "curate",
        help="make a pack of the clips that are worth playing, by AGL1K's rules",
        description="Measure every recording of a pack: AGL1K's four acoustic filters, duplicates, and, with "
        f"--strengths, audio localizability. Write a new pack of the clips that pass, with {VERDICTS} (every "
        f"figure and reason) and {PLOT} (the pack's figures against the bounds). The pack itself is not "
        "changed. Measurements are cached, so another run with other bounds takes seconds. Exit codes: 1 "
        "when no pack can be made, 130 when interrupted. docs/curation.md has the details.",
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
        "--jobs", type=_count, default=os.cpu_count() or 1, help="processes (default: one per core)"
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
            help=f"{each.meaning} must be at {each.keeps} X (default: %(default)g)",
        )
    bounds.add_argument(
        "--max-bit-errors",
        type=_number,
        metavar="X",
        default=MAX_BIT_ERRORS,
        help="two recordings are copies when at most this share of their fingerprints differs; a negative "
        "number keeps copies (default: %(default)g)",
    )


def _add_localizability(command: argparse.ArgumentParser) -> None:
    group = command.add_argument_group("audio localizability")
    group.add_argument(
        "--strengths",
        type=Path,
        metavar="FILE",
        help="how strongly each sound points to a place, as written by `python -m leaderboard "
        "fit-localizability`",
    )
    group.add_argument("--theta", type=_number, help="localizability must be above this (default: from FILE)")
    source = group.add_mutually_exclusive_group()
    source.add_argument(
        "--times",
        type=Path,
        metavar="FILE",
        help="which sounds are heard: a CSV file with key and a column for each sound, the share of time "
        "from 0 to 1 (default: the pack's own table)",
    )
    source.add_argument(
        "--tagger", type=Path, metavar="MODEL", help="an ONNX model that hears the sounds; needs --labels"
    )
    group.add_argument("--labels", type=Path, metavar="FILE", help="its labels: CSV with display_name")
    group.add_argument("--rate", type=_count, default=RATE, help="its sampling rate in Hz (%(default)s)")
    group.add_argument(
        "--scores",
        choices=("logits", "probabilities"),
        default="logits",
        help="what it outputs (default: %(default)s)",
    )
    group.add_argument(
        "--present",
        type=_number,
        default=PRESENT,
        metavar="P",
        help="probability from which a sound counts as heard (default: %(default)g)",
    )


def _curate(options: argparse.Namespace) -> int:
    try:
        return _run(options, Settings.from_env())
    except (CurationError, PackError) as error:
        sys.exit(f"python -m game: {error}")
    except KeyboardInterrupt:
        print("Interrupted. Run the same command again to resume: measurements are cached.", file=sys.stderr)
        return INTERRUPTED


def _run(options: argparse.Namespace, settings: Settings) -> int:
    from game.curation.plot import draw  # imported here, as plotly is slow to import

    rules = _rules(options)
    table = read_table(find_pack(options.pack, settings.state).file)
    target = _target(options.into, settings.state)
    check_target(table.file.parent, target)
    pack = load_pack(options.pack, Gazetteer.load(), settings.state, settings.longest_seconds)
    curation = curate(pack, table, rules, Resources(settings.state / "curation", options.jobs))
    _print_counts(curation)
    draw_plot = partial(
        draw, name=pack.name, verdicts=curation.verdicts, bounds=rules.bounds, strengths=rules.strengths
    )
    write_pack(pack, table, curation, target, draw_plot)
    kept = sum(verdict.kept for verdict in curation.verdicts)
    print(f"{kept:,} clips are in {target}; see {target / VERDICTS} and {PLOT} for every clip's figures.")
    return 0


def _rules(options: argparse.Namespace) -> Rules:
    if (options.tagger is None) != (options.labels is None):
        raise CurationError("--tagger and --labels go together: the model, and the labels of its outputs.")
    tagging = None
    if options.tagger is not None:
        model = Model(options.tagger.absolute(), options.labels.absolute(), options.rate, options.scores)
        tagging = Tagging(model, options.present)
    return Rules(
        bounds={each.name: getattr(options, each.name) for each in FILTERS},
        max_bit_errors=options.max_bit_errors,
        strengths=_strengths(options),
        times=options.times,
        tagging=tagging,
    )


def _strengths(options: argparse.Namespace) -> Strengths | None:
    if options.strengths is None:
        if options.times is not None or options.theta is not None:
            raise CurationError(
                "--times and --theta need --strengths: how strongly each sound points to a place."
            )
        return None
    strengths = read_strengths(options.strengths)
    return strengths if options.theta is None else Strengths(options.theta, strengths.by_category)


def _target(name_or_path: str, state: Path) -> Path:
    if _NAME.fullmatch(name_or_path):
        return (state / "packs" / name_or_path).absolute()
    return Path(name_or_path).absolute()


def _print_counts(curation: Curation) -> None:
    print(f"{len(curation.verdicts):,} clips")
    for problem, clips in count_problems(curation.verdicts).items():
        print(f"{clips:>7,} {problem}")


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


_number.__name__, _count.__name__ = "number", "count"  # for argparse's message "invalid number value"
