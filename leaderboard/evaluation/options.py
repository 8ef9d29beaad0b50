"""Options of the commands that ask models: which server, how calls are made, for how much."""

import argparse
import json
import math
import os
from typing import Any

from leaderboard.evaluation.budget import Prices
from leaderboard.evaluation.errors import EvaluationError

KEY = "OPENAI_API_KEY"


def add_api(group: Any) -> None:
    """Which server."""
    group.add_argument("--base-url", metavar="URL", help="the API's address, mostly ending in /v1")
    group.add_argument(
        "--api-key-env", metavar="VARIABLE", help=f"environment variable that holds the key ({KEY})"
    )


def add_call(group: Any) -> None:
    """How calls are made."""
    group.add_argument("--temperature", type=float, help="sent to the model; its own, if not given")
    group.add_argument(
        "--options",
        type=json_object,
        default={},
        metavar="JSON",
        help='further fields of the request, {"max_tokens": 2000}; null takes one away, {"seed": null}',
    )
    group.add_argument("--concurrency", type=count, default=4, help="calls at a time (%(default)s)")
    group.add_argument("--tries", type=count, default=6, help="how often a clip is asked about (%(default)s)")
    group.add_argument(
        "--timeout", type=positive, default=600.0, metavar="SECONDS", help="for one reply (%(default)g)"
    )


def add_limits(group: Any) -> None:
    """How many, and for how much money."""
    group.add_argument(
        "--max-clips", type=count, metavar="N", help="answer N clips, in all runs; which, the seed decides"
    )
    group.add_argument(
        "--max-usd", type=positive, metavar="USD", help="spend no more, in all runs; needs --usd-per-call"
    )
    group.add_argument("--usd-per-call", type=price, metavar="USD", help="the most that one call may cost")
    group.add_argument("--usd-per-million-in", type=price, metavar="USD", help="for a million tokens sent")
    group.add_argument("--usd-per-million-out", type=price, metavar="USD", help="for a million tokens said")


def prices(chosen: argparse.Namespace) -> Prices:
    """What calls cost, as it was said.

    Raises
    ------
    EvaluationError
        When a price is missing.
    """
    if chosen.max_usd is not None and not chosen.usd_per_call:
        raise EvaluationError(
            "--max-usd needs --usd-per-call, the most that one call may cost: no call is made "
            "unless so much is left."
        )
    if (chosen.usd_per_million_in is None) != (chosen.usd_per_million_out is None):
        raise EvaluationError("--usd-per-million-in and --usd-per-million-out go together: name both.")
    return Prices(chosen.usd_per_call or 0.0, chosen.usd_per_million_in, chosen.usd_per_million_out)


def address(chosen: argparse.Namespace) -> str:
    """Of the API.

    Raises
    ------
    EvaluationError
        When none was named.
    """
    if not chosen.base_url:
        raise EvaluationError(
            f"--base-url is missing: name the API that has the model {chosen.model!r}, such as "
            "https://openrouter.ai/api/v1 or http://localhost:8000/v1."
        )
    return str(chosen.base_url)


def key(chosen: argparse.Namespace) -> str:
    """The key; local servers need none, so that only a variable that was named must be there.

    Raises
    ------
    EvaluationError
    """
    variable: str | None = chosen.api_key_env
    secret = os.environ.get(variable or KEY, "")
    if variable and not secret:
        raise EvaluationError(
            f"--api-key-env {variable}: there is no such environment variable, or it is empty."
        )
    return secret


def json_object(text: str) -> dict[str, Any]:
    """An object in JSON, as an argument."""
    said = json.loads(text)
    if not isinstance(said, dict):
        raise ValueError
    return said


def positive(text: str) -> float:
    """A number above 0, as an argument."""
    number = float(text)
    if not 0 < number < math.inf:
        raise ValueError
    return number


def price(text: str) -> float:
    """A number from 0, as an argument."""
    number = float(text)
    if not 0 <= number < math.inf:
        raise ValueError
    return number


def seed(text: str) -> int:
    """A whole number from 0, as an argument; a file's name has room for nine digits of it."""
    number = int(text)
    if not 0 <= number <= 999_999_999:
        raise ValueError
    return number


def count(text: str) -> int:
    """A whole number from 1, as an argument."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


# As argparse says it: "invalid whole number from 1 value".
count.__name__ = "whole number from 1"
seed.__name__ = "seed from 0 to 999,999,999"
positive.__name__ = "number above 0"
price.__name__ = "number from 0"
json_object.__name__ = "JSON object"
