import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.guesses.equal_rows import repeat_equally

PLAYERS = st.lists(st.integers(0, 5), max_size=30).map(lambda given: np.array(given, np.intp))


@given(PLAYERS)
def test_every_person_has_the_same_number_of_rows_and_every_guess_of_theirs_too(player):
    rows = repeat_equally(player)
    assert len(set(np.bincount(player[rows])[np.unique(player)].tolist())) <= 1
    repeats = np.bincount(rows, minlength=len(player))
    assert all(len(set(repeats[player == one].tolist())) == 1 for one in np.unique(player))


@given(PLAYERS)
def test_where_that_is_too_much_repeats_differ_by_one(player):
    rows = repeat_equally(player, most_rows=60)
    repeats = np.bincount(rows, minlength=len(player))
    assert len(set(np.bincount(player[rows])[np.unique(player)].tolist())) <= 1
    assert all(np.ptp(repeats[player == one]) <= 1 for one in np.unique(player))


def test_the_plain_mean_is_the_mean_of_peoples_means():
    player = np.array([0, 0, 0, 1, 1, 1, 1, 2])
    score = np.array([1.0, 2.0, 3.0, 10.0, 10.0, 10.0, 50.0, 100.0])
    assert score[repeat_equally(player)].mean() == pytest.approx((2 + 20 + 100) / 3)
