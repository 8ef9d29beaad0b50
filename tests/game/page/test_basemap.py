import gzip
import json
from itertools import pairwise
from typing import Any

import numpy as np
import pycountry
import pytest

from game.project_files import ROOT

COUNTRIES = ROOT / "assets" / "map" / "countries.json"
COARSE = ROOT / "assets" / "map" / "coarse.json"


@pytest.fixture(scope="module")
def features():
    return json.loads(COUNTRIES.read_text(encoding="utf-8"))["features"]


@pytest.fixture(scope="module")
def rings(features):
    return [(feature["properties"]["name"], i, ring) for feature, i, ring in all_rings(features)]


def all_rings(features):
    for feature in features:
        for polygon in feature["geometry"]["coordinates"]:
            for i, ring in enumerate(polygon):
                yield feature, i, ring


def twice_the_area(ring):
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))


def is_inside(ring, lat, lon):
    return (
        sum(
            (y1 > lat) != (y2 > lat) and lon < x1 + (lat - y1) / (y2 - y1) * (x2 - x1)
            for (x1, y1), (x2, y2) in pairwise(ring)
        )
        % 2
        == 1
    )


def country_at(features, lat, lon):
    return {
        feature["properties"]["iso"]
        for feature in features
        for polygon in feature["geometry"]["coordinates"]
        for turn in (-360, 0, 360)
        if sum(is_inside(ring, lat, lon + turn) for ring in polygon) % 2
    }


@pytest.mark.parametrize(
    ("lat", "lon", "code"),
    [
        (46.8, 2.4, "FR"),
        (4.0, -53.0, "FR"),
        (42.6, 20.9, "XK"),
        (9.5, 45.0, "SO"),
        (-29.5, 28.2, "LS"),
        (66.0, 175.0, "RU"),
        (66.0, -175.0, "RU"),
        (71.2, -179.5, "RU"),
        (-16.8, -179.9, "FJ"),
        (-17.8, 178.0, "FJ"),
        (52.9, 173.1, "US"),
        (-89.5, 0.0, "AQ"),
        (-89.5, 179.9, "AQ"),
        (-89.5, -179.9, "AQ"),
        (-86.0, -156.0, "AQ"),
    ],
)
def test_a_point_lies_in_its_country_and_in_no_other(features, lat, lon, code):
    assert country_at(features, lat, lon) == {code}


@pytest.mark.parametrize(
    ("lat", "lon"), [(0, -30), (0, 179), (0, -179), (75, -179), (60, 179), (-30, 150 - 360)]
)
def test_the_sea_is_in_no_country(features, lat, lon):
    assert country_at(features, lat, lon) == (set() if lat != -30 else {"AU"})


def test_every_ring_is_closed_and_has_a_shape(rings):
    assert [name for name, _, ring in rings if len(ring) < 4 or ring[0] != ring[-1]] == []


def test_nothing_smears_across_the_map(rings):
    jumps = [
        name
        for name, _, ring in rings
        for (x1, y1), (x2, y2) in pairwise(ring)
        if abs(x1 - x2) > 30 and not y1 == y2 == -90
    ]
    assert jumps == []


def test_every_ring_is_drawn_once_with_its_middle_on_the_map(rings):
    middles = [(min(x for x, _ in ring) + max(x for x, _ in ring)) / 2 for _, _, ring in rings]
    assert min(middles) >= -180
    assert max(middles) <= 180


def test_the_seam_of_antarctica_is_beyond_the_edge_of_a_mercator_map(rings):
    (ring,) = [ring for _, _, ring in rings if [y for _, y in ring].count(-90) == 2]
    seam = [max(y1, y2) for (x1, y1), (x2, y2) in pairwise(ring) if x1 == x2 and -90 in (y1, y2)]
    assert len(seam) == 2
    assert max(seam) < -85.0511


def test_no_island_is_cut_at_the_date_line(rings):
    cuts = [
        name for name, _, ring in rings for (x1, _), (x2, _) in pairwise(ring) if x1 == x2 and abs(x1) == 180
    ]
    assert cuts == []


def test_outer_rings_wind_as_geojson_asks(rings):
    assert [name for name, i, ring in rings if (twice_the_area(ring) > 0) == (i > 0)] == []


def test_every_country_has_a_code_once_except_where_none_is_agreed_on(features):
    codes = [feature["properties"]["iso"] for feature in features]
    known = {country.alpha_2 for country in pycountry.countries} | {"XK", ""}
    assert set(codes) <= known
    assert [feature["properties"]["name"] for feature in features if feature["properties"]["iso"] == ""] == [
        "Siachen Glacier"
    ]
    assert {code for code in codes if codes.count(code) > 1} == {"AU", "CY", "SO"}


def test_every_country_that_natural_earth_has_is_drawn(features):
    assert len(features) == 241
    assert [
        feature["properties"]["name"] for feature in features if not feature["geometry"]["coordinates"]
    ] == []


def test_neighbours_meet_without_a_gap(features):
    users: dict[Any, set[Any]] = {}
    for feature, _, ring in all_rings(features):
        for pair in pairwise(ring):
            users.setdefault(frozenset(map(tuple, pair)), set()).add(feature["properties"]["name"])
    spain_and_portugal = [pair for pair, names in users.items() if names == {"Spain", "Portugal"}]
    assert len(spain_and_portugal) > 50
    assert max(len(names) for names in users.values()) == 2


def test_the_file_is_small_enough_to_come_with_the_first_page():
    assert len(gzip.compress(COUNTRIES.read_bytes())) < 280_000


def coarse_rings():
    for steps in json.loads(COARSE.read_text(encoding="utf-8")):
        yield np.cumsum(np.array(steps).reshape(-1, 2), axis=0) / 10


def test_the_coarse_map_arrives_first_on_a_slow_line():
    assert len(gzip.compress(COARSE.read_bytes(), 9)) < 30_000


@pytest.mark.parametrize(
    ("lat", "lon", "is_land"),
    [(46.8, 2.4, True), (-25.0, 134.0, True), (64.9, -18.6, True), (-18.9, 47.0, True), (0.0, -25.0, False)],
)
def test_the_coarse_map_has_land_where_there_is_land(lat, lon, is_land):
    assert sum(is_inside(ring.tolist(), lat, lon) for ring in coarse_rings()) % 2 == is_land


def test_no_line_of_the_coarse_map_crosses_the_world():
    for ring in coarse_rings():
        inland = ring[(ring[:, 1] > -85)]
        assert np.abs(np.diff(inland[:, 0])).max(initial=0) < 30
        assert (ring[0] == ring[-1]).all()
