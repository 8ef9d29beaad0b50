"""A model's results in the schema of Every Eval Ever: the figures, and a line for each answer."""

import hashlib
import json
import math
import re
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from game import __version__
from game.atomic_write import write_whole
from game.json_types import Json
from leaderboard.exchange.answer_records import answer_records
from leaderboard.exchange.errors import ResultsError
from leaderboard.exchange.model_results import ModelResults
from leaderboard.scoring.columns import COLUMNS, Column
from leaderboard.uncertainty.scaled_intervals import FARTHEST_KM, MOST_POINTS
from leaderboard.uncertainty.standard_errors import CONFIDENCE

SCHEMA_VERSION = "0.3.0"
_UNITS = {"share": "proportion", "points": "points", "km": "km"}
_MOST = {"share": 1.0, "points": MOST_POINTS, "km": FARTHEST_KM}
_CLUSTERED = "clustered by clip"
_PORTABLE = re.compile(r"[\w.+-]*[\w+-]")
_ARGUMENTS = ("temperature", "top_p", "top_k", "max_tokens")  # of `generation_args`; others are details


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """Who evaluated which model.

    Attributes
    ----------
    model : str
        Its id on the Hub or in an API, ``developer/name``.
    organization : str
        Who provides the results.
    relationship : str
        Of who evaluated to who made the model, such as ``third_party``.
    weights, deployment : str
        ``open_weights`` or ``closed_weights``; ``self_deployed`` or ``externally_managed``; or ``unknown``.
    date : str or None
        When the model answered, ISO 8601.
    dataset : str or None
        The benchmark's dataset on the Hub, if it is there.
    """

    model: str
    organization: str
    relationship: str
    weights: str
    deployment: str
    date: str | None = None
    dataset: str | None = None


class EvaluationRecord:
    """The files of one evaluation; the same answers give the same names.

    Raises
    ------
    ResultsError
        If the model's id cannot be part of a path.
    """

    def __init__(self, results: ModelResults, provenance: Provenance) -> None:
        developer, _, name = provenance.model.partition("/")
        self._parts = (results.benchmark, developer, name.replace("/", "_"))
        if not all(map(_PORTABLE.fullmatch, self._parts)):
            raise ResultsError(f"--model {provenance.model}: give owner and name, such as openai/gpt-audio.")
        self._results = results
        self._provenance = provenance
        digest = hashlib.sha256("".join(map(repr, results.answers)).encode()).digest()
        self._uuid = str(uuid.UUID(bytes=digest[:16], version=4))
        self._id = f"{results.benchmark}/{provenance.model}/{provenance.date or digest.hex()[:16]}"

    def write(self, out: Path, *, with_answers: bool) -> Iterator[Path]:
        """Write `data/BENCHMARK/DEVELOPER/MODEL/UUID.json` and, with answers, `UUID_samples.jsonl`.

        Yields
        ------
        Path
            Each file once it is written.

        Raises
        ------
        OSError
        """
        folder = Path("data", *self._parts)
        (out / folder).mkdir(parents=True, exist_ok=True)
        record = self._aggregate()
        if with_answers:
            lines = [json.dumps(line, allow_nan=False) + "\n" for line in self._answers()]
            content = "".join(lines).encode()
            samples = folder / f"{self._uuid}_samples.jsonl"
            write_whole(out / samples, [content])
            yield out / samples
            record["detailed_evaluation_results"] = {
                "format": "jsonl",
                "file_path": samples.as_posix(),
                "hash_algorithm": "sha256",
                "checksum": hashlib.sha256(content).hexdigest(),
                "total_rows": len(lines),
            }
        file = out / folder / f"{self._uuid}.json"
        write_whole(file, [json.dumps(record, indent=2, allow_nan=False).encode(), b"\n"])
        yield file

    def _aggregate(self) -> Json:
        given = self._provenance
        dated = {"evaluation_timestamp": given.date} if given.date else {}
        return {
            "schema_version": SCHEMA_VERSION,
            "evaluation_id": self._id,
            **dated,
            "retrieved_timestamp": str(int(time.time())),
            "source_metadata": {
                "source_name": "Earwitness",
                "source_type": "evaluation_run",
                "source_organization_name": given.organization,
                "evaluator_relationship": given.relationship,
            },
            "model_info": {
                "name": given.model.rpartition("/")[2],
                "id": given.model,
                "developer": given.model.partition("/")[0],
                "additional_details": {
                    "deployment_type": given.deployment,
                    "model_availability": given.weights,
                },
            },
            "eval_library": {"name": "earwitness", "version": __version__},
            "evaluation_results": [*self._figures()],
        }

    def _figures(self) -> Iterator[Json]:
        for column in COLUMNS:
            if column.unit in _UNITS and not math.isnan(self._results.figures[column.key]):
                yield {
                    "evaluation_result_id": self._result_id(column.key),
                    "evaluation_name": self._results.benchmark,
                    "source_data": self._source_data(),
                    "metric_config": _metric(column),
                    "score_details": self._score(column.key),
                    "generation_config": self._generation(),
                }

    def _result_id(self, key: str) -> str:
        return f"{self._id}#{key}"

    def _source_data(self) -> Json:
        results = self._results
        name = {"dataset_name": "AGL1K" if results.is_agl1k else results.benchmark}
        if self._provenance.dataset:
            counted = {"samples_number": len(results.clips)}
            return {**name, "source_type": "hf_dataset", "hf_repo": self._provenance.dataset, **counted}
        if results.is_agl1k:
            return {**name, "source_type": "url", "url": ["https://github.com/Rising0321/AGL1K"]}
        return {**name, "source_type": "other"}

    def _score(self, key: str) -> Json:
        results = self._results
        uncertainty: Json = {"num_samples": int(results.figures["n"])}
        if key in results.intervals:
            low, high = results.intervals[key]
            uncertainty["standard_error"] = {"value": results.errors[key], "method": _CLUSTERED}
            uncertainty["confidence_interval"] = {
                "lower": low,
                "upper": high,
                "confidence_level": CONFIDENCE,
                "method": _CLUSTERED,
            }
        return {"score": results.figures[key], "uncertainty": uncertainty}

    def _generation(self) -> Json:
        """How the model was asked, as `python -m leaderboard evaluate` wrote it beside every answer."""
        source = self._results.sources[0]
        options: Json = (source.get("evaluation") or {}).get("options") or {}
        arguments = {name: options[name] for name in _ARGUMENTS if name in options}
        details = {name: json.dumps(value) for name, value in options.items() if name not in arguments}
        question = {"prompt_template": source["question"]} if source.get("question") else {}
        return {"generation_args": {**question, **arguments}, "additional_details": details}

    def _answers(self) -> Iterator[Json]:
        common = {
            "schema_version": SCHEMA_VERSION,
            "evaluation_id": self._id,
            "model_id": self._provenance.model,
            "evaluation_name": self._results.benchmark,
            "evaluation_result_id": self._result_id("geoscore"),
        }
        yield from answer_records(self._results, common)


def _metric(column: Column) -> Json:
    return {
        "evaluation_description": str(column.meaning),
        "metric_id": f"agl1k.{column.key}",
        "metric_name": str(column.title),
        "metric_unit": _UNITS[column.unit],
        "lower_is_better": column.unit == "km" or column.key == "reject_rate",
        "score_type": "continuous",
        "min_score": 0.0,
        "max_score": _MOST[column.unit],
    }
