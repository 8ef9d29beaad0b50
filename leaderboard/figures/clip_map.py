"""The map of clips: what people make of each, at places that give away nothing they have not been shown."""

import math
import secrets
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from game.geo.gazetteer import shown_country
from game.json_types import Json
from game.packs.clip import Clip
from leaderboard.entrants.entrant import Entrant
from leaderboard.figures.figure import Figure, counted
from leaderboard.scoring.rows import Floats

CELL_DEGREES = 10
NEAR_KM = 500
# With fewer left to hear, even a cell would tell where the next one is.
LEAST_HIDDEN = 20
NUMBERS = ("guesses", "skips", "median_km", "within_500km", "crowd_km")

_SPREAD_DEGREES = 4.0  # of 5 from the middle of a cell to its edge
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_ON_EARTH = 2.0**15  # km: more than any distance

Numbers = Mapping[str, Any]
Feature = dict[str, Any]


@dataclass(frozen=True)
class ClipMask:
    """Where clips stand on the map of someone to whom they have not been revealed, and under what id.

    Attributes
    ----------
    ids : tuple of str, one a clip
        Random: neither a clip's key nor its place in the pack can be told from it.
    lats, lons : tuple of float, one a clip
        Degrees. Of the true place only its cell of 10 by 10 degrees is in it.
    """

    ids: tuple[str, ...]
    lats: tuple[float, ...]
    lons: tuple[float, ...]

    @classmethod
    def of(cls, clips: Sequence[Clip], token: Callable[[], str] = lambda: secrets.token_hex(8)) -> "ClipMask":
        """Hide clips, differently each time.

        Parameters
        ----------
        token : callable
            Gives ids that cannot be guessed, each once.

        Notes
        -----
        The clips of a cell are laid on a spiral around its middle, in the order of their ids, so that a
        place on the spiral says nothing about a clip.
        """
        ids = tuple(token() for _ in clips)
        cells: dict[tuple[float, float], list[int]] = {}
        for at in sorted(range(len(clips)), key=ids.__getitem__):
            cells.setdefault(_middle(clips[at]), []).append(at)
        places = {
            at: _on_spiral(middle, number, len(within))
            for middle, within in cells.items()
            for number, at in enumerate(within)
        }
        lats, lons = ([places[at][axis] for at in range(len(clips))] for axis in (0, 1))
        return cls(ids, tuple(lats), tuple(lons))


def clip_numbers(people: Entrant, crowd_km: Mapping[int, float] | None = None) -> dict[int, Json]:
    """What people make of each clip that they have answered.

    Parameters
    ----------
    people : Entrant
        The guesses and skips of people.
    crowd_km : mapping of int to float, optional
        By position of a clip, how far off its crowd is.

    Returns
    -------
    dict of int to dict
        By position of a clip, its `NUMBERS`: guesses and skips; the median distance and the share within
        500 km, in which a skip counts as 10,000 km; the crowd's distance, None where it has none.
    """
    clip, distance = people.rows.clip, people.rows.distance_km
    answers = np.bincount(clip)
    skips = np.bincount(clip, people.rows.refused, len(answers)).astype(int)
    near = np.bincount(clip, distance < NEAR_KM, len(answers))
    medians = _medians(clip * _ON_EARTH + distance, answers)
    return {
        at: {
            "guesses": int(answers[at] - skips[at]),
            "skips": int(skips[at]),
            "median_km": round(float(medians[at]), 1),
            "within_500km": round(float(near[at] / answers[at]), 4),
            "crowd_km": _rounded((crowd_km or {}).get(at)),
        }
        for at in np.flatnonzero(answers).tolist()
    }


def public_clips(
    clips: Sequence[Clip], numbers: Mapping[str, Numbers], mask: ClipMask, seen: Container[str]
) -> Json:
    """The map's GeoJSON as one player may have it.

    Parameters
    ----------
    numbers : mapping of str to mapping
        By key, as `clip_numbers` has them; a clip without them is not on the map.
    seen : container of str
        Keys of the clips that have been revealed to the player.

    Returns
    -------
    dict
        A FeatureCollection, with ``left_out``: how many clips are not on it because so few are left to hear.
        Those revealed come first, as `revealed` has them; the others are nameless, in the order of their ids.
    """
    hidden = [at for at, clip in enumerate(clips) if clip.key in numbers and clip.key not in seen]
    shown = sorted(hidden, key=mask.ids.__getitem__) if len(hidden) >= LEAST_HIDDEN else []
    nameless = [
        _feature(mask.lats[at], mask.lons[at], numbers[clips[at].key], id=mask.ids[at], revealed=False)
        for at in shown
    ]
    features = [*revealed(clips, numbers, seen), *nameless]
    return {"type": "FeatureCollection", "features": features, "left_out": len(hidden) - len(shown)}


def revealed(clips: Sequence[Clip], numbers: Mapping[str, Numbers], keys: Container[str]) -> list[Feature]:
    """The clips with these keys, at their true places and with their names.

    Returns
    -------
    list of dict
        GeoJSON features; ``place`` has the names that players know, ``title`` is as the pack has it, and may
        hold HTML.
    """
    return [
        _feature(
            clip.lat,
            clip.lon,
            numbers[clip.key],
            id=clip.key,
            revealed=True,
            place=", ".join(filter(None, (clip.city, shown_country(clip.country_code, clip.country)))),
            title=clip.title,
        )
        for clip in clips
        if clip.key in numbers and clip.key in keys
    ]


def map_figure(numbers: Mapping[int, Numbers], clips: int) -> Figure:
    """The map in words and as a table, in which nothing tells which clip a row is about.

    Parameters
    ----------
    clips : int
        How many there are to answer.
    """
    rows = sorted((tuple(one[name] for name in NUMBERS) for one in numbers.values()), key=_by_median)
    medians = np.array([one["median_km"] for one in numbers.values()])
    return Figure(
        name="map",
        title="Clips by people's median error",
        section="map",
        entrant=None,
        alt=_in_words(medians, clips),
        chart={},
        columns=NUMBERS,
        rows=tuple(rows),
    )


def _middle(clip: Clip) -> tuple[float, float]:
    """Of the cell that a clip lies in; poles and date line belong to the cell that ends there."""
    south = min(math.floor(clip.lat / CELL_DEGREES) * CELL_DEGREES, 90 - CELL_DEGREES)
    west = min(math.floor(clip.lon / CELL_DEGREES) * CELL_DEGREES, 180 - CELL_DEGREES)
    return south + CELL_DEGREES / 2, west + CELL_DEGREES / 2


def _on_spiral(middle: tuple[float, float], number: int, of: int) -> tuple[float, float]:
    """A place of its own within a circle that stays in the cell, as evenly spread as seeds in a sunflower."""
    out, turn = _SPREAD_DEGREES * math.sqrt(number / of), number * _GOLDEN_ANGLE
    lat, lon = middle
    # Less to north and south by as much as Mercator's map draws it longer.
    north, east = out * math.sin(turn) * math.cos(math.radians(lat)), out * math.cos(turn)
    return round(lat + north, 3), round(lon + east, 3)


def _medians(ranks: Floats, counts: np.ndarray[Any, np.dtype[np.intp]]) -> Floats:
    """Of the distances of each clip; sorted, the ranks of a clip stand together."""
    ordered = np.sort(ranks) % _ON_EARTH
    starts = np.cumsum(counts) - counts
    last = max(len(ordered) - 1, 0)
    low, high = (np.minimum(starts + np.maximum(at, 0), last) for at in ((counts - 1) // 2, counts // 2))
    middle: Floats = (ordered[low] + ordered[high]) / 2 if len(ordered) else np.zeros(0)
    return middle


def _rounded(km: float | None) -> float | None:
    return None if km is None or math.isnan(km) else round(km, 1)


def _feature(lat: float, lon: float, numbers: Numbers, **properties: Any) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": {**properties, **{name: numbers[name] for name in NUMBERS}},
    }


def _by_median(row: tuple[Any, ...]) -> tuple[Any, ...]:
    guesses, skips, median_km, near, crowd_km = row
    return median_km, guesses, skips, near, crowd_km is None, crowd_km or 0


def _in_words(medians: Floats, clips: int) -> str:
    if not len(medians):
        return f"None of {counted(clips, 'clip')} has been answered yet."
    near, middle, far = (int(count) for count in np.histogram(medians, [0, 500, 2500, np.inf])[0])
    return (
        f"A map of the {counted(len(medians), 'clip')} of {clips:,} that people have answered, each coloured "
        f"and sized by people's median error, a skip counted as 10,000 km. The median error is below 500 km "
        f"for {near:,}, from 500 to 2,500 km for {middle:,}, and more for {far:,}. Clips that you have not "
        "heard yet are moved to within a square of 10 degrees, and have no name."
    )
