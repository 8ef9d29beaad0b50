"""`python -m leaderboard evaluate`: its options. The code it runs is imported only when it runs."""

import argparse
import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game import exit_codes
from leaderboard.evaluation.errors import EvaluationError
from leaderboard.evaluation.options import add_api, add_call, add_limits, positive, seed

if TYPE_CHECKING:
    from leaderboard.evaluation.plan import Plan

_DESCRIPTION = """\
Ask an audio language model behind an OpenAI-compatible API about every recording of a pack, one per call,
and write its answers in AGL1K's format; or, with --scenes, ask it every item of a pack of scenes around the
head twice, with both channels and with their mean, and say whether it needs both. Each answer is saved at
once to a journal next to FILE and is never paid for twice: to continue after any interruption, run the same
command again. The first Ctrl-C waits for replies that are already being paid for, the second does not. Exit
codes: 0 when everything (or --max-clips of it) is answered, 3 when something is not, 1 when nothing could be
done, 130 after a second Ctrl-C. docs/evaluating.md has the details."""


def add_commands(commands: Any, evaluate_scenes: Callable[[argparse.Namespace], int]) -> None:
    """Add the command to the command line of `python -m leaderboard`.

    Parameters
    ----------
    evaluate_scenes : callable
        Runs the command where a pack of scenes is named.
    """
    evaluate = commands.add_parser(
        "evaluate", help="ask a model about a pack's recordings or scenes", description=_DESCRIPTION
    )
    _add_target(evaluate.add_argument_group("model, recordings and output"))
    _add_how(evaluate.add_argument_group("how"))
    add_limits(evaluate.add_argument_group("limits"))
    evaluate.set_defaults(run=lambda given: evaluate_scenes(given) if given.scenes else _evaluate(given))


def _add_target(group: Any) -> None:
    group.add_argument(
        "--model",
        required=True,
        metavar="NAME",
        help="the model's name in the API; constant:LAT,LON and random need neither an API nor audio",
    )
    add_api(group)
    pack = group.add_mutually_exclusive_group(required=True)
    pack.add_argument(
        "--clips", type=Path, metavar="DIR", help="the pack's folder; clips without audio are skipped"
    )
    pack.add_argument(
        "--scenes",
        metavar="PACK",
        help="a pack of scenes around the head: a name, a folder, or its address on the Hub",
    )
    group.add_argument(
        "--unscored", action="store_true", help="with --scenes: ask the items without a published answer, too"
    )
    group.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="where to write: a .jsonl file, or a folder like EARWITNESS_ANSWERS, for "
        "MODEL/seed_N_ABCD.jsonl in it, or with --scenes for spatial/PACK/MODEL.jsonl",
    )


def _add_how(group: Any) -> None:
    group.add_argument(
        "--seed",
        type=seed,
        default=42,
        help="seed for the order of the recordings, also sent to the model (%(default)s)",
    )
    group.add_argument(
        "--format", choices=["mp3", "wav"], help="convert the audio; by default it is sent unconverted"
    )
    group.add_argument(
        "--cut",
        type=positive,
        metavar="SECONDS",
        help="send only this much of each recording, from its start; by default all of it",
    )
    group.add_argument(
        "--prompt",
        type=Path,
        metavar="FILE",
        help="use the question in this file: plain text, or answers in AGL1K's format; with --scenes, the "
        "words before each item",
    )
    add_call(group)


def _evaluate(arguments: argparse.Namespace) -> int:
    # The game's own worker processes use this package's command line and need no API client.
    from leaderboard.answers.schema import read_clips
    from leaderboard.evaluation import evaluation, report
    from leaderboard.evaluation.answer_paths import answer_path
    from leaderboard.evaluation.baseline_models import is_baseline

    if arguments.unscored:
        raise EvaluationError("--unscored is about items of scenes: it needs --scenes.")
    clips = read_clips(arguments.clips)
    if is_baseline(arguments.model):
        file = answer_path(arguments.out, arguments.model, arguments.seed)
        result = evaluation.answer_as_baseline(arguments.model, clips, file, arguments.seed)
    else:
        try:
            result = evaluation.evaluate(_plan(arguments), clips, report.progress)
        except asyncio.CancelledError:
            print(report.STOPPED, file=sys.stderr)
            return exit_codes.INTERRUPTED
    for line in report.summary(result):
        print(line)
    return exit_codes.INCOMPLETE if result.left else 0


def _plan(arguments: argparse.Namespace) -> "Plan":
    from leaderboard.evaluation.answer_paths import answer_path
    from leaderboard.evaluation.plan import Plan
    from leaderboard.evaluation.prompt import PROMPT, read_prompt

    return Plan.from_arguments(
        arguments,
        model=arguments.model,
        file=answer_path(arguments.out, arguments.model, arguments.seed),
        prompt=read_prompt(arguments.prompt) if arguments.prompt else PROMPT,
        sound_format=arguments.format,
        cut_seconds=arguments.cut,
    )
