"""Preregistrations: a study frozen before its first round, and what was kept of it."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from game import __version__
from game.json_types import Json
from game.study.clip_subset import ClipSubset
from game.study.study_schema import Study

FORMAT = 1
_HASH = "hash"
# What is read off the rounds of a study whatever its file says.
_BESIDE = (
    "the median person",
    "clips first, each counting once",
    "each person's first rounds",
    "skips left out, and scored as refusals",
    "each for these clips, and for clips like these",
    "with and without each rule",
)
_SECONDARY = (
    "a crossed random-effects model of people and clips, with order, speech and continent",
    "reliability of people and of clips",
    "the learning slope over rounds",
)


class PreregistrationError(Exception):
    """A study cannot be preregistered, or a file is no preregistration; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One thing that was planned, what was done, and whether that is the same."""

    what: str
    planned: str
    done: str

    @property
    def is_kept(self) -> bool:
        return self.planned == self.done


def preregistration(study: Study, subset: ClipSubset, pack_hash: str, code_hash: str, made_on: date) -> Json:
    """A study as it is before its first round.

    Parameters
    ----------
    pack_hash, code_hash : str
        SHA-256, in hex, of the pack, and of the code that plays and analyses.
    made_on : date
        UTC day.

    Returns
    -------
    dict
        ``hash`` is the SHA-256 over `canonical`.

    Raises
    ------
    PreregistrationError
        When the study is a pilot.
    """
    if study.pilot:
        raise PreregistrationError(
            f"{study.name} is a pilot, whose rounds a preregistration is made from: write pilot: false and "
            "another name"
        )
    frozen = {
        "earwitness_preregistration": FORMAT,
        "made_on": made_on.isoformat(),
        "study": study.name,
        "study_hash": study.hash,
        "file": study.canonical(),
        "pack_hash": pack_hash,
        "clips": [clip.key for clip in subset.clips],
        "app_version": __version__,
        "code_hash": code_hash,
        "analysis": analysis_plan(study),
    }
    return {**frozen, _HASH: _hash(frozen)}


def analysis_plan(study: Study) -> Json:
    """What will be computed from the study's rounds, before anybody has seen one."""
    return {
        "primary": {
            "estimate": "mean person: each person's mean GeoScore over their counted rounds, then their mean",
            "rounds_per_person": study.estimand.rounds_per_person,
            "skips": "scored as a model's refusal is, 6.2",
            "interval": "95%, clustered by person and by clip: for people and clips like these",
            "precision": study.precision.geoscore if study.precision else None,
        },
        "left_out": study.rules.limits,
        "not_scored": ["abandoned rounds, which are counted and reported"],
        "beside": list(_BESIDE),
        "secondary": list(_SECONDARY),
        "comparisons": [comparison.model_dump(mode="json") for comparison in study.comparisons],
        "family": "Holm, one-sided, 2.5% for all comparisons together" if study.comparisons else None,
        "stopping": study.stopping.model_dump(mode="json") if study.stopping else None,
    }


def canonical(frozen: Mapping[str, Any]) -> str:
    """What is hashed of a preregistration: JSON with sorted keys, indented by one space, without its hash."""
    return json.dumps({key: value for key, value in frozen.items() if key != _HASH}, sort_keys=True, indent=1)


def as_file(frozen: Mapping[str, Any]) -> str:
    """A preregistration as its JSON file, hash included."""
    return json.dumps(frozen, sort_keys=True, indent=1) + "\n"


def read_preregistration(text: str, name: str) -> Json:
    """Read a preregistration back.

    Parameters
    ----------
    name : str
        Of the file, for messages.

    Raises
    ------
    PreregistrationError
        When it is none, or was changed after it was written.
    """
    try:
        frozen = json.loads(text)
    except ValueError:
        frozen = None
    if not isinstance(frozen, dict) or frozen.get("earwitness_preregistration") != FORMAT:
        raise PreregistrationError(
            f"{name} is no preregistration that this version reads: name the JSON file"
        )
    if frozen.get(_HASH) != _hash(frozen):
        raise PreregistrationError(f"{name} was changed after it was written: use the file as it was")
    return frozen


def what_was_kept(
    frozen: Mapping[str, Any],
    study: Study,
    clips: Sequence[str],
    pack_hash: str,
    code_hash: str,
    first_day: date | None,
) -> Iterator[Kept]:
    """Compare a preregistration with what was done.

    Parameters
    ----------
    clips : sequence of str
        Keys of the clips that were dealt.
    first_day : date or None
        UTC day of the first round; None before it.
    """
    planned, done = frozen["file"], study.canonical()
    for key in sorted({*planned, *done}):
        yield Kept(f"study file: {key}", _words(planned.get(key)), _words(done.get(key)))
    others = sorted({*clips} - {*frozen["clips"]})
    yield Kept("clips", "none but the planned", _others(others))
    yield Kept("pack", frozen["pack_hash"], pack_hash)
    yield Kept("code", frozen["code_hash"], code_hash)
    yield Kept("analysis", _words(frozen["analysis"]), _words(analysis_plan(study)))
    late = first_day is not None and first_day < date.fromisoformat(frozen["made_on"])
    yield Kept("first round", "not before the preregistration", _before(first_day, late))


def _hash(frozen: Mapping[str, Any]) -> str:
    return hashlib.sha256(canonical(frozen).encode()).hexdigest()


def _words(value: Any) -> str:
    return "the default" if value is None else json.dumps(value, sort_keys=True, ensure_ascii=False)


def _others(keys: Sequence[str]) -> str:
    return f"{len(keys):,} others: {', '.join(keys[:5])}" if keys else "none but the planned"


def _before(first_day: date | None, is_late: bool) -> str:
    return f"on {first_day}, before it" if is_late else "not before the preregistration"
