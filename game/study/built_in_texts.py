"""What participants read where a study file writes nothing: equal in content to the models' prompt."""

from collections.abc import Mapping, Sequence
from typing import Any

from game.texts import LANGUAGE, text

KEYS = ("instructions", "allowed_means", "comprehension")


def filled_in(values: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """A study file's values with our texts where it has none; they exist in one language only."""
    if tuple(languages) != (LANGUAGE,):
        return dict(values)
    return {**_texts(values), **values}


def _texts(values: Mapping[str, Any]) -> dict[str, Any]:
    question = {
        "question": text("study.default.comprehension.question"),
        "choices": (
            text("study.default.comprehension.wrong_search"),
            text("study.default.comprehension.right"),
            text("study.default.comprehension.wrong_skip"),
        ),
        "answer": 1,
    }
    return {
        "instructions": text("study.default.instructions"),
        "allowed_means": _allowed_means(values),
        "comprehension": (question,),
    }


def _allowed_means(values: Mapping[str, Any]) -> str:
    screening = values.get("screening")
    if isinstance(screening, dict) and screening.get("headphones") == "required":
        return text("study.default.allowed_means.headphones")
    return text("study.default.allowed_means")
