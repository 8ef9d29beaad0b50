"""What `agl1k.yaml` names: clips, question, recordings and scores. Nothing of lmms-eval is imported."""

import io
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import soundfile

sys.path.append(str(Path(__file__).resolve().parents[4]))  # lmms-eval loads this file by its path

from game.json_types import Json
from game.packs.clip import Clip
from game.packs.loading import find_pack
from game.settings import Settings
from leaderboard.answers.schema import read_clips
from leaderboard.evaluation.prompt import PROMPT
from leaderboard.evaluation.reply_scores import ReplyScorer, figures, values_of
from leaderboard.evaluation.sound import sound_of

Aggregation = Callable[[Sequence[Json]], float]
_ENDS = ("geoscore_low", "geoscore_high")  # of the interval


def process_docs(dataset: Any) -> Any:
    """A data set of the same kind (`datasets.Dataset`) with the clips that have a recording."""
    with_audio = [clip for clip in _clips().values() if clip.file.is_file()]
    return type(dataset).from_list([{"key": clip.key} for clip in with_audio])


def doc_to_text(doc: Json, lmms_eval_specific_kwargs: Json | None = None) -> str:
    """The benchmark's question, the same for every clip."""
    return PROMPT


def doc_to_visual(doc: Json) -> list[Json]:
    """The recording as `datasets` decodes sound, in one channel: what lmms-eval's models take."""
    sound = sound_of(_clips()[doc["key"]].file, None, None)
    samples, rate = soundfile.read(io.BytesIO(sound.data), dtype="float32", always_2d=True)
    return [{"array": samples.mean(axis=1), "sampling_rate": rate}]


def doc_to_target(doc: Json) -> str:
    """Where the recording was made, for lmms-eval's own log."""
    clip = _clips()[doc["key"]]
    return f"{clip.lat}, {clip.lon}"


def process_results(doc: Json, results: Sequence[str]) -> dict[str, Json]:
    """The score of a reply under each metric.

    Returns
    -------
    dict of str to dict
        ``score``, missing where the reply has no value, and ``clip`` are what lmms-eval's own standard errors
        are worked out from; ``outcome`` is what the figures are counted from.
    """
    score = _scorer().score(doc["key"], results[0])
    known = {"clip": doc["key"], "outcome": score["outcome"]}
    values = values_of(score) | dict.fromkeys(_ENDS)
    return {key: known | ({} if value is None else {"score": value}) for key, value in values.items()}


def _figure(key: str) -> Aggregation:
    def count(scores: Sequence[Json]) -> float:
        return figures(scores).get(key, float("nan"))

    return count


geoscore, distance_km = _figure("geoscore"), _figure("distance_km")
geoscore_low, geoscore_high = (_figure(key) for key in _ENDS)
continent_acc, continent_acc_coordinates = _figure("continent_acc"), _figure("continent_acc_coordinates")
country_acc, country_acc_coordinates = _figure("country_acc"), _figure("country_acc_coordinates")
city_acc, city_acc_coordinates = _figure("city_acc"), _figure("city_acc_coordinates")
reject_rate = _figure("reject_rate")


@cache
def _clips() -> dict[str, Clip]:
    settings = Settings.from_env()
    return {clip.key: clip for clip in read_clips(find_pack(settings.pack, settings.state).file)}


@cache
def _scorer() -> ReplyScorer:
    return ReplyScorer([*_clips().values()])
