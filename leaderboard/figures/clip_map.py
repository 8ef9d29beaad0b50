"""The map of clips: how people did on each, without giving away places they have not been shown."""

import math
import secrets
from collections.abc import Callable, Collection, Container, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from game.geo.gazetteer import shown_country
from game.json_types import Json
from game.packs.clip import Clip
from leaderboard.entrants.entrant import Entrant
from leaderboard.figures.figure import Figure
from leaderboard.scoring.rows import Floats
from leaderboard.sentences import following, text

CELL_DEGREES = 10
NEAR_KM = 500
# Cells add up to what a pack holds, and less what somebody has heard, to what comes next. So they are shown
# to players alone, in packs that nobody is about to finish, and never with fewer clips left to hear.
LEAST_PACK = 1000
LEAST_HIDDEN = 20
NUMBERS = ("guesses", "skips", "median_km", "within_500km", "crowd_km")

_SPREAD_DEGREES = 4.0  # of the 5 from a cell's centre to its edge
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))
_ON_EARTH = 2.0**15  # km: larger than any distance

Numbers = Mapping[str, Any]
Feature = dict[str, Any]


@dataclass(frozen=True)
class ClipMask:
    """Random ids and displaced positions for clips that have not been revealed to somebody.

    Attributes
    ----------
    ids : tuple of str, one per clip
        Random; they tell neither a clip's key nor its position in the pack.
    lats, lons : tuple of float, one per clip
        Degrees. They reveal only the true place's cell of 10 by 10 degrees.
    """

    ids: tuple[str, ...]
    lats: tuple[float, ...]
    lons: tuple[float, ...]

    @classmethod
    def of(cls, clips: Sequence[Clip], token: Callable[[], str] = lambda: secrets.token_hex(8)) -> "ClipMask":
        """Hide clips, differently on each call.

        Parameters
        ----------
        token : callable
            Returns ids that cannot be guessed, each once.

        Notes
        -----
        The clips of a cell are laid out on a spiral around its centre in the order of their ids, so that a
        position on the spiral says nothing about a clip.
        """
        ids = tuple(token() for _ in clips)
        cells: dict[tuple[float, float], list[int]] = {}
        for index in sorted(range(len(clips)), key=ids.__getitem__):
            cells.setdefault(_cell_centre(clips[index]), []).append(index)
        places = {
            index: _on_spiral(centre, number, len(within))
            for centre, within in cells.items()
            for number, index in enumerate(within)
        }
        lats, lons = ([places[index][axis] for index in range(len(clips))] for axis in (0, 1))
        return cls(ids, tuple(lats), tuple(lons))


def clip_numbers(people: Entrant, crowd_km: Mapping[int, float] | None = None) -> dict[int, Json]:
    """How people did on each clip that they have answered.

    Parameters
    ----------
    people : Entrant
        People's guesses and skips.
    crowd_km : mapping of int to float, optional
        By position of a clip, how far off its crowd is.

    Returns
    -------
    dict of int to dict
        By position of a clip, its `NUMBERS`: guesses and skips; the median distance and the share within
        500 km, where a skip counts as 10,000 km; the crowd's distance, or None.
    """
    clip, distance = people.rows.clip, people.rows.distance_km
    answers = np.bincount(clip)
    skips = np.bincount(clip, people.rows.refused, len(answers)).astype(int)
    near = np.bincount(clip, distance < NEAR_KM, len(answers))
    medians = _medians(clip * _ON_EARTH + distance, answers)
    return {
        index: {
            "guesses": int(answers[index] - skips[index]),
            "skips": int(skips[index]),
            "median_km": round(float(medians[index]), 1),
            "within_500km": round(float(near[index] / answers[index]), 4),
            "crowd_km": _rounded((crowd_km or {}).get(index)),
        }
        for index in np.flatnonzero(answers).tolist()
    }


def public_clips(
    clips: Sequence[Clip], numbers: Mapping[str, Numbers], mask: ClipMask, seen: Collection[str]
) -> Json:
    """The map's GeoJSON as one player may see it.

    Parameters
    ----------
    numbers : mapping of str to mapping
        By clip key, as `clip_numbers` returns them; other clips are not on the map.
    seen : collection of str
        Keys of the clips that have been revealed to the player; empty for a stranger.

    Returns
    -------
    dict
        A FeatureCollection, with ``left_out``: how many clips are not shown, because even a cell would help.
        Revealed clips come first, as `revealed` returns them; the others are nameless, sorted by id.
    """
    hidden = [index for index, clip in enumerate(clips) if clip.key in numbers and clip.key not in seen]
    has_cells = bool(seen) and len(clips) >= LEAST_PACK and len(hidden) >= LEAST_HIDDEN
    shown = sorted(hidden, key=mask.ids.__getitem__) if has_cells else []
    nameless = [
        _feature(
            mask.lats[index], mask.lons[index], numbers[clips[index].key], id=mask.ids[index], revealed=False
        )
        for index in shown
    ]
    features = [*revealed(clips, numbers, seen), *nameless]
    return {"type": "FeatureCollection", "features": features, "left_out": len(hidden) - len(shown)}


def revealed(clips: Sequence[Clip], numbers: Mapping[str, Numbers], keys: Container[str]) -> list[Feature]:
    """The clips with these keys, at their true places and with their names.

    Returns
    -------
    list of dict
        GeoJSON features. ``place`` is as players see it; ``title`` is the pack's and may contain HTML.
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
    """The map in words and as a table, whose rows do not tell which clip they are about.

    Parameters
    ----------
    clips : int
        How many clips there are to answer.
    """
    rows = sorted((tuple(clip[name] for name in NUMBERS) for clip in numbers.values()), key=_by_median)
    medians = np.array([clip["median_km"] for clip in numbers.values()])
    return Figure(
        name="map",
        title=text("board.chart.map"),
        section="map",
        entrant=None,
        alt=_in_words(medians, clips),
        chart={},
        columns=NUMBERS,
        rows=tuple(rows),
    )


def _cell_centre(clip: Clip) -> tuple[float, float]:
    """Centre of the cell that a clip is in; the poles and date line belong to the cell that ends there."""
    south = min(math.floor(clip.lat / CELL_DEGREES) * CELL_DEGREES, 90 - CELL_DEGREES)
    west = min(math.floor(clip.lon / CELL_DEGREES) * CELL_DEGREES, 180 - CELL_DEGREES)
    return south + CELL_DEGREES / 2, west + CELL_DEGREES / 2


def _on_spiral(centre: tuple[float, float], number: int, of: int) -> tuple[float, float]:
    """A point within the cell, spread evenly like seeds in a sunflower."""
    out, turn = _SPREAD_DEGREES * math.sqrt(number / of), number * _GOLDEN_ANGLE
    lat, lon = centre
    # Scaled north to south to undo the stretching of the Mercator map.
    north, east = out * math.sin(turn) * math.cos(math.radians(lat)), out * math.cos(turn)
    return round(lat + north, 3), round(lon + east, 3)


def _medians(ranks: Floats, counts: np.ndarray[Any, np.dtype[np.intp]]) -> Floats:
    """The median distance of each clip; once sorted, the ranks of a clip are adjacent."""
    ordered = np.sort(ranks) % _ON_EARTH
    starts = np.cumsum(counts) - counts
    last = max(len(ordered) - 1, 0)
    low, high = (
        np.minimum(starts + np.maximum(middle, 0), last) for middle in ((counts - 1) // 2, counts // 2)
    )
    medians: Floats = (ordered[low] + ordered[high]) / 2 if len(ordered) else np.zeros(0)
    return medians


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
        return text("board.alt.map.none", clips=clips)
    near, middle, far = (int(count) for count in np.histogram(medians, [0, 500, 2500, np.inf])[0])
    return following(
        text("board.alt.map", answered=len(medians), all=clips),
        text("board.alt.map.errors", near=near, middle=middle, far=far),
        text("board.alt.map.shown", least=LEAST_PACK),
    )
