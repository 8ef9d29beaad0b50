"""Which datasets have intervals that take resampling, and what is said of the others."""

from leaderboard.dataset.answered_rows import Facts
from leaderboard.dataset.resampling import MOST_ROUNDS, Resampling


def facts(rounds, moved=0):
    return Facts(rounds=rounds, other_clips=0, moved=moved, without_distance=0, reasons={})


def test_a_dataset_of_more_rounds_than_are_resampled_says_so():
    assert Resampling().why_not(facts(MOST_ROUNDS)) == ""
    sentence = Resampling().why_not(facts(MOST_ROUNDS + 1))
    assert f"of up to {MOST_ROUNDS:,} rounds. This one has {MOST_ROUNDS + 1:,}." in sentence


def test_rounds_that_were_scored_against_other_places_are_not_resampled():
    assert "the places that the pack has now" in Resampling().why_not(facts(10, moved=1))


def test_nothing_is_said_where_no_replicates_are_wanted():
    assert Resampling(replicates=0).why_not(facts(MOST_ROUNDS + 1, moved=1)) == ""
