import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given
from hypothesis import strategies as st

from game.geo.geodesy import REFUSAL_KM, distance_km, geoscore, wrap_lon

lats = st.floats(-90, 90)
lons = st.floats(-180, 180)


def test_a_point_is_no_distance_from_itself():
    assert distance_km(31.51, -9.77, 31.51, -9.77) == 0


def test_a_degree_on_the_equator_is_a_360th_of_it():
    assert distance_km(0, 0, 0, 1) == pytest.approx(6378.137 * 2 * np.pi / 360, abs=1e-6)


@given(lats, lons, lats, lons)
def test_distance_is_geopys_geodesic_within_a_millimetre(lat1, lon1, lat2, lon2):
    assert distance_km(lat1, lon1, lat2, lon2) == pytest.approx(
        geodesic((lat1, lon1), (lat2, lon2)).km, abs=1e-6
    )


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ((0, 0), (0, 180)),
        ((90, 0), (-90, 0)),
        ((45, 10), (-45, -170)),
        ((10, 179.99), (10, -179.99)),
        ((90, 5), (90, 95)),
    ],
)
def test_antipodes_poles_and_the_antimeridian_agree_with_geopy(here, there):
    assert distance_km(*here, *there) == pytest.approx(geodesic(here, there).km, abs=1e-6)


def test_arrays_give_what_single_points_give():
    rng = np.random.default_rng(1)
    a, b = rng.uniform((-90, -180), (90, 180), (2, 50, 2))
    together = distance_km(a[:, 0], a[:, 1], b[:, 0], b[:, 1])
    singly = [distance_km(*map(float, p), *map(float, q)) for p, q in zip(a, b, strict=True)]
    assert together.tolist() == singly


def test_one_point_against_many_broadcasts():
    assert distance_km(0.0, 0.0, [0.0, 1.0, 2.0], [0.0, 0.0, 0.0]).shape == (3,)


def test_geoscore_is_agl1ks():
    assert geoscore(0.0) == 5000
    assert geoscore(1492.7) == pytest.approx(5000 / np.e)
    assert geoscore(REFUSAL_KM) == pytest.approx(6.16, abs=0.01)
    assert geoscore([0.0, 1492.7]).tolist() == [5000, pytest.approx(5000 / np.e)]


@pytest.mark.parametrize(
    ("lon", "same"), [(0, 0), (180, 180), (-180, -180), (190, -170), (-190, 170), (725, 5)]
)
def test_a_copy_of_the_world_is_the_same_place(lon, same):
    assert wrap_lon(lon) == pytest.approx(same)
