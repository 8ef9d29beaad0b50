"""Published figures about hearing around the head, as printed."""

import csv
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pydantic import TypeAdapter

from game.project_files import DATA

FILE = DATA / "spatial_published.csv"
Role = Literal["model", "chance", "oracle", "people"]


@dataclass(frozen=True, slots=True)
class Published:
    """One printed figure.

    Attributes
    ----------
    paper, source : str
        Where it is printed: the paper, and its table or section.
    trained_on, tested_on : str
        Modalities in the paper's letters: R image, B binaural, M monaural, Q question, O metadata.
    question, metric : str
        In the paper's words.
    task : str
        The task of ours that asks the same; empty where none does, as for answers of several fields.
    unit : str
        ``%``, ``share``, ``deg`` or ``m``.
    value : str
        The digits as printed.
    """

    paper: str
    source: str
    name: str
    trained_on: str
    tested_on: str
    role: Role
    question: str
    metric: str
    task: str
    unit: str
    value: str

    @property
    def number(self) -> float:
        """The figure, percent as a share."""
        return float(self.value) / (100 if self.unit == "%" else 1)

    @property
    def is_context(self) -> bool:
        """Whether it is about other items than those that people answer here."""
        return self.question == "other items"


@cache
def load_published() -> tuple[Published, ...]:
    """Read all printed figures, in the papers' order."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return TypeAdapter(tuple[Published, ...]).validate_python(list(csv.DictReader(lines)))
