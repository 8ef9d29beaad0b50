import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.entrants.subgroups import HEARD_GROUPS, clip_groups, heard_groups
from tests.builders.ten_clips import people, seconds_heard, truth


def test_clips_are_in_groups_by_their_place_and_their_sounds():
    groups = clip_groups(truth())
    assert {name: np.flatnonzero(mask).tolist() for name, mask in groups.items()} == {
        "continent/Africa": [6],
        "continent/Asia": [4, 5],
        "continent/Europe": [0, 1, 2, 3],
        "continent/North America": [7],
        "continent/Oceania": [8],
        "continent/South America": [],
        "speech": [0, 1, 4, 6, 9],
        "nonspeech": [2, 3, 5, 7, 8],
        "animal": [2, 8],
        "music": [3],  # that of clip 1 lies under speech
        "nature": [3, 5],
        "things": [7],
    }


def test_a_bin_of_seconds_holds_its_lower_end_and_not_its_upper_and_no_skip():
    groups = heard_groups(people(), seconds_heard())
    assert {name: np.flatnonzero(mask).tolist() for name, mask in groups.items()} == {
        "heard/0-5": [0],
        "heard/5-10": [4, 5],
        "heard/10-20": [1, 6],
        "heard/20-40": [12, 13],
        "heard/40-80": [2, 10],
        "heard/80+": [8, 9],
    }


@given(st.lists(st.floats(0, 1e6) | st.just(np.nan), min_size=14, max_size=14))
def test_every_guess_whose_seconds_are_known_is_in_one_bin(seconds):
    guesses, seconds = people(), np.array(seconds)
    bins = sum(mask.astype(int) for mask in heard_groups(guesses, seconds).values())
    assert (bins == (~np.isnan(seconds) & ~guesses.rows.refused)).all()


def test_the_bins_have_no_gap():
    ends = [name.removeprefix("heard/").split("-") for name in HEARD_GROUPS[:-1]]
    assert [high for _, high in ends] == [low for low, _ in ends[1:]] + [HEARD_GROUPS[-1][6:-1]]
