"""`python -m leaderboard`: what researchers ask of answers and guesses."""

import argparse
import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from tqdm import tqdm

from game.curation.errors import CurationError
from game.geo.gazetteer import GazetteerError
from game.packs.table import PackError
from game.settings import SettingError, Settings
from game.store.database import StoreError
from game.store.group_commit import StoreUnavailable
from leaderboard.answers.answers import AnswersError
from leaderboard.board.same_clips import UnknownEntrant
from leaderboard.board_commands import add_commands
from leaderboard.evaluation.commands import add_commands as add_evaluation_commands
from leaderboard.evaluation.errors import EvaluationError
from leaderboard.export import ExportError, export_agl1k
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.reading import read_guesses
from leaderboard.localizability import commands as localizability
from leaderboard.localizability.judged import LocalizabilityError
from leaderboard.scoring.report import score_file

_TOLD = (
    AnswersError,
    EvaluationError,
    CurationError,
    ExportError,
    GazetteerError,
    LocalizabilityError,
    PackError,
    SettingError,
    StoreError,
    StoreUnavailable,
    UnknownEntrant,
)


def command_line() -> argparse.ArgumentParser:
    """Build the parser; each command knows the function that runs it."""
    parser = argparse.ArgumentParser(
        prog="python -m leaderboard",
        description="Compare people and audio language models by AGL1K's measure.",
    )
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)
    score = commands.add_parser(
        "score",
        help="score a file of answers by AGL1K's metrics",
        description="Print AGL1K's metric table for one file of answers: AGL1K's *_ABCD.jsonl or "
        "*_progress_fixed.json, or a CSV file with the columns key, lat, lon, city, country and continent. "
        "What cannot be used is told line by line on the error output, and the rest is scored. The exit "
        "code is 1 when nothing can be scored or a clip is answered twice. docs/scoring.md explains "
        "every figure.",
    )
    score.add_argument("file", type=Path, metavar="FILE", help="the answers, .jsonl, .json or .csv")
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
        help="how to read several answers to a clip, refused otherwise: average them, then the clips",
    )
    score.add_argument("--json", action="store_true", help="print JSON, with every problem in it")
    score.set_defaults(run=_score)
    export = commands.add_parser(
        "export",
        help="write people's guesses in AGL1K's own format",
        description="Write people's guesses on the pack of EARWITNESS_PACK, from the database of "
        "EARWITNESS_DATABASE or EARWITNESS_STATE, as AGL1K keeps a model's answers: a row a guess in "
        "results/audio_localization/human-guesses, a row a clip in human-crowd, and in data/ the schema with "
        "its header mended. Files of an earlier export are replaced; another schema is left alone. The exit "
        "code is 1 when there is no guess yet. docs/scoring.md tells what is written how.",
    )
    export.add_argument("--format", choices=["agl1k"], required=True, help="AGL1K's folders and fields")
    export.add_argument("--out", type=Path, metavar="DIR", required=True, help="the folder to write into")
    export.set_defaults(run=_export)
    add_commands(commands)
    add_evaluation_commands(commands)
    localizability.add_commands(commands)
    return parser


def _score(chosen: argparse.Namespace) -> int:
    report = score_file(chosen.file, chosen.clips, once=chosen.repeated is None)
    for told in report.warnings():
        print(told, file=sys.stderr)
    print(report.json() if chosen.json else report.table())
    return 0


def _export(chosen: argparse.Namespace) -> int:
    settings = Settings.from_env()
    benchmark = Benchmark.load(settings)
    guesses = read_guesses(settings.database_url, benchmark)
    for told in export_agl1k(benchmark, guesses, chosen.out, _shown):
        print(told)
    return 0


def _shown(rows: Iterable[bytes], count: int) -> Iterable[bytes]:
    written: Iterable[bytes] = tqdm(rows, "Writing", count, unit=" rows", unit_scale=True, disable=None)
    return written


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code is what it returns."""
    chosen = command_line().parse_args(arguments)
    try:
        code: int = chosen.run(chosen)
        sys.stdout.flush()
    except _TOLD as error:
        sys.exit(f"python -m leaderboard: {error}")
    except BrokenPipeError:
        # Whoever reads, `head` for one, has seen enough; Python would complain once more at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main())
