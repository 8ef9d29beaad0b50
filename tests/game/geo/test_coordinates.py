"""Coordinates in the forms people write, against values worked out by hand."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from game.geo.coordinates import LONGEST_TEXT, format_point, read_degrees, read_point

ESSAOUIRA = (31.5, pytest.approx(-9 - 46 / 60))


@pytest.mark.parametrize(
    ("text", "point"),
    [
        ("31°30'N 9°46'W", ESSAOUIRA),
        ("31°30′ N, 9°46′ W", ESSAOUIRA),
        ("9°46'W 31°30'N", ESSAOUIRA),
        ("N 31 30 W 9 46", ESSAOUIRA),
        ("31 30 N 9 46 W", ESSAOUIRA),
        ("31° 30' 0\" north; 9° 46' 0\" west", ESSAOUIRA),
        ("31.5, -9.8", (31.5, -9.8)),
        ("31.5 -9.8", (31.5, -9.8)),
        ("(31.5; −9.8)", (31.5, -9.8)),
        ("31.5N9.8W", (31.5, -9.8)),
        ("S33.92 E18.42", (-33.92, 18.42)),
        ("geo:31.5,-9.8", (31.5, -9.8)),
        ("lat 31.5 lon -9.8", (31.5, -9.8)),
        ("lon: -9.8, lat: 31.5", (31.5, -9.8)),
        ("Latitude: 33.92 S, Longitude: 18.42 E", (-33.92, 18.42)),
        ("33,92 Sur 18,42 Este", (-33.92, 18.42)),
        ("-33.92 S, 18.42 E", (-33.92, 18.42)),
        ("48,14 11,58", (48.14, 11.58)),
        ("48,14; 11,58", (48.14, 11.58)),
        ("48,14", (48.0, 14.0)),
        ("31,-9", (31.0, -9.0)),
        ("-0°30', 1", (-0.5, 1.0)),
        ("-90, 180", (-90.0, 180.0)),
    ],
)
def test_two_coordinates_are_read(text: str, point: tuple[float, float]) -> None:
    assert read_point(text) == point


@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            "Berlin",
            "10 Downing Street",
            "12 06 2011",
            "2011-06-12",
            "1e5",
            "31.5",
            "31 30 9 46",
            "5 km",
            "1, 2, 3",
        ),
        *(
            "95, 3",
            "3, 190",
            "31°60'N 9°W",
            "31.5°30'N 9°W",
            "31 N 9 N",
            "31 N, -9 E",
            "48,14,11,58",
            "nan, nan",
        ),
        *("inf 3", "1 2" * LONGEST_TEXT),
    ],
)
def test_anything_else_is_no_point(text: str) -> None:
    assert read_point(text) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
@example(-0.0, -0.0)
def test_a_point_that_was_written_is_read_again(lat: float, lon: float) -> None:
    assert read_point(f"{lat:.9f}, {lon:.9f}") == (round(lat, 9), round(lon, 9))
    read = read_point(format_point(lat, lon)) if min(abs(lat), abs(lon)) > 1e-3 else (lat, lon)
    assert read == pytest.approx((lat, lon), rel=1e-5)


@given(st.text(st.sampled_from("0123456789.,;:/-+°'\" NSEWnsewlatong()"), max_size=40))
def test_whatever_is_read_lies_on_earth(text: str) -> None:
    point = read_point(text)
    assert point is None or (abs(point[0]) <= 90 and abs(point[1]) <= 180)


@pytest.mark.parametrize(
    ("text", "axis", "degrees"),
    [
        ("48,85", "lat", 48.85),
        ("2.35° E", "lon", 2.35),
        ("31°30'30\"S", "lat", pytest.approx(-31.508333, abs=1e-6)),
        ("-9.76° W", "lon", -9.76),
        ("9.76 West", "lon", -9.76),
        ("200", "lon", 200.0),
        ("9.76 W", "lat", None),
        ("9 46", "lat", None),
        ("-9 N", "lat", None),
        ("north", "lat", None),
    ],
)
def test_one_coordinate_is_read_for_its_axis(text: str, axis: str, degrees: float | None) -> None:
    assert read_degrees(text, axis) == degrees  # type: ignore[arg-type]
