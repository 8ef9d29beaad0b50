"""What pydantic finds wrong in a study file, in words: what is wrong; what to write instead."""

import difflib
from collections.abc import Iterator
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, RootModel, ValidationError

from game.study import built_in_texts
from game.study.study_schema import Study
from game.study.yaml_lines import Document, Mistake, Path

_LONGEST_SHOWN = 60
_MOST_NAMED = 15  # keys in a message


def mistakes_in(error: ValidationError, document: Document) -> Iterator[Mistake]:
    """A mistake for each of pydantic's errors, at the line of its place."""
    for found in error.errors(include_url=False):
        path = _place(found["loc"], document)
        yield Mistake(path, document.line(path), _message(found, path))


def is_unknown_key(found: Any) -> bool:
    """Whether one of pydantic's errors is about a key that no model has."""
    return bool(found["type"] == "extra_forbidden")


def keys_at(path: Path) -> list[str]:
    """The keys that may be written at a place of a study file."""
    model: Any = Study
    for part in path:
        if not _is_model(model):
            return []
        if isinstance(part, str) and part in model.model_fields:
            model = _model_in(model.model_fields[part].annotation)
    return list(model.model_fields) if _is_model(model) else []


def nearest(key: str, known: list[str]) -> str:
    """Words that name the known key nearest to a mistaken one, or all of them."""
    if close := difflib.get_close_matches(key.lower(), known, 1, 0.6):
        return f"did you mean {close[0]}?"
    if len(known) > _MOST_NAMED:
        return "write a key of the table in docs/studies.md"
    return f"write one of {', '.join(known)}" if known else "delete it"


def _is_model(found: Any) -> bool:
    return isinstance(found, type) and issubclass(found, BaseModel) and not issubclass(found, RootModel)


def _model_in(annotation: Any) -> Any:
    """The model in an annotation such as ``tuple[Comparison, ...]`` or ``Pay | None``."""
    if _is_model(annotation):
        return annotation
    if get_origin(annotation) in (tuple, Union, UnionType) or get_args(annotation):
        return next(filter(None, map(_model_in, get_args(annotation))), None)
    return None


def _place(loc: tuple[int | str, ...], document: Document) -> Path:
    """The place that the file has, or where a missing key belongs."""
    path: Path = ()
    for part in loc:
        if (*path, part) not in document.lines:
            return (*path, part) if part == loc[-1] else path
        path = (*path, part)
    return path


def _message(found: Any, path: Path) -> str:
    kind, value, limits = found["type"], found["input"], found.get("ctx", {})
    match kind:
        case "value_error":
            return str(limits["error"])
        case "missing":
            is_ours = path[-1] in built_in_texts.KEYS
            return (
                f"is missing{', and we have no text of ours in all `languages`' if is_ours else ''}; write it"
            )
        case "extra_forbidden":
            return f"no such key; {nearest(str(path[-1]), keys_at(path[:-1]))}"
        case "literal_error":
            return f"{_shown(value)} cannot be used; write {_choices(limits['expected'])}"
        case _ if value is None:
            return "is empty; write a value, or delete the line"
        case _:
            return f"{_shown(value)} {_what_is_wrong(kind, limits)}"


def _what_is_wrong(kind: str, limits: dict[str, Any]) -> str:
    if kind.startswith("int_"):
        return "is no whole number; write one such as 10"
    if kind.startswith(("float_", "finite_")):
        return "is no number; write one such as 2.5"
    if kind.startswith("bool_"):
        return "is neither true nor false; write true or false"
    if kind.startswith("tuple_"):
        return "is no list; write [one, two]"
    if kind.startswith(("model_", "dict_", "mapping_")):
        return "is no mapping; write {key: value}, or the keys on lines of their own beneath"
    if kind == "string_type":
        return "is no text; write words, in quotes if need be"
    bounds = {
        "greater_than_equal": "is too small; write {ge} or more",
        "greater_than": "is too small; write more than {gt}",
        "less_than_equal": "is too large; write {le} or less",
        "less_than": "is too large; write less than {lt}",
        "too_short": "is too short; write {min_length} or more",
        "too_long": "is too long; write {max_length} or fewer",
        "string_too_long": "is too long; write {max_length} characters or fewer",
    }
    return bounds.get(kind, "cannot be used; see the table of keys").format_map(limits)


def _choices(expected: str) -> str:
    return expected.replace("'", "").replace('"', "")


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return str(value).lower()
    words = "a list" if isinstance(value, tuple) else "a mapping" if isinstance(value, dict) else repr(value)
    return words if len(words) <= _LONGEST_SHOWN else f"{words[: _LONGEST_SHOWN - 1]}…"
