"""`python -m leaderboard`: scoring, standings, exports and evaluations."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tqdm import tqdm

from game.curation.errors import CurationError
from game.geo.gazetteer import GazetteerError
from game.interrupts import repeat_lost_interrupts
from game.packs.table import PackError
from game.scenes.scene_pack import ScenePackError
from game.settings import SettingError, Settings
from game.store.errors import StoreError, StoreUnavailable
from leaderboard.answers.answers import AnswersError
from leaderboard.board.same_clips import UnknownEntrant
from leaderboard.board_commands import add_commands
from leaderboard.dataset.dataset_error import DatasetError
from leaderboard.evaluation.commands import add_commands as add_evaluation_commands
from leaderboard.evaluation.errors import EvaluationError
from leaderboard.exchange.errors import ResultsError
from leaderboard.exchange.results_command import add_results
from leaderboard.export import ExportError, export_agl1k
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.reader import read_guesses
from leaderboard.localizability.contributions_command import add_contributions
from leaderboard.localizability.contributions_file import LocalizabilityError
from leaderboard.localizability.fit_command import add_fit
from leaderboard.localizability.people_command import add_people
from leaderboard.scoring.report import score_file
from leaderboard.spatial.answer_file import SpatialAnswersError
from leaderboard.spatial.evaluate_command import evaluate_scenes
from leaderboard.spatial.score_command import add_score_spatial
from leaderboard.study.causes_command import CausesError, add_causes
from leaderboard.study.power_command import PlanError, add_power
from leaderboard.study.record_error import RecordError
from leaderboard.study.report_command import add_report

_USER_ERRORS = (
    AnswersError,
    CausesError,
    EvaluationError,
    CurationError,
    DatasetError,
    ExportError,
    GazetteerError,
    LocalizabilityError,
    PackError,
    PlanError,
    RecordError,
    ResultsError,
    ScenePackError,
    SettingError,
    SpatialAnswersError,
    StoreError,
    StoreUnavailable,
    UnknownEntrant,
)


def command_line() -> argparse.ArgumentParser:
    """The parser; each command's ``run`` is the function that runs it."""
    parser = argparse.ArgumentParser(
        prog="python -m leaderboard",
        description="Compare people and audio language models on AGL1K's metrics.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    _add_score(commands)
    _add_export(commands)
    add_commands(commands)
    add_results(commands)
    add_evaluation_commands(commands, evaluate_scenes)
    add_contributions(commands)
    add_fit(commands)
    add_people(commands)
    add_power(commands)
    add_causes(commands)
    add_report(commands)
    add_score_spatial(commands)
    return parser


def _add_score(commands: Any) -> None:
    score = commands.add_parser(
        "score",
        help="score a file of answers on AGL1K's metrics",
        description="Print AGL1K's metric table for one file of answers: AGL1K's *_ABCD.jsonl or "
        "*_progress_fixed.json, a CSV file with the columns key, lat, lon, city, country and continent, or a "
        "log of Inspect. "
        "Lines that cannot be used are listed on stderr, and the rest is scored. The exit code is 1 when "
        "nothing can be scored or a clip is answered twice. docs/scoring.md explains every figure.",
    )
    score.add_argument("file", type=Path, metavar="FILE", help="the answers, .jsonl, .json, .csv or .eval")
    score.add_argument(
        "--clips",
        type=Path,
        metavar="SCHEMA",
        required=True,
        help="the clips: AGL1K's geoLocalization_schema.csv, or a pack's folder",
    )
    score.add_argument(
        "--repeated",
        choices=["mean-per-clip"],
        help="allow several answers to a clip, and average them first; refused by default",
    )
    score.add_argument("--json", action="store_true", help="print JSON, with every problem in it")
    score.set_defaults(run=_score)


def _add_export(commands: Any) -> None:
    export = commands.add_parser(
        "export",
        help="write people's guesses in AGL1K's format",
        description="Write people's guesses on the pack of EARWITNESS_PACK, from the database of "
        "EARWITNESS_DATABASE or EARWITNESS_STATE, in the format that AGL1K uses for a model's answers: a row "
        "per guess in results/audio_localization/human-guesses, the same with equal weight for each person "
        "in human-people, a row per clip in human-crowd, and in data/ the schema with "
        "its header corrected. Files of an earlier export are replaced; a different "
        "schema is left alone. The exit code is 1 without any guesses. docs/scoring.md has the details.",
    )
    export.add_argument("--format", choices=["agl1k"], required=True, help="AGL1K's folders and fields")
    export.add_argument("--out", type=Path, metavar="DIR", required=True, help="the folder to write into")
    export.set_defaults(run=_export)


def _score(arguments: argparse.Namespace) -> int:
    report = score_file(arguments.file, arguments.clips, once=arguments.repeated is None)
    for warning in report.warnings():
        print(warning, file=sys.stderr)
    print(report.json() if arguments.json else report.table())
    return 0


def _export(arguments: argparse.Namespace) -> int:
    settings = Settings.from_env()
    benchmark = Benchmark.load(settings)
    guesses = read_guesses(settings.database_url, benchmark)
    for line in export_agl1k(benchmark, guesses, arguments.out, _with_progress_bar):
        print(line)
    return 0


def _with_progress_bar(rows: Iterable[bytes], count: int) -> Iterable[bytes]:
    bar: Iterable[bytes] = tqdm(rows, "Writing", count, unit=" rows", unit_scale=True, disable=None)
    return bar


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code."""
    parsed = command_line().parse_args(arguments)
    try:
        code: int = parsed.run(parsed)
        sys.stdout.flush()
    except _USER_ERRORS as error:
        sys.exit(f"python -m leaderboard: {error}")
    except BrokenPipeError:
        # The reader, such as `head`, has seen enough. Python would print one more error at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    repeat_lost_interrupts()
    sys.exit(main())
