"""`python -m leaderboard contributions`: asks judges. The code it runs is imported only when it runs."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game import exit_codes
from leaderboard.answers.schema import read_clips
from leaderboard.evaluation.options import add_api, add_call, add_limits
from leaderboard.localizability.contributions_file import LocalizabilityError
from leaderboard.localizability.inputs import add_inputs, read_model_answers
from leaderboard.localizability.sound_times import read_sound_times
from leaderboard.phrases import counted

if TYPE_CHECKING:
    from leaderboard.localizability.judge_runner import Verdict

_DESCRIPTION = """\
Ask language models, the judges, how much each category of sound in a clip contributed to the reasoning in
a model's answer, and write a line per clip and judge. Each reply is saved to a journal next to FILE and is
never paid for twice: to continue, run the same command again. Limits apply to each judge separately. The
first Ctrl-C waits for replies that are already being paid for, the second does not. Exit codes: 0 when
everything is judged, 3 when something is left, 1 when nothing could be done, 130 after a second Ctrl-C.
docs/localizability.md has the details."""


def add_contributions(commands: Any) -> None:
    """Add the command to the command line of `python -m leaderboard`."""
    judges = commands.add_parser(
        "contributions",
        help="ask judges what each sound contributed to a model's answers",
        description=_DESCRIPTION,
    )
    target = judges.add_argument_group("judges, answers and output")
    target.add_argument(
        "--model",
        action="append",
        required=True,
        metavar="NAME",
        help="a judge's name in the API; can be repeated",
    )
    add_api(target)
    add_inputs(target)
    target.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        required=True,
        help="the contributions, .jsonl; other judges' lines in it are kept",
    )
    how = judges.add_argument_group("how")
    how.add_argument(
        "--seed",
        type=int,
        default=42,
        help="seed for the order of the questions, also sent to the judge (%(default)s)",
    )
    add_call(how)
    add_limits(judges.add_argument_group("limits"))
    judges.set_defaults(run=_contributions)


def _contributions(arguments: argparse.Namespace) -> int:
    try:
        verdicts = list(_verdicts(arguments))
    except asyncio.CancelledError:
        print("Stopped immediately. To continue, run the same command again.", file=sys.stderr)
        return exit_codes.INTERRUPTED
    complete = len(verdicts) == len(_judges(arguments)) and not any(verdict.left for verdict in verdicts)
    return 0 if complete else exit_codes.INCOMPLETE


def _judges(arguments: argparse.Namespace) -> list[str]:
    return list(dict.fromkeys(arguments.model))


def _verdicts(arguments: argparse.Namespace) -> "Iterator[Verdict]":
    """Ask one judge after the other, and print a summary of each; an interrupt ends the whole run."""
    # The game's own worker processes use this package's command line and need no API client.
    from leaderboard.evaluation.evaluation import INTERRUPTED
    from leaderboard.evaluation.plan import Plan
    from leaderboard.evaluation.report import progress
    from leaderboard.localizability import judge_runner
    from leaderboard.localizability.judge_prompt import PROMPT

    clips = read_clips(arguments.clips)
    answers = read_model_answers(arguments.answers, {clip.key for clip in clips})
    reasoned = judge_runner.with_reasons(answers, read_sound_times(arguments.times, arguments.clips))
    if not reasoned:
        raise LocalizabilityError(
            f"{arguments.answers} gives no reasons for any clip with a category of sound: choose a file with "
            "reasoning, or other --times."
        )
    if without := len(answers) - len(reasoned):
        print(f"Skipped: {counted(without, 'answer')} without reasons, or to clips without a sound category.")
    for model in _judges(arguments):
        plan = Plan.from_arguments(arguments, model=model, file=arguments.out, prompt=PROMPT)
        verdict = judge_runner.judge(plan, reasoned, progress)
        for line in judge_runner.summary(verdict):
            print(line)
        yield verdict
        if verdict.outcome.halted == INTERRUPTED:
            return
