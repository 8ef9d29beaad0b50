"""A model's answers to items around the head, one JSON object a line."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from game.scenes.item import Answer, Item
from leaderboard.spatial.answer_reader import FIELDS, Sense, read_fields, read_reply

IDS = ("item", "item_id", "id", "sample_id", "question_id")
REPLIES = ("answer", "answer_letter", "response", "reply", "prediction", "output", "model_output", "text")
MOST_BYTES = 500_000_000


class SpatialAnswersError(Exception):
    """A file of answers cannot be scored; the message says why, and what to do."""


@dataclass(frozen=True)
class SpatialAnswers:
    """What a file answers.

    Attributes
    ----------
    items, answers : tuple
        In the file's order; an answer that could not be read is empty.
    unread : int
        How many answers could not be read.
    problems : tuple of str
        Sentences with a line's number each.
    """

    file: Path
    items: tuple[Item, ...]
    answers: tuple[Answer, ...]
    unread: int
    problems: tuple[str, ...]


def read_spatial_answers(file: Path, items: Mapping[str, Item], azimuth: Sense = "left") -> SpatialAnswers:
    """Read a file of answers; lines that cannot be used are among its problems.

    Parameters
    ----------
    items : mapping of str to Item
        The pack's items, by id.
    azimuth : str
        To which side the file's azimuths are positive.

    Raises
    ------
    SpatialAnswersError
        If the file cannot be read, answers an item twice, or answers none.
    """
    found: dict[str, tuple[Item, Answer]] = {}
    problems: list[str] = []
    unread = 0
    for line, fields in _lines(file, problems):
        name = next((str(fields[key]) for key in IDS if fields.get(key) is not None), None)
        item = items.get(name or "")
        if name is None or item is None:
            problems.append(f"line {line}: {_unknown(name)}")
            continue
        if name in found:
            raise SpatialAnswersError(f"{file}, line {line}: {name} is answered twice: leave one answer.")
        answer = _answer(item, fields, azimuth)
        if answer is None:
            unread += 1
            problems.append(f"line {line}: no answer to {name} can be read")
        found[name] = item, answer or Answer()
    if not found:
        raise SpatialAnswersError(f"{file} answers no item of the pack. {' '.join(problems[:1])}".strip())
    return SpatialAnswers(
        file,
        tuple(item for item, _ in found.values()),
        tuple(answer for _, answer in found.values()),
        unread,
        tuple(problems),
    )


def _lines(file: Path, problems: list[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        if file.stat().st_size > MOST_BYTES:
            raise SpatialAnswersError(f"{file} is larger than {MOST_BYTES // 1_000_000} MB.")
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise SpatialAnswersError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise SpatialAnswersError(f"{file} is not text in UTF-8.") from None
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError) as error:
            problems.append(f"line {number}: no JSON ({str(error)[:80]})")
            continue
        if isinstance(value, dict):
            yield number, value
        else:
            problems.append(f"line {number}: no object")


def _unknown(name: str | None) -> str:
    if name is None:
        return f"no item is named: its id belongs in {IDS[0]!r}"
    return f"{name[:80]!r} is no item of the pack"


def _answer(item: Item, fields: dict[str, Any], azimuth: Sense) -> Answer | None:
    if any(fields.get(name) is not None for name in FIELDS):
        return read_fields(item, fields, azimuth)
    reply = next((fields[key] for key in REPLIES if fields.get(key) is not None), None)
    if isinstance(reply, dict):
        return read_fields(item, reply, azimuth)
    return read_reply(item, str(reply), azimuth) if isinstance(reply, str | int | float) else None
