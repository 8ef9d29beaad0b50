"""The rules of Psych-DS whose breach its validator calls an error, by the validator's own codes.

From schema 1.5.1 and psychds-validator 1.5.1: https://psychds-docs.readthedocs.io.
"""

import csv
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_NAME = re.compile(r"([a-z]+-[a-zA-Z0-9]+)(_[a-z]+-[a-zA-Z0-9]+)*_data\.csv")
_KEYWORDS = {
    *("study", "site", "subject", "session", "task", "condition", "trial", "stimulus", "description"),
}
_REQUIRED = ("name", "description", "variableMeasured")
_VOCABULARY = {"@vocab": "http://schema.org/"}


def errors(folder: Path) -> list[str]:
    """Codes of what makes a folder no dataset of Psych-DS, each with its file; none when it is one."""
    return list(_errors(folder))


def unchecked(folder: Path) -> set[str]:
    """Paths about which the validator would warn: neither of Psych-DS nor in `.psychds-ignore`."""
    paths = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    ignored = tuple((folder / ".psychds-ignore").read_text("utf-8").split())
    folders = tuple(path for path in ignored if path.endswith("/"))
    known = {"dataset_description.json", "README.md", *ignored}
    known |= {path for path in paths if path.startswith("data/") and path.endswith("_data.csv")}
    return {path for path in paths - known if not path.startswith(folders)}


def _errors(folder: Path) -> Iterator[str]:
    file = folder / "dataset_description.json"
    if not file.is_file():
        yield "MISSING_DATASET_DESCRIPTION"
        return
    if not (folder / "data").is_dir():
        yield "MISSING_DATA_DIRECTORY"
        return
    for found in folder.rglob("*.json"):
        try:
            json.loads(found.read_text("utf-8"))
        except ValueError:
            yield f"INVALID_JSON_FORMATTING {found}"
    told = json.loads(file.read_text("utf-8"))
    if told.get("@context") not in (_VOCABULARY, "http://schema.org", "http://schema.org/"):
        yield "INVALID_JSONLD_FORMATTING"
    if told.get("@type") != "Dataset":
        yield "INCORRECT_DATASET_TYPE"
    yield from (f"JSON_KEY_REQUIRED {key}" for key in _REQUIRED if not told.get(key))
    yield from _of_data(folder / "data", set(map(_name, told.get("variableMeasured", ()))))


def _name(variable: Any) -> str:
    name: str = variable["name"] if isinstance(variable, dict) else variable
    return name


def _of_data(folder: Path, variables: set[str]) -> Iterator[str]:
    files = [file for file in folder.rglob("*.csv") if file.stem.endswith("_data")]
    columns: set[str] = set()
    if not files:
        yield "MISSING_DATAFILE"
    for file in files:
        keywords = {part.partition("-")[0] for part in file.stem.split("_")[:-1]}
        if not _NAME.fullmatch(file.name) or not keywords <= _KEYWORDS:
            yield f"FILENAME_KEYWORD_FORMATTING_ERROR {file.name}"
        with file.open(newline="", encoding="utf-8") as text:
            header, *rows = csv.reader(text, strict=True)
        if not header:
            yield f"CSV_HEADER_MISSING {file.name}"
        if len(set(header)) < len(header):
            yield f"CSV_HEADER_REPEATED {file.name}"
        if any(len(row) != len(header) for row in rows):
            yield f"CSV_HEADER_LENGTH_MISMATCH {file.name}"
        if lost := set(header) - variables:
            yield f"CSV_COLUMN_MISSING_FROM_METADATA {file.name}: {sorted(lost)}"
        columns |= set(header)
    if extra := variables - columns:
        yield f"VARIABLE_MISSING_FROM_CSV_COLUMNS {sorted(extra)}"
