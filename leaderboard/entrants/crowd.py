"""What people say of a clip together: the point with the least total distance to their guesses."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from game.geo.gazetteer import Gazetteer
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.entrant import Entrant, continents
from leaderboard.entrants.geometric_median import geometric_medians
from leaderboard.scoring.metrics import compare
from leaderboard.scoring.rows import Bools, Floats, Integers, Labels, Responses, Truth, labels_at

MIN_GUESSES = 3
SIZES = (3, 5, 10)
DRAWS = 20  # random choices of guesses for each clip, for a crowd of a fixed size


@dataclass(frozen=True)
class CrowdPoints:
    """Where crowds point, an entry a point, in ascending order of clips.

    Attributes
    ----------
    clip : ndarray of int
        Position in `Truth`; a crowd of a fixed size has several points on a clip.
    lat, lon : ndarray of float
        Degrees.
    guesses : ndarray of int
        How many guesses without skips the clip has.
    """

    clip: Integers
    lat: Floats
    lon: Floats
    guesses: Integers


@dataclass(frozen=True)
class Crowd:
    """A crowd's points and what the places are called.

    Attributes
    ----------
    size : int or None
        How many guesses a point is made from; None where it is all the guesses of the clip.
    """

    size: int | None
    points: CrowdPoints
    labels: Labels


Crowds = Mapping[str, Crowd]


@dataclass(frozen=True)
class _Guesses:
    """Guesses in the order of their clips.

    Attributes
    ----------
    first, size : ndarray of int, one a clip
        Where a clip's guesses begin, and how many they are.
    """

    lat: Floats
    lon: Floats
    first: Integers
    size: Integers

    @classmethod
    def of(cls, clip: Integers, lat: Floats, lon: Floats, wanted: Bools) -> "_Guesses":
        there = np.flatnonzero(~np.isnan(lat) & wanted[clip])
        order = there[np.argsort(clip[there], kind="stable")]
        size = np.bincount(clip[there], minlength=len(wanted))
        return cls(lat[order], lon[order], np.cumsum(size) - size, size)


def crowd_points(
    clip: Integers,
    lat: Floats,
    lon: Floats,
    clips: int,
    since: tuple[CrowdPoints, Bools] | None = None,
) -> CrowdPoints:
    """Find the crowd's point for every clip with `MIN_GUESSES` guesses or more.

    Parameters
    ----------
    clip : ndarray of int, one a guess
        Position of the guess's clip.
    lat, lon : ndarray of float, one a guess
        Degrees; NaN for a skip, which is left out.
    clips : int
        How many clips there are.
    since : CrowdPoints and ndarray of bool, one a clip, optional
        What came out before, and which clips have other guesses since then, withdrawn ones included. The
        points of the others stay as they are.

    Returns
    -------
    CrowdPoints
    """
    earlier, changed = since or (_no_points(), np.ones(clips, dtype=np.bool_))
    return _merged(_whole(_Guesses.of(clip, lat, lon, changed), earlier), earlier, changed)


def find_crowds(
    said: Responses,
    clips: int,
    gazetteer: Gazetteer,
    rng: np.random.Generator,
    draws: int = DRAWS,
    since: tuple[Crowds, Bools] | None = None,
) -> dict[str, Crowd]:
    """Find and name the points of the whole crowd and of crowds of fixed sizes.

    Parameters
    ----------
    rng : numpy.random.Generator
        From the same seed, a clip with the same guesses in the same order has the same draws, whatever the
        other clips have.
    draws : int
        For each size and clip, how many times that many of its guesses are chosen at random, none twice.
    since : Crowds and ndarray of bool, one a clip, optional
        As in `crowd_points`, with the same number of draws; naming is saved too.

    Returns
    -------
    dict of str to Crowd
        By key of the entrant: ``crowd``, ``crowd/3``, ``crowd/5``, ``crowd/10``.
    """
    before, changed = since or ({}, np.ones(clips, dtype=np.bool_))
    guesses = _Guesses.of(said.clip, said.lat, said.lon, changed)
    nothing = Crowd(None, _no_points(), labels_at(np.empty(0), np.empty(0), gazetteer))
    whole = _whole(guesses, before.get("crowd", nothing).points)
    fresh = {"crowd": (None, whole)} | {
        f"crowd/{size}": (size, _drawn(guesses, size, rng.random((clips, draws, size)))) for size in SIZES
    }
    return {
        key: _joined(size, points, before.get(key, nothing), changed, gazetteer)
        for key, (size, points) in fresh.items()
    }


def crowd_entrants(crowds: Crowds, truth: Truth, rules: NameRules) -> list[Entrant]:
    """Hold crowds against the truth; a crowd that has no point is no entrant."""
    return [_entrant(key, crowd, truth, rules) for key, crowd in crowds.items() if len(crowd.points.clip)]


def _no_points() -> CrowdPoints:
    nowhere = np.empty(0, dtype=np.intp)
    return CrowdPoints(nowhere, np.empty(0), np.empty(0), nowhere)


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
    """The points of random choices; ``chances``, (clips, draws, size), are from 0 to 1."""
    clip = np.repeat(np.flatnonzero(guesses.size >= size), chances.shape[1])
    chosen = _chosen(guesses.size[clip], chances[guesses.size >= size].reshape(-1, size))
    rows = (guesses.first[clip][:, None] + chosen).ravel()
    group = np.repeat(np.arange(len(clip)), size)
    lat, lon = geometric_medians(group, guesses.lat[rows], guesses.lon[rows])
    return CrowdPoints(clip, lat, lon, guesses.size[clip])


def _chosen(of: Integers, chances: Floats) -> Integers:
    """Choose numbers below ``of``, none twice, every choice as likely: a row each, ascending.

    Floyd's way (Bentley and Floyd 1987): a number that was had before gives way to the highest allowed.
    """
    size = chances.shape[1]
    chosen = np.full(chances.shape, -1, dtype=np.intp)
    for at in range(size):
        highest = of - size + at
        number = (chances[:, at] * (highest + 1)).astype(np.intp)
        had = (chosen[:, :at] == number[:, None]).any(axis=1)
        chosen[:, at] = np.where(had, highest, number)
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
    name = "Crowd" if crowd.size is None else f"Crowd of {crowd.size}"
    return Entrant(key, name, "crowd", _note(crowd), rows, continents(labels["continent"]))


def _note(crowd: Crowd) -> str:
    _, first, draws = np.unique(crowd.points.clip, return_index=True, return_counts=True)
    median = f"{np.median(crowd.points.guesses[first]):g}"
    if crowd.size is None:
        return (
            "The point with the least total distance to a clip's guesses, skips left out, on clips with "
            f"{MIN_GUESSES} guesses or more (median {median})."
        )
    return (
        f"As the crowd, from {crowd.size} guesses chosen at random, {draws[0]} times on each clip with "
        f"{crowd.size} guesses or more (median {median}); averaged by clip."
    )
