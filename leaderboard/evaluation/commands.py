"""`python -m leaderboard evaluate`: the command line. What it runs is imported when it runs."""

import argparse
import asyncio
import json
import math
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from leaderboard.evaluation.errors import EvaluationError

if TYPE_CHECKING:
    from leaderboard.evaluation.plan import Plan

INCOMPLETE = 3
KILLED = 130  # what shells say of a command that Ctrl-C ended
KEY = "OPENAI_API_KEY"

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
    _add_limits(evaluate.add_argument_group("how much"))
    evaluate.set_defaults(run=_evaluate)


def _add_whom(group: Any) -> None:
    group.add_argument(
        "--model",
        required=True,
        metavar="NAME",
        help="as the API calls it; constant:LAT,LON or random need neither API nor recordings",
    )
    group.add_argument("--base-url", metavar="URL", help="the API's address, mostly ending in /v1")
    group.add_argument(
        "--api-key-env", metavar="VARIABLE", help=f"environment variable that holds the key ({KEY})"
    )
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
        "--seed", type=int, default=42, help="of the order of asking, and sent to the model (%(default)s)"
    )
    group.add_argument("--format", choices=["mp3", "wav"], help="of the sound; as it is, if not given")
    group.add_argument(
        "--cut",
        type=_positive,
        metavar="SECONDS",
        help="send so much of each recording's beginning; all, if not given",
    )
    group.add_argument(
        "--prompt",
        type=Path,
        metavar="FILE",
        help="ask in the words of this file: a text, or answers in AGL1K's format",
    )
    group.add_argument("--temperature", type=float, help="sent to the model; its own, if not given")
    group.add_argument(
        "--options",
        type=_object,
        default={},
        metavar="JSON",
        help='further fields of the request, {"max_tokens": 2000}; null takes one away, {"seed": null}',
    )
    group.add_argument("--concurrency", type=_count, default=4, help="calls at a time (%(default)s)")
    group.add_argument(
        "--tries", type=_count, default=6, help="how often a clip is asked about (%(default)s)"
    )
    group.add_argument(
        "--timeout", type=_positive, default=600.0, metavar="SECONDS", help="for one reply (%(default)g)"
    )


def _add_limits(group: Any) -> None:
    group.add_argument(
        "--max-clips", type=_count, metavar="N", help="answer N clips, in all runs; which, the seed decides"
    )
    group.add_argument(
        "--max-usd", type=_positive, metavar="USD", help="spend no more, in all runs; needs --usd-per-call"
    )
    group.add_argument("--usd-per-call", type=_price, metavar="USD", help="the most that one call may cost")
    group.add_argument("--usd-per-million-in", type=_price, metavar="USD", help="for a million tokens sent")
    group.add_argument("--usd-per-million-out", type=_price, metavar="USD", help="for a million tokens said")


def _evaluate(chosen: argparse.Namespace) -> int:
    # The game's own processes are commands of this package too, and need no client of models.
    from leaderboard.evaluation import evaluation, report
    from leaderboard.evaluation.layout import where_to_write
    from leaderboard.evaluation.places import hears_nothing
    from leaderboard.schema import read_clips

    clips = read_clips(chosen.clips)
    if hears_nothing(chosen.model):
        file = where_to_write(chosen.out, chosen.model, chosen.seed)
        found = evaluation.answer_unheard(chosen.model, clips, file, chosen.seed)
    else:
        try:
            found = evaluation.evaluate(_plan(chosen), clips, report.progress)
        except asyncio.CancelledError:
            print("Ended at once; run the same command again to go on.", file=sys.stderr)
            return KILLED
    for told in report.told(found):
        print(told)
    return INCOMPLETE if found.left else 0


def _plan(chosen: argparse.Namespace) -> "Plan":
    from leaderboard.evaluation.budget import Prices
    from leaderboard.evaluation.layout import where_to_write
    from leaderboard.evaluation.plan import Plan
    from leaderboard.evaluation.prompt import PROMPT, read_prompt

    _check_money(chosen)
    return Plan(
        model=chosen.model,
        base_url=_address(chosen),
        key=_key(chosen.api_key_env),
        file=where_to_write(chosen.out, chosen.model, chosen.seed),
        seed=chosen.seed,
        prompt=read_prompt(chosen.prompt) if chosen.prompt else PROMPT,
        sound_format=chosen.format,
        cut_seconds=chosen.cut,
        temperature=chosen.temperature,
        options=chosen.options,
        max_clips=chosen.max_clips,
        max_usd=chosen.max_usd,
        prices=Prices(chosen.usd_per_call or 0.0, chosen.usd_per_million_in, chosen.usd_per_million_out),
        concurrency=chosen.concurrency,
        tries=chosen.tries,
        timeout_seconds=chosen.timeout,
    )


def _check_money(chosen: argparse.Namespace) -> None:
    if chosen.max_usd is not None and not chosen.usd_per_call:
        raise EvaluationError(
            "--max-usd needs --usd-per-call, the most that one call may cost: no call is made "
            "unless so much is left."
        )
    if (chosen.usd_per_million_in is None) != (chosen.usd_per_million_out is None):
        raise EvaluationError("--usd-per-million-in and --usd-per-million-out go together: name both.")


def _address(chosen: argparse.Namespace) -> str:
    if not chosen.base_url:
        raise EvaluationError(
            f"--base-url is missing: name the API that has the model {chosen.model!r}, such as "
            "https://openrouter.ai/api/v1 or http://localhost:8000/v1."
        )
    return str(chosen.base_url)


def _key(variable: str | None) -> str:
    """The key; local servers need none, so that only a variable that was named must be there."""
    key = os.environ.get(variable or KEY, "")
    if variable and not key:
        raise EvaluationError(
            f"--api-key-env {variable}: there is no such environment variable, or it is empty."
        )
    return key


def _object(text: str) -> dict[str, Any]:
    said = json.loads(text)
    if not isinstance(said, dict):
        raise ValueError
    return said


def _positive(text: str) -> float:
    number = float(text)
    if not 0 < number < math.inf:
        raise ValueError
    return number


def _price(text: str) -> float:
    number = float(text)
    if not 0 <= number < math.inf:
        raise ValueError
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError
    return number


# As argparse says it: "invalid whole number from 1 value".
_count.__name__ = "whole number from 1"
_positive.__name__ = "number above 0"
_price.__name__ = "number from 0"
_object.__name__ = "JSON object"
