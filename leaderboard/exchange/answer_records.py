"""Answers as records in the schema of Every Eval Ever."""

import hashlib
import json
import math
from collections.abc import Iterator
from typing import Any

from game.geo.geodesy import geoscore
from game.json_types import Json
from leaderboard.exchange.model_results import ModelResults


def answer_records(results: ModelResults, common: Json) -> Iterator[Json]:
    """A record for each answer that the GeoScore is the mean of.

    Parameters
    ----------
    common : dict
        The fields that all records share: ids of evaluation, result and model.
    """
    rows = results.entrant.rows
    clips = {clip.key: clip for clip in results.clips}
    scores = geoscore(rows.distance_km)
    each = zip(results.answers, results.sources, scores, rows.placed["country"], strict=True)
    for answer, source, score, in_country in each:
        if math.isnan(score):
            continue
        clip = clips[answer.key]
        asked = {"raw": str(source.get("question") or ""), "reference": [f"{clip.lat}, {clip.lon}"]}
        yield {
            **common,
            "sample_id": answer.key,
            "sample_hash": _hash(asked),
            "interaction_type": "single_turn",
            "input": asked,
            "output": {"raw": [str(source.get("model_output") or "")]},
            "answer_attribution": [
                {
                    "turn_idx": 0,
                    "source": "output.raw",
                    "extracted_value": "" if answer.lat is None else f"{answer.lat}, {answer.lon}",
                    "extraction_method": "json",
                    "is_terminal": True,
                }
            ],
            "evaluation": {"score": float(score), "is_correct": bool(in_country == 1)},
            "metadata": {"is_correct": "the point lies in the country of the recording"},
            **_tokens(source),
        }


def _hash(asked: Json) -> str:
    """As the schema's own converters hash a sample."""
    return hashlib.sha256(json.dumps(asked, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def _tokens(source: Json) -> Json:
    obtained: dict[str, Any] = source.get("evaluation") or {}
    read, written = obtained.get("tokens_in"), obtained.get("tokens_out")
    if read is None or written is None:
        return {}
    used = {"input_tokens": read, "output_tokens": written, "total_tokens": read + written}
    return {"token_usage": used}
