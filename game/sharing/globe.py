"""The globe of shared pictures: always the same side of the Earth, drawn from the game's own base map."""

import json
import math
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from game.project_files import ROOT

COAST = ROOT / "assets" / "map" / "coarse.json"
TENTHS = 10  # the map's steps in a degree
CENTRE_LAT, CENTRE_LON = 18.0, -22.0  # degrees
GRID_DEGREES = 30
GRID_WIDTH_DEGREES = 0.5
SMOOTH = 2  # each pixel is the mean of a square with so many points a side

# The light colours of assets/shared/tokens.css, by what is at a point; the same under a line of the grid.
SEA, LAND, OUTLINE = 0, 1, 2
COLOURS = np.array(((180, 207, 217), (246, 242, 231), (112, 138, 148)), np.uint8)
GRID_SHADE = 0.94
UNDER_GRID = len(COLOURS)  # is added
PALETTE = np.concatenate((COLOURS, (COLOURS * GRID_SHADE).astype(np.uint8)))
EDGE_SHADE = 0.30

Floats = NDArray[np.float32]


@cache
def globe(radius: int) -> Image.Image:
    """A picture of the Earth with transparent corners, `2 * radius` pixels wide and high."""
    size = 2 * radius * SMOOTH
    x, y, depth = _disc(size)
    colours = Image.fromarray(PALETTE[_what_is_at(*_degrees(x, y, depth))]).reduce(SMOOTH)
    inside = Image.fromarray(((x * x + y * y <= 1) * 255).astype(np.uint8)).reduce(SMOOTH)
    lit = (np.asarray(colours) * _light(*_disc(2 * radius))[..., None]).astype(np.uint8)
    return Image.fromarray(np.dstack((lit, np.asarray(inside))), "RGBA")


def _disc(size: int) -> tuple[Floats, Floats, Floats]:
    """Where the points of a square are on the sphere: to the right, up, and towards the eye."""
    axis = (np.arange(size, dtype=np.float32) + 0.5) / np.float32(size / 2) - 1
    x, y = np.meshgrid(axis, -axis)
    return x, y, np.sqrt(np.clip(1 - x * x - y * y, 0, 1))


def _degrees(x: Floats, y: Floats, depth: Floats) -> tuple[Floats, Floats]:
    """The place on Earth at each point of the disc: the inverse of the orthographic projection."""
    tilt = math.radians(CENTRE_LAT)
    up = y * math.cos(tilt) + depth * math.sin(tilt)
    towards = depth * math.cos(tilt) - y * math.sin(tilt)
    lat = np.degrees(np.arcsin(np.clip(up, -1, 1))).astype(np.float32)
    lon = (np.degrees(np.arctan2(x, towards)) + CENTRE_LON).astype(np.float32)
    return lat, (lon + 540) % 360 - 180


def _what_is_at(lat: Floats, lon: Floats) -> NDArray[np.uint8]:
    """Indices into `PALETTE`."""
    flat = np.asarray(_flat_map())
    height, width = flat.shape
    rows = np.clip((90 - lat) * TENTHS, 0, height - 1).astype(np.int32)
    columns = ((lon + 180) * TENTHS).astype(np.int32) % width
    found: NDArray[np.uint8] = flat[rows, columns] + UNDER_GRID * _is_grid(lat, lon).astype(np.uint8)
    return found


def _is_grid(lat: Floats, lon: Floats) -> NDArray[np.bool_]:
    """Whether a point is on a line of the grid, which is drawn equally wide everywhere."""
    half = GRID_DEGREES / 2
    across = np.abs((lon + half) % GRID_DEGREES - half) * np.cos(np.radians(lat))
    along = np.abs((lat + half) % GRID_DEGREES - half)
    lines: NDArray[np.bool_] = np.minimum(across, along) < GRID_WIDTH_DEGREES / 2
    return lines


def _light(x: Floats, y: Floats, depth: Floats) -> Floats:
    """How bright each point is: from the upper left, darker towards the edge."""
    facing = np.clip(-0.45 * x + 0.45 * y + 0.77 * depth, 0, 1)
    shade: Floats = 1 - EDGE_SHADE * (1 - facing) ** 1.6
    return shade


def _flat_map() -> Image.Image:
    """The whole Earth with ten pixels a degree, longitude across and latitude down."""
    flat = Image.new("L", (360 * TENTHS, 180 * TENTHS), SEA)
    draw = ImageDraw.Draw(flat)
    steps_of_rings: list[list[int]] = json.loads(COAST.read_text(encoding="utf-8"))
    for steps in steps_of_rings:
        ring = np.cumsum(np.reshape(steps, (-1, 2)), axis=0)  # longitude and latitude
        for turn in _turns(ring):
            pixels = (ring + np.array((turn + 180 * TENTHS, -90 * TENTHS))) * np.array((1, -1))
            draw.polygon(pixels.ravel().tolist(), fill=LAND)
            draw.line(pixels.ravel().tolist(), fill=OUTLINE, width=2)  # ten times as fast as a wide outline
    return flat


def _turns(ring: NDArray[np.int64]) -> list[int]:
    """By how much a ring is moved to lie on the map; twice where it crosses the map's edge."""
    whole = 360 * TENTHS
    west, east = ring[:, 0].min(), ring[:, 0].max()
    return [turn for turn in (-whole, 0, whole) if east + turn > -whole / 2 and west + turn < whole / 2]
