import math

import pytest

from game.play.rounds import BadPoint, point


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [(0, 0, (0, 0)), (90, 180, (90, 180)), (-90, -180, (-90, -180)), (10, 361, (10, 1)), (1, -200, (1, 160))],
)
def test_a_point_on_any_copy_of_the_world_is_the_point(lat, lon, expected):
    assert point(lat, lon) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("lat", "lon"), [(90.01, 0), (-91, 0), (math.nan, 0), (0, math.nan), (math.inf, 0), (0, -math.inf)]
)
def test_what_lies_nowhere_is_refused(lat, lon):
    with pytest.raises(BadPoint, match=r"\.$"):
        point(lat, lon)
