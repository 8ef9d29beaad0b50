"""Position of a country's name: deep inside its largest part, next to its largest cities."""

import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from game.geo.places import mercator

Array = NDArray[np.float64]  # rings: rows of lon, lat


def largest_parts(basemap: Path) -> dict[str, Array]:
    """The outline of each country's largest part, by area on a Mercator map."""
    parts: dict[str, list[Array]] = defaultdict(list)
    for feature in json.loads(basemap.read_text(encoding="utf-8"))["features"]:
        outlines = [np.array(polygon[0]) for polygon in feature["geometry"]["coordinates"]]
        parts[feature["properties"]["iso"]] += outlines
    return {code: max(rings, key=map_area) for code, rings in parts.items() if code}


def map_area(ring: Array) -> float:
    """A ring's area on a Mercator map whose side is 1."""
    x, y = mercator(ring[:, 1], ring[:, 0])
    return abs(float(x[:-1] @ y[1:] - x[1:] @ y[:-1])) / 2


def visual_centre(ring: Array, cities: Array) -> tuple[float, float]:
    """Latitude and longitude of a point deep inside a ring and away from cities (rows of lon, lat)."""
    squeeze = np.array([np.cos(np.radians(np.clip(ring[:, 1], -80, 80).mean())), 1.0])
    flat = ring * squeeze
    low, high = flat.min(axis=0), flat.max(axis=0)
    steps = np.linspace(0.02, 0.98, 49)
    grid = low + np.stack(np.meshgrid(steps, steps), axis=-1).reshape(-1, 2) * (high - low)
    inside = depths(grid, flat)
    deepest = inside.max()
    away = np.full(len(grid), deepest)
    for city in cities * squeeze:
        away = np.minimum(away, np.hypot(*(grid - city).T))
    lon, lat = grid[np.argmax(np.where(inside > deepest * 0.6, inside + away, 0))] / squeeze
    return round(float(lat), 3), round((float(lon) + 180) % 360 - 180, 3)


def depths(points: Array, ring: Array) -> Array:
    """Depth of points inside a ring; negative outside."""
    x, y = points[:, 0], points[:, 1]
    inside, nearest = np.zeros(len(points), dtype=bool), np.full(len(points), np.inf)
    for (x1, y1), (x2, y2) in pairwise(ring):
        dx, dy = x2 - x1, y2 - y1
        along = np.clip(((x - x1) * dx + (y - y1) * dy) / max(dx * dx + dy * dy, 1e-12), 0, 1)
        nearest = np.minimum(nearest, np.hypot(x - x1 - along * dx, y - y1 - along * dy))
        if dy:
            inside ^= ((y1 > y) != (y2 > y)) & (x < x1 + (y - y1) * dx / dy)
    return np.where(inside, nearest, -nearest)
