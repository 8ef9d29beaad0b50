"""The crowd's answer to a clip: the point with the least total distance to people's guesses."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from game.geo.gazetteer import Gazetteer
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.entrant import Entrant, continents
from leaderboard.entrants.geometric_median import geometric_medians
from leaderboard.scoring.metrics import compare
from leaderboard.scoring.rows import Bools, Floats, Integers, Labels, Responses, Truth, labels_at
from leaderboard.sentences import text

MIN_GUESSES = 3
SIZES = (3, 5, 10)
DRAWS = 20  # random subsets of a clip's guesses, for a crowd of fixed size


@dataclass(frozen=True)
class CrowdPoints:
    """The crowds' points, in ascending order of clips.

    Attributes
    ----------
    clip : ndarray of int
        Position in `Truth`. A crowd of fixed size has several points per clip.
    lat, lon : ndarray of float
        Degrees.
    guesses : ndarray of int
        How many guesses, skips excluded, the clip has.
    """

    clip: Integers
    lat: Floats
    lon: Floats
    guesses: Integers


@dataclass(frozen=True)
class Crowd:
    """A crowd's points and their place names.

    Attributes
    ----------
    size : int or None
        How many guesses each point is made from; None for all guesses of the clip.
    """

    size: int | None
    points: CrowdPoints
    labels: Labels


Crowds = Mapping[str, Crowd]


@dataclass(frozen=True)
class _Guesses:
    """Guesses sorted by clip, and within a clip by their place, so that it does not matter who came first.

    Attributes
    ----------
    first, size : ndarray of int, one per clip
        Where a clip's guesses begin, and how many there are.
    """

    lat: Floats
    lon: Floats
    first: Integers
    size: Integers

    @classmethod
    def of(cls, clip: Integers, lat: Floats, lon: Floats, wanted: Bools) -> "_Guesses":
        used = np.flatnonzero(~np.isnan(lat) & wanted[clip])
        order = used[np.lexsort((lon[used], lat[used], clip[used]))]
        size = np.bincount(clip[used], minlength=len(wanted))
        return cls(lat[order], lon[order], np.cumsum(size) - size, size)


def crowd_points(
    clip: Integers,
    lat: Floats,
    lon: Floats,
    clips: int,
    since: tuple[CrowdPoints, Bools] | None = None,
) -> CrowdPoints:
    """Find the crowd's point for every clip with `MIN_GUESSES` or more guesses.

    Parameters
    ----------
    clip : ndarray of int, one per guess
        Position of the guess's clip.
    lat, lon : ndarray of float, one per guess
        Degrees; NaN for a skip, which is left out.
    clips : int
        How many clips there are.
    since : CrowdPoints and ndarray of bool, one per clip, optional
        The previous result, and which clips' guesses have changed since, withdrawals included. Points of
        other clips are reused.

    Returns
    -------
    CrowdPoints
    """
    earlier, changed = since or (_no_points(), np.ones(clips, dtype=np.bool_))
    return _merged(_whole(_Guesses.of(clip, lat, lon, changed), earlier), earlier, changed)


def find_crowds(
    responses: Responses,
    clips: int,
    gazetteer: Gazetteer,
    rng: np.random.Generator,
    draws: int = DRAWS,
    since: tuple[Crowds, Bools] | None = None,
) -> dict[str, Crowd]:
    """Find the points of the whole crowd and of crowds of fixed sizes, and their place names.

    Parameters
    ----------
    rng : numpy.random.Generator
        With the same seed, a clip with the same guesses gets the same draws, in whatever order they came and
        whatever the other clips have.
    draws : int
        How many random subsets to draw for each size and clip, without replacement within a subset.
    since : Crowds and ndarray of bool, one per clip, optional
        As in `crowd_points`, from a call with the same number of draws. Place names are reused, too.

    Returns
    -------
    dict of str to Crowd
        By the entrant's key: ``crowd``, ``crowd/3``, ``crowd/5``, ``crowd/10``.
    """
    before, changed = since or ({}, np.ones(clips, dtype=np.bool_))
    guesses = _Guesses.of(responses.clip, responses.lat, responses.lon, changed)
    empty = Crowd(None, _no_points(), labels_at(np.empty(0), np.empty(0), gazetteer))
    whole = _whole(guesses, before.get("crowd", empty).points)
    fresh = {"crowd": (None, whole)} | {
        f"crowd/{size}": (size, _drawn(guesses, size, rng.random((clips, draws, size)))) for size in SIZES
    }
    return {
        key: _joined(size, points, before.get(key, empty), changed, gazetteer)
        for key, (size, points) in fresh.items()
    }


def crowd_entrants(crowds: Crowds, truth: Truth, rules: NameRules) -> list[Entrant]:
    """Compare crowds with the truth; crowds without a point are left out."""
    return [_entrant(key, crowd, truth, rules) for key, crowd in crowds.items() if len(crowd.points.clip)]


def _no_points() -> CrowdPoints:
    no_clips = np.empty(0, dtype=np.intp)
    return CrowdPoints(no_clips, np.empty(0), np.empty(0), no_clips)


def _whole(guesses: _Guesses, earlier: CrowdPoints) -> CrowdPoints:
    clip = np.flatnonzero(guesses.size >= MIN_GUESSES)
    start = np.full((2, len(guesses.size)), np.nan)
    start[:, earlier.clip] = earlier.lat, earlier.lon
    used = np.repeat(guesses.size >= MIN_GUESSES, guesses.size)
    group = np.repeat(np.arange(len(clip)), guesses.size[clip])
    near = (start[0, clip], start[1, clip]) if len(earlier.clip) else None
    lat, lon = geometric_medians(group, guesses.lat[used], guesses.lon[used], near)
    return CrowdPoints(clip, lat, lon, guesses.size[clip])


def _drawn(guesses: _Guesses, size: int, chances: Floats) -> CrowdPoints:
    """Points of random subsets; ``chances``, (clips, draws, size), are uniform in [0, 1)."""
    clip = np.repeat(np.flatnonzero(guesses.size >= size), chances.shape[1])
    chosen = _chosen(guesses.size[clip], chances[guesses.size >= size].reshape(-1, size))
    rows = (guesses.first[clip][:, None] + chosen).ravel()
    group = np.repeat(np.arange(len(clip)), size)
    lat, lon = geometric_medians(group, guesses.lat[rows], guesses.lon[rows])
    return CrowdPoints(clip, lat, lon, guesses.size[clip])


def _chosen(of: Integers, chances: Floats) -> Integers:
    """Choose distinct numbers below ``of``, every subset equally likely; a row each, ascending.

    Floyd's algorithm (Bentley and Floyd 1987): a number already chosen is replaced by the highest allowed.
    """
    size = chances.shape[1]
    chosen = np.full(chances.shape, -1, dtype=np.intp)
    for column in range(size):
        highest = of - size + column
        number = (chances[:, column] * (highest + 1)).astype(np.intp)
        taken = (chosen[:, :column] == number[:, None]).any(axis=1)
        chosen[:, column] = np.where(taken, highest, number)
    return np.sort(chosen, axis=1)


def _joined(
    size: int | None, fresh: CrowdPoints, earlier: Crowd, changed: Bools, gazetteer: Gazetteer
) -> Crowd:
    points = _merged(fresh, earlier.points, changed)
    named = labels_at(fresh.lat, fresh.lon, gazetteer)
    is_fresh, kept = changed[points.clip], ~changed[earlier.points.clip]
    labels = {level: np.full(len(points.clip), None, dtype=object) for level in named}
    for level, column in labels.items():
        column[is_fresh] = named[level]
        column[~is_fresh] = earlier.labels[level][kept]
    return Crowd(size, points, labels)


def _merged(fresh: CrowdPoints, earlier: CrowdPoints, changed: Bools) -> CrowdPoints:
    kept = ~changed[earlier.clip]
    clip = np.concatenate([fresh.clip, earlier.clip[kept]])
    order = np.argsort(clip, kind="stable")
    return CrowdPoints(
        clip[order],
        np.concatenate([fresh.lat, earlier.lat[kept]])[order],
        np.concatenate([fresh.lon, earlier.lon[kept]])[order],
        np.concatenate([fresh.guesses, earlier.guesses[kept]])[order],
    )


def _entrant(key: str, crowd: Crowd, truth: Truth, rules: NameRules) -> Entrant:
    points, labels = crowd.points, crowd.labels
    none = np.zeros(len(points.clip), dtype=np.bool_)
    rows = compare(truth, Responses(points.clip, points.lat, points.lon, none, none, labels), labels, rules)
    name = (
        text("board.entrant.crowd") if crowd.size is None else text("board.entrant.crowd_of", size=crowd.size)
    )
    return Entrant(key, name, "crowd", _note(crowd), rows, continents(labels["continent"]))


def _note(crowd: Crowd) -> str:
    _, first, draws = np.unique(crowd.points.clip, return_index=True, return_counts=True)
    median = f"{np.median(crowd.points.guesses[first]):g}"
    if crowd.size is None:
        return text("board.about.crowd", fewest=MIN_GUESSES, median=median)
    return text("board.about.crowd_of", size=crowd.size, draws=draws[0], median=median)
