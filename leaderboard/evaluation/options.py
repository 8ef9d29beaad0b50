"""Options shared by the commands that ask models: server, calls, limits."""

import argparse
import json
import math
import os
from typing import Any

from leaderboard.evaluation.budget import Prices
from leaderboard.evaluation.errors import EvaluationError

KEY = "OPENAI_API_KEY"


def add_api(group: Any) -> None:
    """Add the options that choose a server."""
    group.add_argument("--base-url", metavar="URL", help="the API's address, usually ending in /v1")
    group.add_argument(
        "--api-key-env", metavar="VARIABLE", help=f"environment variable that holds the API key ({KEY})"
    )


def add_call(group: Any) -> None:
    """Add the options on how calls are made."""
    group.add_argument("--temperature", type=float, help="sent to the model; by default the model's own")
    group.add_argument(
        "--options",
        type=json_object,
        default={},
        metavar="JSON",
        help='further request fields, such as {"max_tokens": 2000}; null removes one: {"seed": null}',
    )
    group.add_argument("--concurrency", type=count, default=4, help="simultaneous calls (%(default)s)")
    group.add_argument("--tries", type=count, default=6, help="attempts per question (%(default)s)")
    group.add_argument(
        "--timeout", type=positive, default=600.0, metavar="SECONDS", help="for one reply (%(default)g)"
    )


def add_limits(group: Any) -> None:
    """Add the limits on number and cost."""
    group.add_argument(
        "--max-clips",
        "--max-items",
        type=count,
        metavar="N",
        help="answer at most N clips, or items of scenes, over all runs; the seed decides which",
    )
    group.add_argument(
        "--max-usd",
        type=positive,
        metavar="USD",
        help="spend at most this much over all runs; needs --usd-per-call",
    )
    group.add_argument("--usd-per-call", type=price, metavar="USD", help="the most that one call may cost")
    group.add_argument("--usd-per-million-in", type=price, metavar="USD", help="per million input tokens")
    group.add_argument("--usd-per-million-out", type=price, metavar="USD", help="per million output tokens")


def prices(arguments: argparse.Namespace) -> Prices:
    """The prices given as options.

    Raises
    ------
    EvaluationError
        If a price is missing.
    """
    if arguments.max_usd is not None and not arguments.usd_per_call:
        raise EvaluationError(
            "--max-usd needs --usd-per-call, the most that one call may cost: a call is made only if that "
            "much is left."
        )
    if (arguments.usd_per_million_in is None) != (arguments.usd_per_million_out is None):
        raise EvaluationError("--usd-per-million-in and --usd-per-million-out go together: give both.")
    return Prices(arguments.usd_per_call or 0.0, arguments.usd_per_million_in, arguments.usd_per_million_out)


def address(arguments: argparse.Namespace) -> str:
    """The API's address.

    Raises
    ------
    EvaluationError
        If it is missing.
    """
    if not arguments.base_url:
        raise EvaluationError(
            f"--base-url is missing: give the address of an API that serves {arguments.model!r}, such as "
            "https://openrouter.ai/api/v1 or http://localhost:8000/v1."
        )
    return str(arguments.base_url)


def key(arguments: argparse.Namespace) -> str:
    """The API key, possibly empty: local servers need none, so only a variable named explicitly must be set.

    Raises
    ------
    EvaluationError
    """
    variable: str | None = arguments.api_key_env
    secret = os.environ.get(variable or KEY, "")
    if variable and not secret:
        raise EvaluationError(f"--api-key-env {variable}: this environment variable is not set, or empty.")
    return secret


def json_object(text: str) -> dict[str, Any]:
    """A JSON object, as an argument."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError
    return value


def positive(text: str) -> float:
    """A number above 0, as an argument."""
    number = float(text)
    if not 0 < number < math.inf:
        raise ValueError
    return number


def price(text: str) -> float:
    """A number from 0 up, as an argument."""
    number = float(text)
    if not 0 <= number < math.inf:
        raise ValueError
    return number


def seed(text: str) -> int:
    """A whole number from 0 up, as an argument; file names have room for nine digits."""
    number = int(text)
    if not 0 <= number <= 999_999_999:
        raise ValueError
    return number


def count(text: str) -> int:
    """A whole number from 1 up, as an argument."""
    number = int(text)
    if number < 1:
        raise ValueError
    return number


# argparse prints the type's name: "invalid whole number from 1 value".
count.__name__ = "whole number from 1"
seed.__name__ = "seed from 0 to 999,999,999"
positive.__name__ = "number above 0"
price.__name__ = "number from 0"
json_object.__name__ = "JSON object"
