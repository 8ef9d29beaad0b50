import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.geo.gazetteer import shown_country
from game.geo.places import (
    COORDINATE_UNITS,
    COUNTRY_ZOOMS,
    NEVER_SHOWN,
    VIEW_PX,
    PlaceNames,
    mercator,
    read_table,
)
from game.project_files import DATA

NAMES = PlaceNames.load()
lats = st.floats(-90, 90)
lons = st.floats(-180, 180)
zooms = st.floats(0, 20)


@pytest.fixture(scope="module")
def table():
    rows = pq.read_table(DATA / "places.parquet").to_pylist()
    return [row | {axis: row[axis] / COORDINATE_UNITS for axis in ("lat", "lon")} for row in rows]


def pixels_apart(label, lat, lon, zoom):
    (x, there_x), (y, there_y) = (
        mercator([lat, label.lat], [lon, label.lon])[0],
        mercator([lat, label.lat], [lon, label.lon])[1],
    )
    across = abs(x - there_x)
    return min(across, 1 - across) * 256 * 2**zoom, abs(y - there_y) * 256 * 2**zoom


def test_the_whole_world_shows_countries_and_a_few_great_cities():
    labels = NAMES.near(20, 0, 2)
    assert {"China", "Brazil", "Russia", "United States", "Australia"} <= {label.name for label in labels}
    assert {label.rank for label in labels} == {0, 1}
    assert sum(label.rank for label in labels) < len(labels) / 2


@pytest.mark.parametrize(("zoom", "least_rank"), [(2, 1), (4, 2)])
def test_cities_that_are_not_great_wait_for_higher_zooms(table, zoom, least_rank):
    assert {row["rank"] for row in table if row["min_zoom"] <= zoom} <= set(range(least_rank + 1))


@pytest.mark.parametrize(("lon", "degrees"), [(10, 164), (0, 360)])
def test_a_dozen_great_names_are_on_the_map_that_a_round_opens_with(lon, degrees):
    inside = [label for label in NAMES.near(22, lon, 2) if abs(label.lon - lon) < degrees / 2]
    assert 12 <= len(inside) <= 40


def test_regions_are_found_but_never_shown(table):
    regions = [row for row in table if row["min_zoom"] == NEVER_SHOWN]
    assert {"Texas", "Scotland", "Ontario", "Bavaria", "Kerala"} <= {row["name"] for row in regions}
    assert not {row["name"] for row in regions} & {label.name for label in NAMES.near(31, -99, 20)}


def test_a_town_is_named_from_close_by():
    assert "Dachau" not in {label.name for label in NAMES.near(48.26, 11.43, 6)}
    assert "Dachau" in {label.name for label in NAMES.near(48.26, 11.43, 11)}


def test_the_greatest_cities_are_not_hidden_by_their_countries(table):
    cities = (row for row in table if row["rank"] in (1, 2) and row["min_zoom"] < NEVER_SHOWN)
    first_zoom = {row["name"]: row["min_zoom"] for row in cities}
    capitals = (
        "Tokyo",
        "Seoul",
        "London",
        "Paris",
        "Madrid",
        "Berlin",
        "Moscow",
        "Beijing",
        "Cairo",
        "Lagos",
    )
    assert max(first_zoom[name] for name in capitals) <= 5


def test_a_small_city_alone_is_named_before_one_among_great_ones(table):
    first_zoom = {(row["name"], row["country_code"]): row["min_zoom"] for row in table}
    assert first_zoom["Norilsk", "RU"] < first_zoom["Potsdam", "DE"]


def test_a_country_makes_room_for_its_towns():
    assert "France" in {label.name for label in NAMES.near(46.5, 2.5, 5)}
    assert "France" not in {label.name for label in NAMES.near(46.5, 2.5, 9)}


@pytest.mark.parametrize("lon", [179.9, -179.9])
def test_names_on_both_sides_of_the_date_line_are_near_it(lon):
    assert {"Fiji", "Samoa"} <= {label.name for label in NAMES.near(-16, lon, 6)}


@given(lats, lons, zooms)
@settings(max_examples=200)
def test_every_name_is_in_sight_and_given_once(lat, lon, zoom):
    labels = NAMES.near(lat, lon, zoom)
    assert len(labels) <= 120
    assert len(set(labels)) == len(labels)
    for label in labels:
        across, down = pixels_apart(label, lat, lon, zoom)
        assert across <= VIEW_PX[0] / 2 + 1e-3
        assert down <= VIEW_PX[1] / 2 + 1e-3


@given(lats, st.integers(0, 12))
@settings(max_examples=50)
def test_the_two_sides_of_the_date_line_see_the_same(lat, zoom):
    assert NAMES.near(lat, 180, zoom) == NAMES.near(lat, -180, zoom)


@given(lats, lons, st.integers(1, 11))
@settings(max_examples=100)
def test_a_city_named_at_one_zoom_is_named_at_the_next(lat, lon, zoom):
    closer = set(NAMES.near(lat, lon, zoom + 1))
    for label in NAMES.near(lat, lon, zoom):
        across, down = pixels_apart(label, lat, lon, zoom + 1)
        if label.rank and across < VIEW_PX[0] / 2 - 1 and down < VIEW_PX[1] / 2 - 1:
            assert label in closer


@pytest.mark.slow
@pytest.mark.parametrize("zoom", [2, 4, 6, 8, 10])
def test_no_name_covers_another(table, zoom):
    rows = [
        row
        for row in table
        if row["min_zoom"] <= zoom and (row["rank"] or zoom < row["min_zoom"] + COUNTRY_ZOOMS)
    ]
    x, y = mercator([row["lat"] for row in rows], [row["lon"] for row in rows])
    halves = np.array([len(row["name"]) * 6 / 2 for row in rows])  # a letter is about 6 pixels wide
    size = 256 * 2**zoom
    for i in range(len(rows)):
        across = np.abs(x[i + 1 :] - x[i])
        across = np.minimum(across, 1 - across) * size
        covers = (across < halves[i + 1 :] + halves[i]) & (np.abs(y[i + 1 :] - y[i]) * size < 14)
        assert not covers.any(), (rows[i], rows[i + 1 + int(np.argmax(covers))])


@pytest.mark.parametrize(
    "view",
    [
        (float("nan"), 0, 3),
        (0, float("inf"), 3),
        (90.1, 0, 3),
        (-91, 0, 3),
        (0, 180.5, 3),
        (0, -181, 3),
        (0, 0, float("nan")),
        (0, 0, float("-inf")),
    ],
)
def test_a_view_that_cannot_be_is_refused_with_a_sentence(view):
    with pytest.raises(ValueError, match=r"^The (point|zoom) .*\.$"):
        NAMES.near(*view)


@pytest.mark.parametrize("zoom", [-5, -1e300, 40, 1e300])
def test_a_zoom_beyond_the_map_is_no_error(zoom):
    assert isinstance(NAMES.near(48.1, 11.6, zoom), list)


@pytest.mark.parametrize("limit", [0, -3, 1, 7])
def test_no_more_names_come_than_are_wanted(limit):
    assert len(NAMES.near(50, 10, 6, limit)) == max(limit, 0)


def test_every_country_stands_once_on_the_map_under_its_ordinary_name(table):
    countries = [row for row in table if row["rank"] == 0]
    codes = [row["country_code"] for row in countries]
    assert len(codes) == len(set(codes)) > 240
    assert {row["country_code"] for row in table} == set(codes)
    assert [row["name"] for row in countries if "," in row["name"] or "(" in row["name"]] == [
        "Bonaire, Saint Eustatius and Saba"
    ]
    ordinary = sum(shown_country(row["country_code"]) == row["name"] for row in countries)
    assert ordinary > 230


def test_every_place_is_on_earth(table):
    assert len(table) > 34_000
    assert all(-90 <= row["lat"] <= 90 and -180 <= row["lon"] <= 180 and row["name"] for row in table)


def test_names_are_given_to_several_threads_at_once():
    names = PlaceNames(read_table(DATA / "places.parquet"))
    with ThreadPoolExecutor(8) as pool:
        views = [(lat, lat * 2, 5) for lat in range(-80, 80, 4)]
        assert list(pool.map(lambda view: names.near(*view), views)) == [NAMES.near(*view) for view in views]


def test_the_files_are_small():
    sizes = [(DATA / name).stat().st_size for name in ("places.parquet", "place_names.parquet")]
    assert sum(sizes) < 1_500_000


@pytest.mark.slow
def test_a_rebuild_gives_the_same_bytes():
    script = (
        "import hashlib, io, sys\n"
        f"sys.path.insert(0, {str(DATA / 'build')!r})\n"
        "import places, pyarrow.parquet\n"
        "cities = places.read_geonames(places.CITIES)\n"
        "largest = sorted(cities, key=lambda key: (-cities[key]['population'], key))[:300]\n"
        "places.read_geonames = lambda file: {key: cities[key] for key in largest}\n"
        "some = places.read_cities({})\n"
        "for table in (places.places_table(some), places.names_table(some)):\n"
        "    file = io.BytesIO()\n"
        "    pyarrow.parquet.write_table(table, file)\n"
        "    print(table.num_rows, hashlib.sha256(file.getvalue()).hexdigest())\n"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", script],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert runs[0].startswith("300 ")
