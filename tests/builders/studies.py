"""Studies for tests: the smallest file that the check accepts, with changes."""

from pathlib import Path
from typing import Any

import yaml

from game.study.built_in_texts import filled_in
from game.study.study_file import read_study
from game.study.study_schema import Study

SMALLEST: dict[str, Any] = {
    "earwitness_study": 1,
    "name": "ten-clips",
    "title": "Where was this recorded?",
    "pack": "agl1k",
    "rounds": 5,
    "consent": {"title": "Before you begin", "text": "You agree to *take part*."},
}


def a_study(**changes: Any) -> Study:
    """A study with these values, lists as tuples, without a file; contradictions go unnoticed."""
    languages = changes.get("languages", ("en",))
    return Study.model_validate(filled_in(SMALLEST | changes, languages), context={"languages": languages})


def write_study(folder: Path, **changes: Any) -> Path:
    """A study file with these values in a folder."""
    file = folder / "study.yaml"
    file.write_text(yaml.safe_dump(SMALLEST | changes, sort_keys=False, allow_unicode=True), "utf-8")
    return file


def read_written(folder: Path, **changes: Any) -> Study:
    """A study read from a file with these values."""
    return read_study(write_study(folder, **changes))
