"""Everybody's totals: `game.daily.totals` alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.daily.totals import LEAST_PLAYERS, Totals


def totals(*points):
    return Totals.of({f"g{number}": value for number, value in enumerate(points)})


points = st.lists(st.floats(0, 25_000), max_size=40)


@given(points)
def test_everybody_is_in_one_bin_and_few_are_in_none(points):
    found = totals(*points).distribution(5)
    if len(points) < LEAST_PLAYERS:
        assert found is None
        return
    assert found
    assert sum(found["counts"]) == found["players"] == len(points)
    assert len(found["edges"]) == len(found["counts"]) + 1
    assert (found["edges"][0], found["edges"][-1]) == (0, 25_000)
    for number, count in enumerate(found["counts"][:-1]):
        low, high = found["edges"][number : number + 2]
        assert count == sum(low <= value < high for value in points)


@given(points, st.floats(0, 25_000))
def test_a_game_that_was_finished_after_the_count_is_added_once(points, own):
    added = totals(*points).with_game("own", own)
    assert added.points.tolist() == sorted([*points, own])
    assert added.with_game("own", own) is added


@pytest.mark.parametrize(
    ("points", "own", "per_cent"),
    [
        ((1, 2, 3, 4, 5), 5, 100),
        ((1, 2, 3, 4, 5), 1, 0),
        ((1, 2, 3, 4, 5), 3, 50),
        ((0, 0, 0, 0, 0), 0, 0),
        ((1, 2, 2, 2, 5), 2, 25),
        ((0.3, 0.3, 0.3, 0.3, 0.1 + 0.2), 0.1 + 0.2, 0),  # the same points, added in another order
        ((1, 2, 3, 4), 4, None),
    ],
)
def test_a_percentile_is_the_share_of_others_who_had_less(points, own, per_cent):
    assert totals(*points).percentile(own) == per_cent
