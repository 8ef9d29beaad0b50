"""A study as the store keeps it, without its file."""

import json
from typing import Any

from sqlalchemy import Connection, select

from game.store.tables import studies
from game.study.built_in_texts import filled_in
from game.study.localized import DEFAULT_LANGUAGES
from game.study.study_schema import Study


def stored_study(connection: Connection, name: str) -> Study | None:
    """The study that was last opened under a name; None when there was none."""
    text = connection.execute(select(studies.c.text).where(studies.c.name == name)).scalar()
    return None if text is None else study_of(text)


def study_of(canonical: str) -> Study:
    """The study of `Study.canonical_json`."""
    values = _frozen(json.loads(canonical))
    languages = values.get("languages", DEFAULT_LANGUAGES)
    return Study.model_validate(filled_in(values, languages), context={"languages": languages})


def _frozen(value: Any) -> Any:
    """Lists as tuples, as a study file is read."""
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    if isinstance(value, dict):
        return {key: _frozen(inner) for key, inner in value.items()}
    return value
