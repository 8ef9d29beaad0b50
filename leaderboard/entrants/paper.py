"""Published figures: AGL1K's tables, and the baselines computed on its clips."""

import csv
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar

from game.project_files import DATA
from leaderboard.entrants.doubts import doubt
from leaderboard.entrants.entrant import Kind
from leaderboard.sentences import Sentence, following

ENTRANTS = DATA / "agl1k_entrants.csv"
FIGURES = DATA / "agl1k_published.csv"
FACTS = DATA / "agl1k_facts.csv"
CONSTANTS = DATA / "agl1k_constants.json"

# Keys of texts, by an entrant's key: its name in words, and its note.
_NAMES = {
    "constant/best-geoscore": "board.entrant.click_geoscore",
    "constant/best-distance": "board.entrant.click_distance",
    "constant/random-sphere": "board.entrant.random_sphere",
    "constant/random-latitude": "board.entrant.random_latitude",
    "constant/random-published": "board.entrant.random_published",
    "constant/densest": "board.entrant.densest",
    "constant/median": "board.entrant.median",
}
_NOTES = {
    "constant/best-geoscore": "board.about.one_click",
    "constant/best-distance": "board.about.one_click",
    "constant/random-sphere": "board.about.random_sphere",
    "constant/random-latitude": "board.about.random_latitude",
    "constant/random-published": "board.about.random_published",
    "constant/densest": "board.about.densest",
    "constant/median": "board.about.median",
    "alm/gemini-2.0-flash-thinking": "board.about.printed_not_in_4",
}
_PRINTED = "board.about.printed"

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
    source = Sentence.of(file["source"], "board.about.source")
    draws = file["draws_per_clip"]
    return tuple(
        Published(
            row["key"],
            _name(row["key"], row["name"]),
            "constant",
            None,
            following(Sentence.of(row["note"], _NOTES[row["key"]], draws=draws), source),
            row["figures"],
            {},
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
        name=_name(entrant["entrant"], entrant["name"]),
        kind=kind,
        open=entrant["access"] == "open" if kind == "alm" else None,
        note=Sentence.of(entrant["note"], _NOTES.get(entrant["entrant"], _PRINTED)),
        figures=_by_part((row, float(row["value"])) for row in figures),
        doubts=_by_part((row, doubt(row["doubt"])) for row in figures if row["doubt"]),
    )


def _name(key: str, words: str) -> str:
    """The name of a baseline, which is said in words; a model's is the same in every language."""
    return Sentence.of(words, _NAMES[key]) if key in _NAMES else words


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
