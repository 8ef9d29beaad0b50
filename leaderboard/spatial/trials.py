"""Answers to items around the head, of people or of a model, as columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from game.scenes.item import Answer, Item
from leaderboard.scoring.rows import Bools, Floats, Integers

Texts = NDArray[np.object_]
_POINTED = ("azimuth", "elevation", "distance_m", "option")
TWO_OPTIONS = frozenset(
    ("q2_closer", "q3_side", "q3_depth", "q3_height", "q5_sounding", "q6_sounding", "q9_visible")
)
SEPARATOR = "\t"
PASSED, NOT_PASSED, NOT_TAKEN = "passed", "not-passed", "not-taken"


@dataclass(frozen=True)
class Trials:
    """Trials in columns, an entry per answer.

    Attributes
    ----------
    item, player : ndarray of int
        Numbered from 0. A model is one player.
    items : tuple of str
        The items' ids, by number.
    group : ndarray of str
        Pack, rendering, track and check, which are never pooled, as one text with `SEPARATOR` between.
    unit, level, family, task, kind : ndarray of str
        Of the item; `unit` is empty unless a number is asked for, and `level` unless it has one.
    azimuth, ..., true_number : ndarray of float
        As in the published columns; NaN where there is none.
    chances : ndarray of float
        One over the number of options; NaN for items that are no choice.
    """

    items: tuple[str, ...]
    item: Integers
    player: Integers
    group: Texts
    family: Texts
    level: Texts
    task: Texts
    kind: Texts
    unit: Texts
    azimuth: Floats
    elevation: Floats
    distance_m: Floats
    option: Floats
    number_answered: Floats
    true_azimuth: Floats
    true_elevation: Floats
    true_distance_m: Floats
    true_option: Floats
    true_number: Floats
    chances: Floats

    def __len__(self) -> int:
        return len(self.item)

    @property
    def players(self) -> int:
        """How many people, or models, answered."""
        return len(np.unique(self.player))

    def only(self, chosen: Bools) -> "Trials":
        """The trials at which ``chosen`` is true."""
        rows = {one.name: getattr(self, one.name)[chosen] for one in fields(self) if one.name != "items"}
        return Trials(items=self.items, **rows)


def counted(rows: Iterable[Mapping[str, Any]]) -> Trials:
    """The trials that count, of rows with the published columns.

    Practice never counts, nor what a rule excludes, nor items whose truth nobody has published.
    """
    return of_rows([row for row in rows if row["counts"] and not row["practice"] and _has_truth(row)])


def of_rows(rows: Sequence[Mapping[str, Any]]) -> Trials:
    """Rows with the published columns as columns, all of them.

    An item with the same id in another pack, or in another version of it, is another item.
    """
    item = _numbered([f"{row['pack']} {row.get('pack_hash') or ''} {row['item']}" for row in rows])
    player = _numbered([str(row["player"]) for row in rows])
    return Trials(
        items=item[0],
        item=item[1],
        player=player[1],
        group=np.array([_group(row) for row in rows], dtype=np.object_),
        unit=np.array([_unit(row) for row in rows], dtype=np.object_),
        chances=np.array([_chance(row) for row in rows], dtype=np.float64),
        family=_texts(rows, "family"),
        level=_texts(rows, "level"),
        task=_texts(rows, "task"),
        kind=_texts(rows, "kind"),
        azimuth=_floats(rows, "azimuth"),
        elevation=_floats(rows, "elevation"),
        distance_m=_floats(rows, "distance_m"),
        option=_floats(rows, "option"),
        number_answered=_floats(rows, "number_answered"),
        true_azimuth=_floats(rows, "true_azimuth"),
        true_elevation=_floats(rows, "true_elevation"),
        true_distance_m=_floats(rows, "true_distance_m"),
        true_option=_floats(rows, "true_option"),
        true_number=_floats(rows, "true_number"),
    )


def of_answers(pack: str, pack_hash: str, items: Sequence[Item], answers: Sequence[Answer]) -> Trials:
    """A model's answers to items whose truth is known; an answer without what was asked for is wrong."""
    return of_rows([_row(pack, pack_hash, item, answer) for item, answer in zip(items, answers, strict=True)])


def check_result(headphones: str | None, sides: str | None) -> str:
    """`PASSED`, `NOT_PASSED` or `NOT_TAKEN`, from the two checks' results."""
    if headphones == "failed" or sides in {"failed", "swapped"}:
        return NOT_PASSED
    return PASSED if headphones == "passed" else NOT_TAKEN


def _row(pack: str, pack_hash: str, item: Item, answer: Answer) -> dict[str, Any]:
    truth = item.answer or Answer()
    return {
        "pack": pack,
        "pack_hash": pack_hash,
        "player": "model",
        "item": item.id,
        "family": item.family,
        "level": item.level,
        "task": item.task,
        "kind": item.kind,
        "unit": item.unit,
        "options": len(item.english_options or item.options),
        "number_answered": answer.number,
        "true_number": truth.number,
        **{name: getattr(answer, name) for name in _POINTED},
        **{f"true_{name}": getattr(truth, name) for name in _POINTED},
    }


def _has_truth(row: Mapping[str, Any]) -> bool:
    return any(row[name] is not None for name in ("true_azimuth", "true_option", "true_number"))


def _group(row: Mapping[str, Any]) -> str:
    if "track" not in row:
        return ""
    check = check_result(row["headphones_check"], row["sides_check"])
    version = str(row.get("pack_hash") or "")[:8]
    return SEPARATOR.join((str(row["pack"]), version or "-", str(row["rendering"]), str(row["track"]), check))


def _unit(row: Mapping[str, Any]) -> str:
    if row["kind"] != "number":
        return ""
    return str(row.get("unit") or ("deg" if row["task"] == "q4_angle" else "m"))


def _chance(row: Mapping[str, Any]) -> float:
    if row["kind"] != "choice":
        return np.nan
    return 1 / (row.get("options") or (2 if row["task"] in TWO_OPTIONS else 4))


def _numbered(names: Sequence[str]) -> tuple[tuple[str, ...], Integers]:
    known, number = np.unique(np.array(names, dtype=np.str_), return_inverse=True)
    return tuple(known.tolist()), number.astype(np.int64)


def _texts(rows: Sequence[Mapping[str, Any]], name: str) -> Texts:
    return np.array([row[name] or "" for row in rows], dtype=np.object_)


def _floats(rows: Sequence[Mapping[str, Any]], name: str) -> Floats:
    return np.array([row[name] for row in rows], dtype=np.float64)
