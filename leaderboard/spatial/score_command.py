"""`python -m leaderboard score-spatial`: scores a model's answers to a pack of scenes."""

import argparse
import io
import json
import sys
from pathlib import Path
from typing import Any

from game.csv_cells import SafeCsvWriter
from game.scenes.item import Answer, Item
from game.scenes.scene_loading import load_scene_pack
from game.scenes.scene_pack import ScenePack
from game.settings import Settings
from leaderboard.spatial.answer_file import SpatialAnswers, SpatialAnswersError, read_spatial_answers
from leaderboard.spatial.breakdown import COLUMNS, Part, breakdown, lines
from leaderboard.spatial.text_table import format_parts
from leaderboard.spatial.trials import of_answers

SHOWN_PROBLEMS = 20


def add_score_spatial(commands: Any) -> None:
    """Add the command to the command line of `python -m leaderboard`."""
    score = commands.add_parser(
        "score-spatial",
        help="score a model's answers to a pack of scenes around the head",
        description="Print how far a model's answers to the items of a scene pack are off, with 95% "
        "intervals over items and with chance beside them, over all items and by family, level and task. A "
        "line of the "
        "file is a JSON object with the item's id as item, and as answer a letter, degrees, a clock position "
        "or words; or with azimuth, elevation, distance_m, option (from 0) or number as fields. Lines that "
        "cannot be used are listed on stderr. The exit code is 1 when nothing can be scored or an item is "
        "answered twice. docs/around.md explains every figure.",
    )
    score.add_argument("file", type=Path, metavar="ANSWERS", help="the answers, JSON Lines")
    score.add_argument("--scenes", metavar="PACK", required=True, help="the pack: a name or a folder")
    score.add_argument(
        "--azimuth",
        choices=("left", "right"),
        default="left",
        help="to which side the file's azimuths without a side are positive (%(default)s)",
    )
    form = score.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print JSON, with every problem in it")
    form.add_argument("--csv", action="store_true", help="print CSV, a line per figure")
    score.set_defaults(run=_score)


def _score(arguments: argparse.Namespace) -> int:
    settings = Settings.from_env()
    pack = load_scene_pack(arguments.scenes, settings.state, settings.hub_token)
    if pack is None:
        raise SpatialAnswersError("--scenes off names no pack: give a pack's name or folder.")
    answers = read_spatial_answers(arguments.file, {item.id: item for item in pack.items}, arguments.azimuth)
    parts = breakdown(of_answers(pack.name, pack.hash, *_scored(answers)))
    for warning in _warnings(answers):
        print(warning, file=sys.stderr)
    print(_printed(arguments, pack, answers, parts))
    return 0


def _scored(answers: SpatialAnswers) -> tuple[list[Item], list[Answer]]:
    """The items whose truth is known, with their answers."""
    pairs = list(zip(answers.items, answers.answers, strict=True))
    known = [(item, answer) for item, answer in pairs if item.answer is not None]
    if not known:
        raise SpatialAnswersError(
            f"{answers.file} answers only items whose truth nobody has published: nothing can be scored."
        )
    return [item for item, _ in known], [answer for _, answer in known]


def _printed(
    arguments: argparse.Namespace, pack: ScenePack, answers: SpatialAnswers, parts: list[Part]
) -> str:
    if arguments.csv:
        text = io.StringIO()
        SafeCsvWriter(text).write_named(COLUMNS, lines(parts))
        return text.getvalue().rstrip("\n")
    of = len(pack.items)
    if arguments.json:
        about = {"file": str(answers.file), "pack": pack.name, "pack_hash": pack.hash, "items": of}
        counts = {"answered": len(answers.items), "unread": answers.unread, "problems": answers.problems}
        return json.dumps(about | counts | {"figures": list(lines(parts))}, indent=2, allow_nan=False)
    head = f"{answers.file}: {len(answers.items):,} of {of:,} items answered, {answers.unread:,} unreadable"
    return "\n".join([head, *format_parts(parts)])


def _warnings(answers: SpatialAnswers) -> list[str]:
    more = len(answers.problems) - SHOWN_PROBLEMS
    found = [f"{answers.file}, {problem}." for problem in answers.problems[:SHOWN_PROBLEMS]]
    return [*found, f"... and {more:,} more; --json lists them all."] if more > 0 else found
