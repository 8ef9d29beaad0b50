import pytest

from game.geo.towns import Towns

TOWNS = Towns.load()


@pytest.mark.parametrize(
    ("lat", "lon", "country_code", "town"),
    [
        (47.34, 8.53, "CH", "Zürich"),  # Wollishofen, a quarter that is a place of its own in AGL1K's labels
        (-33.98, 18.43, "ZA", "Cape Town"),
        (52.4, 13.06, "DE", "Potsdam"),  # not Berlin, though that is larger and near
        (31.5, -9.77, "MA", "Essaouira"),
    ],
)
def test_a_point_in_a_town_is_there(lat, lon, country_code, town):
    nearest = TOWNS.nearest(lat, lon, country_code)
    assert nearest is not None
    assert (nearest.name, nearest.distance_km) == (town, 0.0)


def test_a_point_outside_is_near_the_larger_town():
    nearest = TOWNS.nearest(-34.2, 18.4, "ZA")
    assert nearest is not None
    assert nearest.name == "Cape Town"
    assert nearest.distance_km == pytest.approx(30.5, abs=0.5)


def test_a_point_in_one_country_is_not_told_by_a_town_of_another():
    french = TOWNS.nearest(46.25, 6.2, "FR")
    assert french is not None
    assert french.country == "France"
    anywhere = TOWNS.nearest(46.25, 6.2)
    assert anywhere is not None
    assert anywhere.name == "Geneva"


@pytest.mark.parametrize("country_code", ["AQ", "", "ZZ"])
def test_a_country_without_towns_has_none(country_code):
    assert TOWNS.nearest(-77.0, 166.0, country_code) is None


def test_the_middle_of_an_ocean_is_far_from_any_town():
    nearest = TOWNS.nearest(-48.9, -123.4)
    assert nearest is not None
    assert nearest.distance_km > 2000
