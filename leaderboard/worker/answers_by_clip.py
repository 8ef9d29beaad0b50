"""Models' answers by clip: one process writes them, another adds them to reveals."""

import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson

from game.geo.geodesy import geoscore
from game.json_types import Json
from leaderboard.answers.agl1k_format import NO_REASONING
from leaderboard.answers.answers import Answer
from leaderboard.entrants.models import ModelAnswers
from leaderboard.scoring.metrics import distances_km
from leaderboard.scoring.rows import Responses, Truth
from leaderboard.worker.output_files import OutputFiles
from leaderboard.worker.reloaded_file import ReloadedFile

NAME = "said.jsonl"
REASONING_CHARACTERS = 4000  # a screen or two; the longest published answers have about 2,200
PLACE_CHARACTERS = 120
_KEY, _ALMS, _END = b'{"key":', b',"alms":', b"}"
Content = tuple[str, dict[str, bytes]]
_NOBODY = orjson.Fragment(b"[]")


def write_answers_by_clip(
    outputs: OutputFiles,
    pack: str,
    models: Sequence[ModelAnswers],
    truth: Truth,
    positions: Mapping[str, int],
) -> None:
    """Write each model's answer to each clip, for `AnswersByClip` to read.

    Parameters
    ----------
    pack : str
        Name of the pack that the clips belong to.
    models : sequence of ModelAnswers
        In the order in which reveals list them. If a model has several seeds, the lowest one that answered
        the clip is used.
    positions : mapping of str to int
        Index of each clip in ``truth``, by its key.
    """
    by_clip: dict[str, list[Json]] = {}
    for model in models:
        for key, alm in _alms(model, truth, positions):
            by_clip.setdefault(key, []).append(alm)
    lines = [orjson.dumps({"pack": pack})]
    # Laid out by hand, so that the reader can split a line without parsing it.
    lines += [_KEY + orjson.dumps(key) + _ALMS + orjson.dumps(alms) + _END for key, alms in by_clip.items()]
    outputs.put(NAME, b"\n".join(lines))


def _alms(model: ModelAnswers, truth: Truth, positions: Mapping[str, int]) -> list[tuple[str, Json]]:
    answers = list(model.first_answers().values())
    distances = distances_km(truth, Responses.of(answers, positions)).tolist()
    return [
        (answer.key, _alm(model.name, answer, distance))
        for answer, distance in zip(answers, distances, strict=True)
    ]


def _alm(name: str, answer: Answer, distance: float) -> Json:
    """An answer as reveals show it; without a readable coordinate it has neither distance nor score."""
    known = not math.isnan(distance)
    return {
        "name": name,
        "lat": answer.lat,
        "lon": answer.lon,
        "city": cut(answer.city, PLACE_CHARACTERS),
        "country": cut(answer.country, PLACE_CHARACTERS),
        "distance_km": distance if known else None,
        "geoscore": geoscore(distance) if known else None,
        "refused": answer.silent,
        "reasoning": cut(
            None if answer.reasoning == NO_REASONING else answer.reasoning, REASONING_CHARACTERS
        ),
    }


def cut(text: str | None, characters: int) -> str:
    """A text without spaces around it, cut to so many characters."""
    whole = (text or "").strip()
    return whole if len(whole) <= characters else f"{whole[: characters - 1]}…"


class AnswersByClip(ReloadedFile[Content]):
    """The models' answers to the clips of one pack, as bytes ready to be sent.

    Parameters
    ----------
    folder : Path
        The folder that `write_answers_by_clip` writes to.
    """

    def __init__(self, folder: Path) -> None:
        super().__init__(folder / NAME, _read, ("", {}), "reveals will not show the models' answers")

    def about(self, pack: str, key: str) -> orjson.Fragment:
        """The reveal's ``alms`` for one clip, as ready-made JSON."""
        of_pack, by_clip = self.content
        alms = by_clip.get(key) if pack == of_pack else None
        return orjson.Fragment(alms) if alms else _NOBODY

    def reasoning(self, pack: str, key: str, answer: Mapping[str, Any]) -> str:
        """Why a model answered to a clip as it did; empty where it has answered otherwise since."""
        of_pack, by_clip = self.content
        alms = orjson.loads(by_clip.get(key, b"[]")) if pack == of_pack else []
        same = (alm for alm in alms if all(alm[name] == answer[name] for name in ("name", "lat", "lon")))
        return next((str(alm["reasoning"]) for alm in same), "")


def _read(body: bytes) -> Content:
    head, *lines = body.split(b"\n")
    return str(orjson.loads(head)["pack"]), dict(map(_halves, lines))


def _halves(line: bytes) -> tuple[str, bytes]:
    """A line's key and the JSON after it. No key can contain `_ALMS`, since JSON escapes quotes."""
    key, _, alms = line.removeprefix(_KEY).partition(_ALMS)
    return str(orjson.loads(key)), alms.removesuffix(_END)
