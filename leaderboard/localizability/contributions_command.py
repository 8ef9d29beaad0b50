"""`python -m leaderboard contributions`: asks judges. What it runs is imported when it runs."""

import argparse
import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game import exit_codes
from leaderboard.answers.schema import read_clips
from leaderboard.evaluation.options import add_api, add_call, add_limits, address, key, prices
from leaderboard.figures.figure import counted
from leaderboard.localizability.heard import read_heard
from leaderboard.localizability.inputs import add_inputs, answers_of
from leaderboard.localizability.judged import LocalizabilityError

if TYPE_CHECKING:
    from leaderboard.evaluation.plan import Plan
    from leaderboard.localizability.judge_runner import Verdict

_DESCRIPTION = """\
Ask language models, the judges, how much each category of sound that is heard in a clip contributed to
the reasoning of a model's answer, and write a line a clip and judge. Each reply is kept in a journal
beside FILE and never paid for again: run the same command once more to go on. Limits hold for each judge
by itself. The first Ctrl-C waits for the replies that are being paid for, the second does not. Exit
codes: 0 when all is judged, 3 when something is left, 1 when nothing could be done, 130 after a second
Ctrl-C. docs/localizability.md explains it."""


def add_contributions(commands: Any) -> None:
    """Put the command on the command line."""
    judges = commands.add_parser(
        "contributions",
        help="ask judges what each sound contributed to a model's answers",
        description=_DESCRIPTION,
    )
    whom = judges.add_argument_group("whom, about what, where to")
    whom.add_argument(
        "--model",
        action="append",
        required=True,
        metavar="NAME",
        help="a judge, as the API calls it; may be said several times",
    )
    add_api(whom)
    add_inputs(whom)
    whom.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        required=True,
        help="the contributions, .jsonl; lines of other judges in it stay",
    )
    how = judges.add_argument_group("how")
    how.add_argument(
        "--seed", type=int, default=42, help="of the order of asking, and sent to the judge (%(default)s)"
    )
    add_call(how)
    add_limits(judges.add_argument_group("how much"))
    judges.set_defaults(run=_contributions)


def _contributions(chosen: argparse.Namespace) -> int:
    try:
        found = list(_verdicts(chosen))
    except asyncio.CancelledError:
        print("Ended at once; run the same command again to go on.", file=sys.stderr)
        return exit_codes.INTERRUPTED
    complete = len(found) == len(_judges(chosen)) and not any(one.left for one in found)
    return 0 if complete else exit_codes.INCOMPLETE


def _judges(chosen: argparse.Namespace) -> list[str]:
    return list(dict.fromkeys(chosen.model))


def _verdicts(chosen: argparse.Namespace) -> "Iterator[Verdict]":
    """Let one judge after the other judge, and tell of each; who interrupts one ends all."""
    # The game's own processes are commands of this package too, and need no client of models.
    from leaderboard.evaluation.evaluation import INTERRUPTED
    from leaderboard.evaluation.report import progress
    from leaderboard.localizability import judge_runner

    clips = read_clips(chosen.clips)
    answers = answers_of(chosen.answers, {clip.key for clip in clips})
    reasoned = judge_runner.reasoned(answers, read_heard(chosen.times, chosen.clips))
    if not reasoned:
        raise LocalizabilityError(
            f"{chosen.answers} gives reasons for no clip in which a category is heard: name a file with "
            "reasoning, or other --times."
        )
    if without := len(answers) - len(reasoned):
        print(f"{counted(without, 'answer')} without reasons, or to clips in which nothing is heard.")
    for model in _judges(chosen):
        found = judge_runner.judge(_plan(chosen, model), reasoned, progress)
        for told in judge_runner.told(found):
            print(told)
        yield found
        if found.outcome.halted == INTERRUPTED:
            return


def _plan(chosen: argparse.Namespace, model: str) -> "Plan":
    from leaderboard.evaluation.plan import Plan
    from leaderboard.localizability.judging import PROMPT

    return Plan(
        model=model,
        base_url=address(chosen),
        key=key(chosen),
        file=chosen.out,
        seed=chosen.seed,
        prompt=PROMPT,
        temperature=chosen.temperature,
        options=chosen.options,
        max_clips=chosen.max_clips,
        max_usd=chosen.max_usd,
        prices=prices(chosen),
        concurrency=chosen.concurrency,
        tries=chosen.tries,
        timeout_seconds=chosen.timeout,
    )
