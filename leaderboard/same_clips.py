"""Entrants side by side over the clips that all of them answered, each held against people."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from leaderboard.board import Json, row
from leaderboard.entrants import Entrant
from leaderboard.field import PEOPLE, Field
from leaderboard.metrics import values
from leaderboard.rows import Bools, Floats
from leaderboard.spans import spans
from leaderboard.standings import Standing, standing
from leaderboard.uncertainty import MIN_PLAYERS, differences, holm


class UnknownEntrant(Exception):
    """A key that no entrant worked out here has, with those there are."""


COMPARED = ("geoscore", "distance_km", "continent_acc_coordinates", "country_acc_coordinates")


@dataclass(frozen=True)
class Difference:
    """An entrant's mean minus people's, over the same clips.

    Attributes
    ----------
    p, p_holm : float
        Two-sided; the second adjusted for the number of entrants that are shown.
    """

    mean: float
    low: float
    high: float
    p: float
    p_holm: float


@dataclass(frozen=True)
class SameClips:
    """What entrants did over the clips that all of them answered.

    Attributes
    ----------
    clips : int
        How many they are.
    standings : tuple of Standing
        Best GeoScore first, unranked.
    differences : mapping of str to mapping of str to Difference
        By entrant and metric (`COMPARED`); people themselves are not in it.
    why_not : str
        Why there are no differences; empty when there are.
    """

    clips: int
    standings: tuple[Standing, ...]
    differences: Mapping[str, Mapping[str, Difference]]
    why_not: str


def compared(field: Field, keys: Sequence[str]) -> Json:
    """People and the entrants with these keys over the clips that all answered, in terms of JSON.

    Parameters
    ----------
    keys : sequence of str
        Of entrants that are worked out here; none: all models.

    Raises
    ------
    UnknownEntrant
    """
    people = field.people
    others = {one.key: one for one in field.entrants() if one.player is None}
    chosen = [key for key in keys if key != PEOPLE]
    for key in chosen:
        if key not in others:
            known = ", ".join(others) or "none yet"
            raise UnknownEntrant(f"There is no entrant {key[:80]}: those to choose from are {known}.")
    picked = [others[key] for key in chosen] or [one for one in others.values() if one.kind == "alm"]
    found = side_by_side(people, picked, len(field.ground.clips))
    return {
        "clips": found.clips,
        "entrants": [one.key for one in picked],
        "why_not": found.why_not,
        "rows": [row(one) | {"difference": _told(found.differences.get(one.key))} for one in found.standings],
    }


def side_by_side(people: Entrant | None, others: Sequence[Entrant], clips: int) -> SameClips:
    """Restrict entrants to the clips that all have answered, and compare.

    Parameters
    ----------
    people : Entrant or None
        None before anybody has played.
    others : sequence of Entrant
        One answer a clip, or several that are averaged.
    clips : int
        How many there are in all.
    """
    entrants = [*([people] if people else []), *others]
    shared = _answered_by_all(entrants, clips)
    kept = [one.only(shared[one.rows.clip]) for one in entrants]
    count = int(np.count_nonzero(shared))
    if not count:
        return SameClips(0, (), {}, "There is no clip that all of these have answered.")
    standings = [replace(standing(one), under=None, intervals=spans(one)) for one in kept]
    best_first = tuple(sorted(standings, key=lambda row: -row.geoscore))
    why_not = _why_not(people and kept[0], others)
    found = {} if why_not else _differences(kept[0], kept[1:], clips)
    return SameClips(count, best_first, found, why_not)


def _told(differences: Mapping[str, Difference] | None) -> Json | None:
    return {metric: asdict(one) for metric, one in differences.items()} if differences else None


def _answered_by_all(entrants: Sequence[Entrant], clips: int) -> Bools:
    shared = np.full(clips, bool(entrants))
    for one in entrants:
        shared &= np.bincount(one.rows.clip, minlength=clips) > 0
    return shared


def _why_not(people: Entrant | None, others: Sequence[Entrant]) -> str:
    if people is None or not people.players:
        return "Nobody has guessed yet, so there are no people to compare with."
    if not others:
        return "Choose a model to compare with people."
    if people.players < MIN_PLAYERS:
        lacking = MIN_PLAYERS - people.players
        return f"With {people.players} players there are no intervals yet: {lacking} more are needed."
    return ""


def _differences(people: Entrant, others: Sequence[Entrant], clips: int) -> dict[str, dict[str, Difference]]:
    found: dict[str, dict[str, Difference]] = {one.key: {} for one in others}
    assert people.player is not None
    for metric in COMPARED:
        answers = np.column_stack([_by_clip(one, metric, clips) for one in others])
        said = dict(values(people.rows))[metric]
        about = differences(said, people.rows.clip, people.player, answers)
        told = zip(about.mean, about.low, about.high, about.p, holm(about.p), strict=True)
        for one, figures in zip(others, told, strict=True):
            found[one.key][metric] = Difference(*map(float, figures))
    return found


def _by_clip(entrant: Entrant, metric: str, clips: int) -> Floats:
    """The entrant's mean on each clip; NaN where it says nothing."""
    said, clip = dict(values(entrant.rows))[metric], entrant.rows.clip
    known = ~np.isnan(said)
    counts = np.bincount(clip[known], minlength=clips)
    totals = np.bincount(clip[known], said[known], minlength=clips)
    return np.where(counts > 0, totals / np.maximum(counts, 1), np.nan)
