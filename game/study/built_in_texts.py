"""What participants read where a study file writes nothing: equal in content to the models' prompt."""

from collections.abc import Mapping, Sequence
from typing import Any

from game.texts import text_in
from game.translations import ours

KEYS = ("instructions", "allowed_means", "comprehension")


def filled_in(values: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Any]:
    """A study file's values with our texts where it has none, if we have them in all of its languages."""
    codes = {language: code for language in languages if (code := ours(language))}
    if len(codes) < len(set(languages)):
        return dict(values)
    return {**_texts(values, codes), **values}


def _texts(values: Mapping[str, Any], codes: Mapping[str, str]) -> dict[str, Any]:
    question = {
        "question": _in_each("study.default.comprehension.question", codes),
        "choices": (
            _in_each("study.default.comprehension.wrong_search", codes),
            _in_each("study.default.comprehension.right", codes),
            _in_each("study.default.comprehension.wrong_skip", codes),
        ),
        "answer": 1,
    }
    return {
        "instructions": _in_each("study.default.instructions", codes),
        "allowed_means": _in_each(_allowed_means(values), codes),
        "comprehension": (question,),
    }


def _allowed_means(values: Mapping[str, Any]) -> str:
    screening = values.get("screening")
    if isinstance(screening, dict) and screening.get("headphones") == "required":
        return "study.default.allowed_means.headphones"
    return "study.default.allowed_means"


def _in_each(key: str, codes: Mapping[str, str]) -> dict[str, str]:
    """A text of ours by the language that the study file names, which may have a region: ``pt-BR``."""
    return {language: text_in(code, key) for language, code in codes.items()}
