"""`python -m leaderboard results`: its options. The code it runs is imported only when it runs."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leaderboard.exchange.errors import ResultsError

if TYPE_CHECKING:
    from leaderboard.exchange.model_results import ModelResults

_DESCRIPTION = """\
Write the figures of a model's answers in the format of others. eval-results: the GeoScore as
.eval_results/TASK.yaml in the model's own repository on the Hub, so that the model's page and the
benchmark's show it. every-eval-ever: every figure with its error and its 95% interval, and with --instances
a line for each answer, in the schema of Every Eval Ever. Answers are read, and figures counted, as by score.
docs/evaluating.md has the details."""

EVAL_RESULTS, EVERY_EVAL_EVER = "eval-results", "every-eval-ever"


def add_results(commands: Any) -> None:
    """Add the command to the command line of `python -m leaderboard`."""
    results = commands.add_parser(
        "results", help="write a model's results in the formats of others", description=_DESCRIPTION
    )
    results.add_argument("file", type=Path, metavar="FILE", help="the answers, as for score")
    results.add_argument(
        "--clips",
        type=Path,
        metavar="SCHEMA",
        required=True,
        help="the clips: AGL1K's geoLocalization_schema.csv, or a pack's folder",
    )
    results.add_argument(
        "--format",
        choices=[EVAL_RESULTS, EVERY_EVAL_EVER],
        required=True,
        help="for a model's repository on the Hub, or for the datastore of Every Eval Ever",
    )
    results.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        required=True,
        help="eval-results: the folder of the model's repository; every-eval-ever: that of the datastore",
    )
    results.add_argument(
        "--repeated",
        choices=["mean-per-clip"],
        help="allow several answers to a clip, and average them first; refused by default",
    )
    results.add_argument(
        "--date",
        metavar="DAY",
        help="when the model answered, such as 2027-01-31 (default: the file's)",
    )
    results.add_argument(
        "--dataset",
        metavar="OWNER/NAME",
        help="the benchmark's dataset on the Hub; eval-results needs it",
    )
    _add_eval_results(results.add_argument_group(EVAL_RESULTS))
    _add_every_eval_ever(results.add_argument_group(EVERY_EVAL_EVER))
    results.set_defaults(run=_results)


def _add_eval_results(group: Any) -> None:
    group.add_argument(
        "--task-id", metavar="TASK", default="agl1k", help="its id in the dataset's eval.yaml (%(default)s)"
    )
    group.add_argument("--revision", metavar="COMMIT", help="the commit of the dataset that was used")
    group.add_argument("--source-url", metavar="URL", help="where the answers can be seen")
    group.add_argument("--source-name", metavar="NAME", help="what is to be seen there")
    group.add_argument("--notes", metavar="TEXT", help="how the model was asked, if it matters")


def _add_every_eval_ever(group: Any) -> None:
    group.add_argument("--model", metavar="OWNER/NAME", help="the model's id on the Hub or in its API")
    group.add_argument("--organization", metavar="NAME", help="who provides these results")
    group.add_argument(
        "--relationship",
        choices=["first_party", "third_party", "collaborative", "other"],
        default="third_party",
        help="of who evaluated to who made the model (%(default)s)",
    )
    group.add_argument("--weights", choices=["open", "closed"], help="whether the model's weights are public")
    group.add_argument(
        "--deployment", choices=["self", "managed"], help="whether you ran the model, or asked an API"
    )
    group.add_argument("--instances", action="store_true", help="write each answer, too")


def _results(arguments: argparse.Namespace) -> int:
    from leaderboard.exchange.model_results import read_results

    results = read_results(arguments.file, arguments.clips, once=arguments.repeated is None)
    write = _eval_results if arguments.format == EVAL_RESULTS else _every_eval_ever
    try:
        for file in write(arguments, results):
            print(f"Wrote {file}.")
    except OSError as error:
        raise ResultsError(f"{error.filename} cannot be written: {error.strerror}.") from error
    sys.stdout.flush()
    return 0


def _eval_results(arguments: argparse.Namespace, results: "ModelResults") -> Iterator[Path]:
    from leaderboard.exchange.eval_results import HubBenchmark, write_eval_results

    benchmark = HubBenchmark(
        dataset=_needed(arguments, "dataset"),
        task=arguments.task_id,
        revision=arguments.revision,
        source_url=arguments.source_url,
        source_name=arguments.source_name,
        notes=arguments.notes,
    )
    yield write_eval_results(results, benchmark, arguments.date or results.answered_at, arguments.out)


def _every_eval_ever(arguments: argparse.Namespace, results: "ModelResults") -> Iterator[Path]:
    from leaderboard.exchange.every_eval_ever import EvaluationRecord, Provenance

    deployments = {"self": "self_deployed", "managed": "externally_managed", None: "unknown"}
    provenance = Provenance(
        model=_needed(arguments, "model"),
        organization=_needed(arguments, "organization"),
        relationship=arguments.relationship,
        weights=f"{arguments.weights}_weights" if arguments.weights else "unknown",
        deployment=deployments[arguments.deployment],
        date=arguments.date or results.answered_at,
        dataset=arguments.dataset,
    )
    yield from EvaluationRecord(results, provenance).write(arguments.out, with_answers=arguments.instances)


def _needed(arguments: argparse.Namespace, option: str) -> str:
    value: str | None = getattr(arguments, option)
    if not value:
        raise ResultsError(f"--format {arguments.format} needs --{option}.")
    return value
