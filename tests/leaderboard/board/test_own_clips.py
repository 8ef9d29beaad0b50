"""A player beside each model on the clips that the player has heard."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from leaderboard.board.own_clips import FEWEST_CLIPS, beside_models
from leaderboard.entrants.roster import Roster
from tests.builders.answer_files import answer, write_answers
from tests.builders.clips import clip
from tests.builders.equator import benchmark_of, km, points, roster_of, ten, ten_guesses

CLIPS = 40


@pytest.fixture
def roster(tmp_path):
    """A model that is some degrees off on each of 40 clips on the equator; it has not answered the last."""
    clips = [clip(number, 0.0, float(number)) for number in range(CLIPS)]
    rows = [answer(f"k{number}", lat=1e-9, lon=number + off(number)) for number in range(CLIPS - 1)]
    write_answers(tmp_path / "off", rows)
    return roster_of(benchmark_of(clips), None, tmp_path)


def off(number: int) -> float:
    return 5 + number % 7


def own(number: int) -> float:
    return points(km(3 + number % 5))


def test_both_means_are_over_the_same_clips_and_the_interval_is_near_that_of_pairs(roster: Roster) -> None:
    heard = [(f"k{number}", own(number)) for number in range(10, CLIPS)]
    [row] = beside_models(roster, [*heard, ("gone", 4000.0)])
    common = range(10, CLIPS - 1)
    ahead = np.array([own(number) - points(km(off(number))) for number in common])
    assert (row["key"], row["clips"]) == ("alm/off", len(common))
    assert row["you"] == pytest.approx(np.mean([own(number) for number in common]))
    assert row["they"] == pytest.approx(np.mean([points(km(off(number))) for number in common]))
    assert row["ahead"] == pytest.approx(ahead.mean()) == row["you"] - row["they"]
    paired = ttest_1samp(ahead, 0).confidence_interval()
    assert row["low"] == pytest.approx(paired.low, abs=0.1 * (paired.high - paired.low))
    assert row["high"] == pytest.approx(paired.high, abs=0.1 * (paired.high - paired.low))


@pytest.mark.parametrize(("clips", "has_interval"), [(FEWEST_CLIPS - 1, False), (FEWEST_CLIPS, True)])
def test_an_interval_needs_twenty_clips(roster: Roster, clips: int, has_interval: bool) -> None:
    [row] = beside_models(roster, [(f"k{number}", own(number)) for number in range(clips)])
    given = [row[name] is not None for name in ("low", "high", "you_interval")]
    assert given == [has_interval] * 3
    if row["you_interval"]:
        assert row["you_interval"][0] < row["you"] < row["you_interval"][1]


def test_a_model_that_has_answered_none_of_the_clips_is_left_out(roster: Roster) -> None:
    assert beside_models(roster, [(f"k{CLIPS - 1}", 5000.0)]) == []
    assert beside_models(roster, []) == []


def test_people_and_crowds_are_no_models(tmp_path) -> None:
    benchmark = ten()
    assert beside_models(roster_of(benchmark, ten_guesses(benchmark), tmp_path), [("k1", 5000.0)]) == []
