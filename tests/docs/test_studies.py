"""docs/studies.md against the model of a study file, the template and the public study."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from game.columns import BACKGROUND
from game.play.allocation import GAME_ROUNDS
from game.study.built_in_texts import KEYS
from game.study.mistakes import keys_at
from game.study.new_study import TEMPLATE
from game.study.schema_types import Part
from game.study.study_file import PUBLIC, public_study
from game.study.study_schema import Study
from tests.docs.test_docs import code, table, text


def rows_of_the_models(path: tuple[str, ...] = ()) -> Iterator[tuple[str, str]]:
    """Each key of a study file and its default, as the table writes them; those of rules have their own."""
    for key in keys_at(path):
        here = (*path, key)
        yield code(".".join(here)), _default(here)
        if key != "rules":
            yield from rows_of_the_models(here)


def _default(path: tuple[str, ...]) -> str:
    if path[0] in KEYS and len(path) == 1:
        return "our text"
    model: Any = Study
    for key in path[:-1]:
        model = _part(model.model_fields[key].annotation)
    field = model.model_fields[path[-1]]
    if field.is_required():
        return "required"
    return "" if isinstance(field.default, Part) else code(_written(field.default))


def _part(annotation: Any) -> Any:
    found = [annotation, *getattr(annotation, "__args__", ())]
    return next(part for part in found if isinstance(part, type) and issubclass(part, Part))


def _written(value: object) -> str:
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    if value is None or isinstance(value, bool):
        return "null" if value is None else str(value).lower()
    return f"{value:g}" if isinstance(value, float) else str(value)


def test_the_table_of_keys_is_the_model():
    rows = table("docs/studies.md", "key")
    assert [(key, default) for key, default, _ in rows] == list(rows_of_the_models())
    assert all(meaning for _, _, meaning in rows)


@pytest.mark.parametrize("file", [TEMPLATE, PUBLIC], ids=["template", "public study"])
def test_the_documents_show_the_files_as_they_are(file):
    blocks = re.findall(r"```yaml\n(.*?)```", text("docs/studies.md"), re.DOTALL)
    assert file.read_text(encoding="utf-8") in blocks


def test_the_template_names_every_key_of_a_study():
    keys = set(re.findall(r"^(?:# )?([a-z_0-9]+):", TEMPLATE.read_text(encoding="utf-8"), re.MULTILINE))
    assert keys >= set(Study.model_fields)


def test_the_public_study_is_what_the_public_game_does():
    study = public_study()
    assert study.rounds == GAME_ROUNDS and study.allocation.rule == "uniform" and study.sessions is None
    assert study.feedback == "round" and study.skips and study.clips.count is None
    assert list(study.demographics) == [column.name for column in BACKGROUND]
