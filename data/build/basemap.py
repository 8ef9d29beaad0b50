"""Write the base map, assets/map/countries.json, from Natural Earth's countries at 1:50m; and coarse.json, a
sixth of its size, which is drawn until the other has arrived.

    python data/build/basemap.py

Needs `npm` to fetch the package `world-atlas` (TopoJSON); none of its code runs.
"""

import json
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pycountry
from numpy.typing import NDArray

PACKAGE = "world-atlas@2.0.2"
FOLDER = Path(__file__).parents[2] / "assets" / "map"
DECIMALS = 2  # of a degree: 1.1 km, less than the source's own generalisation
# Natural Earth separates some areas without an ISO code; these are the gazetteer's codes for them.
CODES = {
    "Kosovo": "XK",
    "Somaliland": "SO",
    "N. Cyprus": "CY",
    "Indian Ocean Ter.": "CX",
    "Siachen Glacier": "",
}


@dataclass(frozen=True)
class Scale:
    """How finely the coasts are drawn.

    `tolerance` in degrees of latitude; parts of a country less than `least` degrees across are left out,
    unless they are its largest.
    """

    file: str
    decimals: int
    tolerance: float
    least: float


# 0.015 degrees are 1.7 km: less than a pixel up to zoom 6. 0.15 degrees are a pixel at zoom 2.2.
FINE = Scale("countries.json", DECIMALS, tolerance=0.015, least=0.0)
COARSE = Scale("coarse.json", 1, tolerance=0.15, least=0.7)

Point = tuple[float, float]  # lon, lat, degrees
Line = list[Point]
Array = NDArray[np.float64]


def fetch_topology() -> dict[str, Any]:
    """Fetch the package and read its countries at 1:50m."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as package:
            file = package.extractfile("package/countries-50m.json")
            assert file is not None
            topology: dict[str, Any] = json.load(file)
            return topology


def decode_arcs(topology: dict[str, Any], scale: Scale) -> list[Line]:
    """Undo TopoJSON's delta and integer coding; simplify every arc once, so that neighbours still meet."""
    (x_scale, y_scale), (x_origin, y_origin) = (
        topology["transform"]["scale"],
        topology["transform"]["translate"],
    )
    arcs = []
    for deltas in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in deltas:
            x, y = x + dx, y + dy
            line.append(
                (round(x * x_scale + x_origin, scale.decimals), round(y * y_scale + y_origin, scale.decimals))
            )
        arcs.append(simplify(without_repeats(line), scale.tolerance))
    return arcs


def arc_line(arcs: list[Line], index: int) -> Line:
    """Read one arc; a negative index means the arc of its complement, backwards."""
    return arcs[index] if index >= 0 else arcs[~index][::-1]


def join_arcs(arcs: list[Line], indices: Iterable[int]) -> Line:
    """Join arcs into one line; each starts where the previous one ends."""
    line: Line = []
    for index in indices:
        line += arc_line(arcs, index)[bool(line) :]
    return line


def without_repeats(line: Line) -> Line:
    """Remove points equal to the previous one."""
    return [point for i, point in enumerate(line) if i == 0 or point != line[i - 1]]


def simplify(line: Line, tolerance: float) -> Line:
    """Remove points closer than the tolerance to the remaining line (Ramer, Douglas and Peucker).

    Arcs are simplified, not rings, so that neighbours still meet. A small island keeps its shape: its
    tolerance is a fraction of its size.
    """
    flat = np.array(line) * (np.cos(np.radians(np.mean([lat for _, lat in line]))), 1)
    tolerance = min(tolerance, float(np.ptp(flat, axis=0).max()) / 12)
    middle = int(np.argmax(np.hypot(*(flat - flat[0]).T)))  # a closed line has no distance from end to end
    kept, spans = {0, middle, len(line) - 1}, [(0, middle), (middle, len(line) - 1)]
    while spans:
        start, stop = spans.pop()
        if stop - start < 2:
            continue
        distances = distances_from_segment(flat[start + 1 : stop], flat[start], flat[stop])
        farthest = start + 1 + int(np.argmax(distances))
        if distances.max() > tolerance:
            kept.add(farthest)
            spans += [(start, farthest), (farthest, stop)]
    return [line[i] for i in sorted(kept)]


def distances_from_segment(points: Array, start: Array, stop: Array) -> Array:
    """Measure how far each point lies from the segment from start to stop."""
    way = stop - start
    length = float(way @ way)
    along = np.clip((points - start) @ way / length, 0, 1) if length else np.zeros(len(points))
    distances: Array = np.hypot(*(points - start - along[:, None] * way).T)
    return distances


def unwrap(line: Line) -> Line:
    """Make a line that crosses 180 degrees continuous, by whole turns, with its middle within [-180, 180]."""
    turns, lons = 0, [line[0][0]]
    for (before, _), (lon, _) in pairwise(line):
        turns += (lon - before < -180) - (lon - before > 180)
        lons.append(lon + 360 * turns)
    shift = 360 * round((min(lons) + max(lons)) / 720)
    return [(round(lon - shift, DECIMALS), lat) for lon, (_, lat) in zip(lons, line, strict=True)]


def close_at_pole(ring: Line) -> Line:
    """Turn a ring around the south pole into one that is closed along -90.

    It is cut at its southernmost point, beyond the edge of a Mercator map, so that no seam shows.
    """
    south = min(range(len(ring)), key=lambda i: ring[i][1])
    coast = unwrap([*ring[south:-1], *ring[: south + 1]])
    return [*coast, (coast[-1][0], -90.0), (coast[0][0], -90.0), coast[0]]


def polygon_rings(arcs: list[Line], polygon: list[list[int]]) -> list[Line]:
    """Assemble a polygon's rings, the outer one first and anticlockwise; none if it is too small to draw."""
    rings = [ring for ring in (join_arcs(arcs, indices) for indices in polygon) if len(ring) > 3]
    unwrapped = [without_repeats(unwrap(ring)) for ring in rings]
    closed = [
        line if line[0] == line[-1] else close_at_pole(ring)
        for ring, line in zip(rings, unwrapped, strict=True)
    ]
    return [ring[::-1] for ring in closed]  # TopoJSON winds the other way than GeoJSON


def cut_at(ring: Line, lon: float) -> Line:
    """Open a ring at its edge along a meridian: the line from that edge's end to its start, or None."""
    for i, (start, stop) in enumerate(pairwise(ring)):
        if start[0] == stop[0] == lon:
            return ring[i + 1 : -1] + ring[: i + 1]
    return []


def mend_date_line(drawn: list[list[Line]], least: float) -> list[list[Line]]:
    """Rejoin islands that the source cuts at 180 degrees; where small ones go missing, halves may too."""
    whole = [polygon for polygon in drawn if not any(cut_at(polygon[0], lon) for lon in (-180, 180))]
    western = [line for polygon in drawn if (line := cut_at(polygon[0], 180))]
    eastern = [line for polygon in drawn if (line := cut_at(polygon[0], -180))]
    if len(western) != len(eastern) and not least:
        raise SystemExit("An island is cut at 180 degrees and its other half is missing.")
    for line in western if eastern else ():
        other = min(eastern, key=lambda other: abs(other[0][1] - line[-1][1]))
        whole.append([unwrap([*line, *other[1:-1], line[0]])])
    return whole


def polygons(geometry: dict[str, Any]) -> list[list[list[int]]]:
    """List a geometry's polygons, each as its rings' arc indices."""
    found: list[list[list[int]]] = geometry["arcs"]
    return found if geometry["type"] == "MultiPolygon" else [found]  # type: ignore[list-item]


def country_code(geometry: dict[str, Any]) -> str:
    """Give the ISO 3166-1 alpha-2 code of a country; empty if there is none."""
    country = pycountry.countries.get(numeric=geometry["id"]) if "id" in geometry else None
    return CODES[geometry["properties"]["name"]] if country is None else str(country.alpha_2)


def large_enough(drawn: list[list[Line]], least: float) -> list[list[Line]]:
    """The polygons that are at least so many degrees across, and the largest."""
    extents = [float(np.ptp(np.array(polygon[0]), axis=0).max()) for polygon in drawn]
    return [
        polygon for polygon, extent in zip(drawn, extents, strict=True) if extent >= min(least, max(extents))
    ]


def country_features(topology: dict[str, Any], arcs: list[Line], least: float) -> Iterator[dict[str, Any]]:
    """Make a GeoJSON feature of every country, by name."""
    geometries = topology["objects"]["countries"]["geometries"]
    for geometry in sorted(geometries, key=lambda geometry: str(geometry["properties"]["name"])):
        drawn = [rings for rings in (polygon_rings(arcs, polygon) for polygon in polygons(geometry)) if rings]
        whole = large_enough(mend_date_line(drawn, least), least)
        yield {
            "type": "Feature",
            "properties": {"name": geometry["properties"]["name"], "iso": country_code(geometry)},
            "geometry": {"type": "MultiPolygon", "coordinates": whole},
        }


def ring_steps(ring: Line) -> list[int]:
    """A ring in tenths of a degree: where it starts, then the step to each of its points."""
    tenths = np.rint(np.array(ring) * 10).astype(int)
    return np.diff(tenths, axis=0, prepend=np.zeros((1, 2), int)).ravel().tolist()  # type: ignore[no-any-return]


def write(topology: dict[str, Any], scale: Scale) -> None:
    """Write one file, minified: GeoJSON with whole degrees as integers, or a coarse map's rings in steps."""
    features = list(country_features(topology, decode_arcs(topology, scale), scale.least))
    content: Any = {"type": "FeatureCollection", "features": features}
    if scale is COARSE:
        polygons = (polygon for feature in features for polygon in feature["geometry"]["coordinates"])
        content = [ring_steps(ring) for polygon in polygons for ring in polygon]
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    (FOLDER / scale.file).write_text(text.replace(".0,", ",").replace(".0]", "]") + "\n", encoding="utf-8")


if __name__ == "__main__":
    countries = fetch_topology()
    write(countries, FINE)
    write(countries, COARSE)
