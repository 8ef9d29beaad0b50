"""What each rule takes from the primary figure, and whether drawn radii hold what they say."""

import numpy as np
import pytest

from leaderboard.study.calibration import Calibration, calibrate, pinball
from leaderboard.study.robustness import ABANDONED_AS_SKIPS, EVERY_RULE, NO_RULE, by_rule
from tests.leaderboard.study.test_estimands import study_rows

SEED = 20261130


def test_every_rule_is_shown_with_what_it_took():
    rows = [(person, clip, 1000.0, clip, "") for person in range(2) for clip in range(3)]
    rows += [(0, 0, 5000.0, 3, "too_fast"), (0, 1, 3000.0, 4, "too_fast,no_bytes")]
    rows += [(2, clip, 400.0, clip, "no_bytes") for clip in range(3)]
    rows += [(1, 0, np.nan, 3, "abandoned")]
    found = {one.rule: one for one in by_rule(study_rows(rows))}
    assert list(found) == [EVERY_RULE, "no_bytes", "too_fast", NO_RULE, ABANDONED_AS_SKIPS]
    taken = {rule: (one.rounds, one.people, one.lost) for rule, one in found.items()}
    assert taken == {
        EVERY_RULE: (0, 0, 0),
        "no_bytes": (4, 2, 1),
        "too_fast": (2, 1, 0),
        NO_RULE: (5, 2, 1),
        ABANDONED_AS_SKIPS: (1, 1, 0),
    }
    means = {rule: one.figure.mean for rule, one in found.items()}
    assert means[EVERY_RULE] == 1000
    assert means["no_bytes"] == (1000 + 1000 + 400) / 3
    assert means["too_fast"] == (2000 + 1000) / 2
    assert means[NO_RULE] == pytest.approx((11000 / 5 + 1000 + 400) / 3)
    assert means[ABANDONED_AS_SKIPS] == pytest.approx((1000 + (3000 + 6.16) / 4) / 2, abs=0.01)


@pytest.fixture(scope="module")
def drawn():
    """Distances of 30 people on 40 clips, and how wide each person should draw."""
    chance = np.random.default_rng(SEED)
    person, clip = (grid.ravel() for grid in np.mgrid[:30, :40])
    scale = chance.lognormal(6, 1, len(person))
    return scale * chance.exponential(1, len(person)), scale * np.log(5), person, clip


def calibration(*columns) -> Calibration:
    found = calibrate(*columns)
    assert found
    return found


def test_radii_that_hold_what_they_say_cover_four_fifths_whatever_their_size(drawn):
    distance, radius, person, clip = drawn
    found = calibration(distance, radius, person, clip)
    assert found.overall.rounds == 1200 and found.overall.people == 30
    low, high = found.overall.interval or (1, 1)
    assert low < 0.8 < high
    assert len(found.by_size) == 4
    assert all(abs(one.share - 0.8) < 0.1 for one in found.by_size)
    assert [one.most_km for one in found.by_size] == sorted(one.most_km for one in found.by_size)
    assert found.pinball_km < found.one_radius_pinball_km


def test_radii_that_are_too_small_are_found_out(drawn):
    distance, radius, person, clip = drawn
    sure, honest = (calibration(distance, radius / by, person, clip) for by in (4, 1))
    assert sure.overall.interval and sure.overall.interval[1] < 0.8 and sure.pinball_km > honest.pinball_km
    assert sure.one_radius_km == honest.one_radius_km


def test_rounds_without_a_radius_are_left_out():
    nothing = np.array([np.nan, np.nan])
    assert calibrate(np.array([1.0, 2.0]), nothing, np.array([0, 1]), np.array([0, 0])) is None
    one = calibration(np.array([1.0, 9.0]), np.array([2.0, np.nan]), np.array([0, 1]), np.array([0, 0]))
    assert (one.overall.rounds, one.overall.share, one.overall.interval) == (1, 1.0, None)


def test_the_pinball_loss_is_least_at_the_quantile():
    values = np.arange(1.0, 101)
    losses = [pinball(values, np.full(100, guess)).mean() for guess in range(1, 101)]
    assert np.argmin(losses) + 1 in (80, 81)
    assert pinball(np.array([10.0, 0.0]), np.array([5.0, 5.0])).tolist() == pytest.approx([4.0, 1.0])
