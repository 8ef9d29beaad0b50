"""Figures that are known without answers: AGL1K's tables, and the constants worked out on its clips."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from game.project_files import DATA
from leaderboard.entrants.entrant import Kind

ENTRANTS = DATA / "agl1k_entrants.csv"
FIGURES = DATA / "agl1k_published.csv"
FACTS = DATA / "agl1k_facts.csv"
CONSTANTS = DATA / "agl1k_constants.json"

Row = dict[str, str]
Cell = TypeVar("Cell", float, str)


@dataclass(frozen=True)
class Published:
    """A model or a baseline whose figures are known, and whose answers need not be.

    Attributes
    ----------
    key : str
        ``alm/gemini-3-pro``, ``constant/densest``.
    open : bool or None
        Whether the model's weights are open; None for a baseline.
    note : str
        One sentence that says what this row is.
    figures : mapping of str to mapping of str to float
        By part (``all``, ``speech``, ``nonspeech``, and ``unfiltered``: 1,444 other clips, picked at
        random), figures under the keys of `leaderboard.scoring.columns.COLUMNS`; only what is printed.
    doubts : mapping of str to mapping of str to str
        The same of sentences, for figures that something else in the paper contradicts.
    """

    key: str
    name: str
    kind: Kind
    open: bool | None
    note: str
    figures: Mapping[str, Mapping[str, float]]
    doubts: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Fact:
    """Something that the paper says outside its rows of figures, as printed.

    Attributes
    ----------
    unit, doubt : str
        Empty where there is none.
    """

    value: str
    unit: str
    source: str
    doubt: str


@cache
def load_published() -> tuple[Published, ...]:
    """Read the 16 models, RANDOM and the two statistical baselines."""
    figures: dict[str, list[Row]] = {}
    for row in _rows(FIGURES):
        figures.setdefault(row["entrant"], []).append(row)
    return tuple(_published(row, figures[row["entrant"]]) for row in _rows(ENTRANTS))


@cache
def load_constants() -> tuple[Published, ...]:
    """Read what `leaderboard.entrants.baselines` scored on AGL1K's clips, for where the clips are not."""
    told = json.loads(CONSTANTS.read_text(encoding="utf-8"))
    return tuple(
        Published(
            row["key"], row["name"], "constant", None, f"{row['note']} {told['source']}", row["figures"], {}
        )
        for row in told["entrants"]
    )


@cache
def load_facts() -> Mapping[str, Fact]:
    """Read what the paper says of the benchmark and of its own tables."""
    return {row["fact"]: Fact(row["value"], row["unit"], row["source"], row["doubt"]) for row in _rows(FACTS)}


def published_for(folder_name: str) -> Published | None:
    """Find the row of the model whose answers are in a folder.

    Parameters
    ----------
    folder_name : str
        As AGL1K's evaluation names the folders of its results, or a public id of the model, with or
        without the maker before a slash; case and punctuation do not matter.

    Returns
    -------
    Published or None
        None for a model of which the paper says nothing.
    """
    key = _by_folder().get(_plain(folder_name))
    return next((row for row in load_published() if row.key == key), None)


def _published(entrant: Row, figures: list[Row]) -> Published:
    kind: Kind = "alm" if entrant["access"] else "constant"
    return Published(
        key=entrant["entrant"],
        name=entrant["name"],
        kind=kind,
        open=entrant["access"] == "open" if kind == "alm" else None,
        note=entrant["note"],
        figures=_by_part((row, float(row["value"])) for row in figures),
        doubts=_by_part((row, row["doubt"]) for row in figures if row["doubt"]),
    )


def _by_part(cells: Iterator[tuple[Row, Cell]]) -> dict[str, dict[str, Cell]]:
    parts: dict[str, dict[str, Cell]] = {}
    for row, cell in cells:
        parts.setdefault(row["part"], {})[row["metric"]] = cell
    return parts


@cache
def _by_folder() -> dict[str, str]:
    return {
        _plain(folder): row["entrant"]
        for row in _rows(ENTRANTS)
        for folder in f"{row['agl1k_folder']} {row['other_folders']}".split()
    }


def _plain(folder: str) -> str:
    return "".join(mark for mark in folder.rpartition("/")[2].lower() if mark.isalnum())


def _rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
