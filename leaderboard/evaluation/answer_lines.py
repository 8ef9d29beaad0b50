"""Answers as lines in AGL1K's format, followed by a field on how each was obtained."""

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from game.atomic_write import write_whole
from game.json_types import Json
from game.packs.clip import Clip
from leaderboard.answers.agl1k_format import TASK
from leaderboard.evaluation.answer_parser import ParsedAnswer, parse_answer
from leaderboard.evaluation.completion import Completion, read_completion
from leaderboard.evaluation.errors import EvaluationError
from leaderboard.evaluation.journal import Answer
from leaderboard.scoring.rows import Labels

OURS = "evaluation"  # our field, after AGL1K's
# What AGL1K's files hold where a reply gives nothing; its evaluation reads both as refusals.
_NO_NAME, _NO_DEGREES = "Unknown", 0.0


class OutError(EvaluationError):
    """An answer file that cannot be written; the message says which one, and what to do."""


def line(clip: Clip, labels: Mapping[str, str | None], answer: ParsedAnswer, asked: Json) -> Json:
    """An answer in AGL1K's fields.

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
        **predicted(answer),
        "model_output": asked["model_output"],
        "seed": asked["seed"],
        OURS: asked[OURS],
    }


def predicted(answer: ParsedAnswer) -> Json:
    """The part of an answer's line that the model gave."""
    return {
        "predicted_city": answer.city or _NO_NAME,
        "predicted_country": answer.country or _NO_NAME,
        "predicted_continent": answer.continent or _NO_NAME,
        "predicted_longitude": _NO_DEGREES if answer.lon is None else answer.lon,
        "predicted_latitude": _NO_DEGREES if answer.lat is None else answer.lat,
        "reasoning": answer.reason,
    }


@dataclass(frozen=True, slots=True)
class ParsedReply:
    """A saved reply, and the answer that was read from it."""

    saved: Answer
    completion: Completion
    answer: ParsedAnswer


def read_reply(saved: Answer) -> ParsedReply:
    """Read the answer out of a saved reply."""
    completion = read_completion(saved.body)
    is_cut_off = completion.finish == "length"
    answer = parse_answer(completion.text, is_cut_off)
    if is_cut_off:
        answer = replace(answer, mended=(*answer.mended, "cut off at the most tokens"))
    return ParsedReply(saved, completion, answer)


def asked(reply: ParsedReply, common: Json) -> Json:
    """How an answer was obtained; ``common`` is what all answers of a file share."""
    reading = {"mended": [*reply.answer.mended], "unread": [*reply.answer.unread]}
    obtained = provenance(reply.saved, reply.completion) | reading
    return common | {"model_output": reply.completion.text, OURS: common[OURS] | obtained}


def provenance(saved: Answer, completion: Completion) -> Json:
    """What was sent for a saved reply, who answered, when and at what cost."""
    return {
        "sound": dict(saved.note),
        "answered_by": completion.model,
        "at": saved.at,
        "finish": completion.finish,
        "usd": saved.usd,
        "tokens_in": completion.tokens_in,
        "tokens_out": completion.tokens_out,
    }


def labels_of_clip(labels: Labels, index: int) -> dict[str, str | None]:
    """City, country and continent of the clip at an index."""
    return {level: labels[level][index] for level in ("city", "country", "continent")}


def check_replaceable(file: Path) -> None:
    """Refuse to overwrite answers that this command did not write, such as published ones.

    Raises
    ------
    OutError
    """
    try:
        with file.open(encoding="utf-8") as existing:
            first = existing.readline()
    except FileNotFoundError:
        return
    except (OSError, UnicodeDecodeError) as error:
        raise OutError(f"{file} cannot be read: {error}. Choose another file with --out.") from error
    with suppress(ValueError):
        if not first.strip() or OURS in json.loads(first):
            return
    raise OutError(f"{file} exists and was not written by this command: choose another file with --out.")


def write_lines(file: Path, lines: Iterable[Json]) -> None:
    """Write the file as a whole; if that fails, an existing file stays as it was.

    Raises
    ------
    OutError
    """
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write_whole(file, (json.dumps(item).encode() + b"\n" for item in lines))
    except OSError as error:
        raise OutError(f"{file} cannot be written: {error.strerror}.") from error
