"""`python -m leaderboard evaluate`: the command line. What it runs is imported when it runs."""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from game import exit_codes
from leaderboard.evaluation.options import add_api, add_call, add_limits, address, key, positive, prices, seed

if TYPE_CHECKING:
    from leaderboard.evaluation.plan import Plan

_DESCRIPTION = """\
Ask an audio language model behind an OpenAI-compatible API about every recording of a pack, one a call,
and write its answers as AGL1K writes them. Each answer is kept in a journal beside FILE as soon as it is
there, and never paid for again: run the same command once more to go on, whatever happened. The first
Ctrl-C waits for the replies that are being paid for, the second does not. Exit codes: 0 when every
recording, or --max-clips of them, is answered, 3 when some are not, 1 when nothing could be done, 130
after a second Ctrl-C. docs/evaluating.md explains it."""


def add_commands(commands: Any) -> None:
    """Put the command on the command line of `python -m leaderboard`."""
    evaluate = commands.add_parser(
        "evaluate", help="ask a model about a pack's recordings", description=_DESCRIPTION
    )
    _add_whom(evaluate.add_argument_group("whom, about what, where to"))
    _add_how(evaluate.add_argument_group("how"))
    add_limits(evaluate.add_argument_group("how much"))
    evaluate.set_defaults(run=_evaluate)


def _add_whom(group: Any) -> None:
    group.add_argument(
        "--model",
        required=True,
        metavar="NAME",
        help="as the API calls it; constant:LAT,LON or random need neither API nor recordings",
    )
    add_api(group)
    group.add_argument(
        "--clips",
        type=Path,
        required=True,
        metavar="DIR",
        help="the pack's folder; clips without a recording are left out",
    )
    group.add_argument(
        "--out",
        type=Path,
        required=True,
        metavar="FILE",
        help="the answers, .jsonl; or a folder as EARWITNESS_ANSWERS, for MODEL/seed_N_ABCD.jsonl in it",
    )


def _add_how(group: Any) -> None:
    group.add_argument(
        "--seed", type=seed, default=42, help="of the order of asking, and sent to the model (%(default)s)"
    )
    group.add_argument("--format", choices=["mp3", "wav"], help="of the sound; as it is, if not given")
    group.add_argument(
        "--cut",
        type=positive,
        metavar="SECONDS",
        help="send so much of each recording's beginning; all, if not given",
    )
    group.add_argument(
        "--prompt",
        type=Path,
        metavar="FILE",
        help="ask in the words of this file: a text, or answers in AGL1K's format",
    )
    add_call(group)


def _evaluate(chosen: argparse.Namespace) -> int:
    # The game's own processes are commands of this package too, and need no client of models.
    from leaderboard.answers.schema import read_clips
    from leaderboard.evaluation import evaluation, report
    from leaderboard.evaluation.layout import where_to_write
    from leaderboard.evaluation.places import hears_nothing

    clips = read_clips(chosen.clips)
    if hears_nothing(chosen.model):
        file = where_to_write(chosen.out, chosen.model, chosen.seed)
        found = evaluation.answer_unheard(chosen.model, clips, file, chosen.seed)
    else:
        try:
            found = evaluation.evaluate(_plan(chosen), clips, report.progress)
        except asyncio.CancelledError:
            print("Ended at once; run the same command again to go on.", file=sys.stderr)
            return exit_codes.INTERRUPTED
    for told in report.told(found):
        print(told)
    return exit_codes.INCOMPLETE if found.left else 0


def _plan(chosen: argparse.Namespace) -> "Plan":
    from leaderboard.evaluation.layout import where_to_write
    from leaderboard.evaluation.plan import Plan
    from leaderboard.evaluation.prompt import PROMPT, read_prompt

    return Plan(
        model=chosen.model,
        base_url=address(chosen),
        key=key(chosen),
        file=where_to_write(chosen.out, chosen.model, chosen.seed),
        seed=chosen.seed,
        prompt=read_prompt(chosen.prompt) if chosen.prompt else PROMPT,
        sound_format=chosen.format,
        cut_seconds=chosen.cut,
        temperature=chosen.temperature,
        options=chosen.options,
        max_clips=chosen.max_clips,
        max_usd=chosen.max_usd,
        prices=prices(chosen),
        concurrency=chosen.concurrency,
        tries=chosen.tries,
        timeout_seconds=chosen.timeout,
    )
