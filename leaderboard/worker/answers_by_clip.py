"""What ALMs said about each clip: written by one process, put into reveals by another."""

import asyncio
import logging
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson

from game.geo.geodesy import geoscore
from game.json_types import Json
from leaderboard.answers.agl1k_format import NO_REASONING
from leaderboard.answers.answers import Answer
from leaderboard.entrants.models import ModelAnswers
from leaderboard.scoring.metrics import distances_km
from leaderboard.scoring.rows import Responses, Truth
from leaderboard.worker.output_files import OutputFiles

NAME = "said.jsonl"
REASONING_CHARACTERS = 4000  # a screen or two; the longest of the published answers have about 2,200
PLACE_CHARACTERS = 120
LOOK_SECONDS = 2.0
_KEY, _ALMS, _END = b'{"key":', b',"alms":', b"}"
_NOBODY = orjson.Fragment(b"[]")
log = logging.getLogger("earwitness.leaderboard")


def write_answers_by_clip(
    outputs: OutputFiles,
    pack: str,
    models: Sequence[ModelAnswers],
    truth: Truth,
    positions: Mapping[str, int],
) -> None:
    """Put what each model said about each clip on a shelf, for `AnswersByClip` to read.

    Parameters
    ----------
    pack : str
        Name of the pack that the clips belong to.
    models : sequence of ModelAnswers
        In the order in which they stand in each reveal. Of a model's several seeds the first that answered
        a clip is told.
    positions : mapping of str to int
        Where each clip stands in ``truth``, by its key.
    """
    by_clip: dict[str, list[Json]] = {}
    for model in models:
        for key, alm in _alms(model, truth, positions):
            by_clip.setdefault(key, []).append(alm)
    lines = [orjson.dumps({"pack": pack})]
    # Laid out by hand, so that a reader can cut a line in two without parsing it.
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
    """An answer as a reveal tells it; a coordinate that cannot be read has neither distance nor score."""
    known = not math.isnan(distance)
    return {
        "name": name,
        "lat": answer.lat,
        "lon": answer.lon,
        "city": _cut(answer.city, PLACE_CHARACTERS),
        "country": _cut(answer.country, PLACE_CHARACTERS),
        "distance_km": distance if known else None,
        "geoscore": geoscore(distance) if known else None,
        "refused": answer.silent,
        "reasoning": _cut(
            None if answer.reasoning == NO_REASONING else answer.reasoning, REASONING_CHARACTERS
        ),
    }


def _cut(text: str | None, characters: int) -> str:
    whole = (text or "").strip()
    return whole if len(whole) <= characters else f"{whole[: characters - 1]}…"


class AnswersByClip:
    """What the models said about the clips of one pack, held ready to be sent.

    Parameters
    ----------
    folder : Path
        Of the shelf that `write_answers_by_clip` puts its file on.
    """

    def __init__(self, folder: Path) -> None:
        self._file = folder / NAME
        self._read: tuple[int, int] | None = None
        self._pack = ""
        self._by_clip: dict[str, bytes] = {}

    def load(self) -> None:
        """Read the file if it is new; it may be large, so not where players wait."""
        changed = self._changed()
        if changed == self._read:
            return
        self._read = changed
        self._pack, self._by_clip = self._found() if changed else ("", {})

    def _changed(self) -> tuple[int, int] | None:
        try:
            now = self._file.stat()
        except FileNotFoundError:
            return None
        return now.st_mtime_ns, now.st_size

    def _found(self) -> tuple[str, dict[str, bytes]]:
        try:
            head, *lines = self._file.read_bytes().split(b"\n")
            return str(orjson.loads(head)["pack"]), dict(map(_halves, lines))
        except (OSError, ValueError, LookupError, TypeError) as error:
            log.warning("%s cannot be read, reveals go without the models' answers: %s", self._file, error)
            return "", {}

    async def keep(self) -> None:
        """Load whatever is new, in a thread, until this is cancelled."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            await asyncio.to_thread(self.load)

    def about(self, pack: str, key: str) -> orjson.Fragment:
        """The reveal's ``alms`` for one clip: JSON that needs no further serialising."""
        said = self._by_clip.get(key) if pack == self._pack else None
        return orjson.Fragment(said) if said else _NOBODY


def _halves(line: bytes) -> tuple[str, bytes]:
    """A line's key and the JSON behind it. No key holds `_ALMS`: quotes in JSON's texts are escaped."""
    key, _, alms = line.removeprefix(_KEY).partition(_ALMS)
    return str(orjson.loads(key)), alms.removesuffix(_END)
