"""What simulated people answer to the steps of a study that ask something of them. No I/O."""

from typing import Any

import numpy as np

from game.json_types import Json
from game.study.study_schema import Study

LEAST_AGE = 30


def answer(step: Json, study: Study, chance: np.random.Generator) -> Json:
    """The answer of somebody who may take part, and has understood the instructions.

    Parameters
    ----------
    step : mapping
        The open step, as the game shows it.
    """
    kind = step["kind"]
    if kind == "screening":
        screening = study.screening
        known = {"age": max(LEAST_AGE, screening.least_age), "headphones": True}
        languages = list(screening.languages[:1]) or ["en"]
        return {"answers": {**known, "languages": languages, "device": screening.devices[0]}}
    if kind == "questions":
        return {"answers": {field["name"]: _chosen(field, chance) for field in step["fields"]}}
    if kind == "comprehension":
        return {"answers": [question.answer for question in study.comprehension]}
    return {"agl1k": False} if kind == "exposure" else {}


def _chosen(field: Json, chance: np.random.Generator) -> Any:
    value = field["choices"][int(chance.integers(len(field["choices"])))]["value"]
    return value if field["most"] == 1 else [value]
