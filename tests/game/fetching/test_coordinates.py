import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.fetching.coordinates import point_of

BERLIN = (52.5, 13.4)


@pytest.mark.parametrize(
    "metadata",
    [
        {"latitude": "52.5", "longitude": "13.4"},
        {"latitude": 52.5, "longitude": 13.4},
        {"latitude": ["52.5"], "longitude": ["13.4"]},
        {"lat": "52.5", "lon": "13.4"},
        {"lat": "52.5", "lng": "13.4"},
        {"coverage": "52.5,13.4"},
        {"coverage": "52.5, 13.4"},
        {"coverage": " 52.5 13.4"},
        {"coverage": "(52.5; 13.4) Berlin, Germany"},
        {"coverage": "52.5,13.4,34.0"},
        {"coverage": "latitude=52.5; longitude=13.4; altitude=34"},
        {"coverage": "name=Berlin; latitude=52.5 altitude=34 longitude=13.4"},
        {"coverage": ["Berlin", "52.5,13.4"]},
        {"coverage": ["latitude=52.5", "longitude=13.4"]},
        {"subject": ["field recording", "geo:lat=52.5", "geo:lon=13.4"]},
        {"subject": "geo:52.5,13.4"},
        {"description": 'Recorded at <a href="?lat=52.5&lng=13.4">this place</a>'},
        {"description": "Lat: 52.5, Long: 13.4"},
        {"latitude": "", "longitude": "", "coverage": "52.5,13.4"},
        {"latitude": "north", "longitude": "east", "coverage": "52.5,13.4"},
        {"latitude": "520.5", "longitude": "13.4", "coverage": "52.5,13.4"},
    ],
    ids=str,
)
def test_coordinates_are_read_wherever_they_stand(metadata):
    assert point_of(metadata) == BERLIN


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"coverage": "Berlin, Germany"},
        {"coverage": "2002"},
        {"coverage": ""},
        {"coverage": None},
        {"coverage": "0,0"},
        {"coverage": "91,10"},
        {"coverage": "10,181"},
        {"coverage": "1000.5,13.4"},
        {"latitude": "52.5"},
        {"latitude": [], "longitude": []},
        {"latitude": "nan", "longitude": "13.4"},
        {"latitude": {"deg": 5}, "longitude": 3},
        {"description": "We walked 52.5, 13.4 of it uphill"},
        {"title": "52.5,13.4"},
        {"subject": [52.5, 13.4]},
        {"description": "latitude is all; longitude: 13.4"},
    ],
    ids=str,
)
def test_what_is_no_place_is_none(metadata):
    assert point_of(metadata) is None


def test_fields_of_their_own_stand_above_words():
    assert point_of({"coverage": "1,2", "latitude": "52.5", "longitude": "13.4"}) == BERLIN


@given(st.floats(-90, 90, allow_subnormal=False), st.floats(-180, 180, allow_subnormal=False))
def test_every_point_on_earth_comes_back(lat, lon):
    lat, lon = round(lat, 9), round(lon, 9)
    point = point_of({"coverage": f"{lat:.9f},{lon:.9f}"})
    assert point == ((lat, lon) if (lat, lon) != (0, 0) else None)


@given(
    st.dictionaries(
        st.sampled_from(["latitude", "longitude", "coverage", "subject", "description"]),
        st.recursive(st.none() | st.booleans() | st.floats() | st.text(), st.lists, max_leaves=5),
    )
)
def test_whatever_is_told_nothing_breaks(metadata):
    point = point_of(metadata)
    assert point is None or (-90 <= point[0] <= 90 and -180 <= point[1] <= 180)
