"""Answers as AGL1K keeps them: JSON Lines in its fields, with how each was come by behind them."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from game.atomic_write import write_whole
from game.json_types import Json
from game.packs.clip import Clip
from leaderboard.answers.agl1k_format import TASK
from leaderboard.evaluation.answer_parser import Located, read_located
from leaderboard.evaluation.completion import Completion, read_completion
from leaderboard.evaluation.errors import EvaluationError
from leaderboard.evaluation.journal import Answer
from leaderboard.scoring.rows import Labels

OURS = "evaluation"  # the field behind AGL1K's
# What AGL1K's files hold where an output says nothing; its evaluation reads both as refusals.
_NO_NAME, _NO_DEGREES = "Unknown", 0.0


class OutError(EvaluationError):
    """A file of answers that cannot be written; the message says which, and what to do."""


def line(clip: Clip, labels: Mapping[str, str | None], said: Located, asked: Json) -> Json:
    """Set an answer in AGL1K's fields.

    Parameters
    ----------
    labels : mapping of str to str
        City, country and continent of the true place.
    asked : dict
        ``question``, ``model_output``, ``seed``, and `OURS`.
    """
    return {
        "question": asked["question"],
        "task_id": TASK,
        "question_id": clip.key,
        "true_city": labels["city"],
        "true_country": labels["country"],
        "true_continent": labels["continent"],
        "true_longitude": clip.lon,
        "true_latitude": clip.lat,
        "description": clip.description,
        "title": clip.title,
        "predicted_city": said.city or _NO_NAME,
        "predicted_country": said.country or _NO_NAME,
        "predicted_continent": said.continent or _NO_NAME,
        "predicted_longitude": _NO_DEGREES if said.lon is None else said.lon,
        "predicted_latitude": _NO_DEGREES if said.lat is None else said.lat,
        "reasoning": said.reason,
        "model_output": asked["model_output"],
        "seed": asked["seed"],
        OURS: asked[OURS],
    }


@dataclass(frozen=True, slots=True)
class Read:
    """An answer out of the journal, and what was read out of it."""

    answer: Answer
    reply: Completion
    said: Located


def read_reply(answer: Answer) -> Read:
    """Read what a model said."""
    reply = read_completion(answer.body)
    said = read_located(reply.text)
    if reply.finish == "length":
        said = replace(said, mended=(*said.mended, "cut off at the most tokens"))
    return Read(answer, reply, said)


def asked(read: Read, common: Json) -> Json:
    """Tell how an answer was come by; ``common`` is what all of a file share."""
    ours = {
        "sound": dict(read.answer.note),
        "answered_by": read.reply.model,
        "at": read.answer.at,
        "finish": read.reply.finish,
        "usd": read.answer.usd,
        "tokens_in": read.reply.tokens_in,
        "tokens_out": read.reply.tokens_out,
        "mended": [*read.said.mended],
        "unread": [*read.said.unread],
    }
    return common | {"model_output": read.reply.text, OURS: common[OURS] | ours}


def labels_of_clip(labels: Labels, at: int) -> dict[str, str | None]:
    """City, country and continent of one of many clips."""
    return {level: labels[level][at] for level in ("city", "country", "continent")}


def check_replaceable(file: Path) -> None:
    """Refuse to write over answers that were not written here, such as published ones.

    Raises
    ------
    OutError
    """
    try:
        with file.open(encoding="utf-8") as there:
            first = there.readline()
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise OutError(f"{file} cannot be read: {error}. Name another file with --out.") from error
    with suppress(ValueError):
        if not first.strip() or OURS in json.loads(first):
            return
    raise OutError(f"{file} is there and was not written by this command: name another file with --out.")


def write_lines(file: Path, lines: Iterable[Json]) -> None:
    """Write the whole file or nothing: what is there stays until then.

    Raises
    ------
    OutError
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, (json.dumps(one).encode() + b"\n" for one in lines))
    except OSError as error:
        raise OutError(f"{file} cannot be written: {error.strerror}.") from error
