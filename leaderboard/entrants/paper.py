"""Published figures: AGL1K's tables, and the baselines computed on its clips."""

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
    """A model or baseline with known figures, whose answers need not be available.

    Attributes
    ----------
    key : str
        ``alm/gemini-3-pro``, ``constant/densest``.
    open : bool or None
        Whether the model's weights are open; None for a baseline.
    note : str
        A sentence on what this row is.
    figures : mapping of str to mapping of str to float
        By part (``all``, ``speech``, ``nonspeech``, and ``unfiltered``: 1,444 other clips, picked at
        random), figures under the keys of `leaderboard.scoring.columns.COLUMNS`; only those printed.
    doubts : mapping of str to mapping of str to str
        In the same shape, sentences on figures that something else in the paper contradicts.
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
    """A fact that the paper states outside its tables of figures, as printed.

    Attributes
    ----------
    unit, doubt : str
        Empty if there is none.
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
    """Read the results of `leaderboard.entrants.baselines` on AGL1K's clips, for use without the clips."""
    file = json.loads(CONSTANTS.read_text(encoding="utf-8"))
    return tuple(
        Published(
            row["key"], row["name"], "constant", None, f"{row['note']} {file['source']}", row["figures"], {}
        )
        for row in file["entrants"]
    )


@cache
def load_facts() -> Mapping[str, Fact]:
    """Read what the paper states about the benchmark and its own tables."""
    return {row["fact"]: Fact(row["value"], row["unit"], row["source"], row["doubt"]) for row in _rows(FACTS)}


def published_for(folder_name: str) -> Published | None:
    """Find the published row of the model whose answers are in a folder.

    Parameters
    ----------
    folder_name : str
        As AGL1K's evaluation names its result folders, or a public id of the model, with or without the
        maker before a slash. Case and punctuation do not matter.

    Returns
    -------
    Published or None
        None for a model that is not in the paper.
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
    return "".join(character for character in folder.rpartition("/")[2].lower() if character.isalnum())


def _rows(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))
