import numpy as np
import pytest
from scipy.stats import binomtest

from game.geo.geodesy import geoscore
from leaderboard.uncertainty.scaled_intervals import scaled_intervals, wilson
from leaderboard.uncertainty.standard_errors import Estimates, estimate
from tests.builders.student_interval import student_interval

SEED = 20260


def one(unit, estimates):
    """The interval of a single estimate."""
    return scaled_intervals(["it"], [unit], estimates)["it"]


def estimates_of(mean, error, freedom=30.0, fewest=50.0, most=500.0):
    return Estimates(*(np.array([number]) for number in (mean, error, freedom, fewest, most)))


def test_wilsons_interval_is_scipys():
    for right in (0, 1, 7, 60, 119, 120):
        theirs = binomtest(right, 120).proportion_ci(method="wilson")
        assert wilson(right / 120, 120, 1.959963984540054) == pytest.approx((theirs.low, theirs.high))


def test_a_share_has_the_effective_number_of_its_error():
    number = 0.2 * 0.8 / 0.05**2
    expected = wilson(0.2, number, estimates_of(0.2, 0.05).quantile[0])
    assert one("share", estimates_of(0.2, 0.05)) == pytest.approx(expected)
    # Never more than if all rows were independent.
    assert one("share", estimates_of(0.2, 1e-6)) == pytest.approx(
        wilson(0.2, 500, estimates_of(0.2, 0).quantile[0])
    )


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_where_nothing_or_everything_happened_there_is_a_bound_from_the_fewest(share):
    low, high = one("share", estimates_of(share, 0.0))
    assert (low == 0, high == 1) == (share == 0, share == 1)
    assert high - low == pytest.approx(wilson(0, 50, estimates_of(0, 0).quantile[0])[1])


def test_points_and_kilometres_stay_within_what_is_possible_and_hold_their_mean():
    for unit, most in (("points", 5000), ("km", 20_004)):
        for mean in (0.0, 5.0, 700.0, 4990.0):
            low, high = one(unit, estimates_of(mean, 2000.0))
            assert 0 <= low <= mean <= high <= most


def test_without_an_error_there_is_no_interval():
    assert scaled_intervals(["it"], ["km"], estimates_of(5.0, np.nan)) == {}


def held(simulations, truth, unit, draw):
    """Share of intervals that hold the truth; ``draw`` gives values, clips and players, or None."""
    count = 0
    for number in range(simulations):
        values, clip, player = draw(np.random.default_rng([SEED, number]))
        found = estimate([values], clip, player, clip if player is None else player)
        low, high = one(unit, found)
        count += low <= truth <= high
    return count / simulations


def rounds_of(rng, players, clips, most):
    count = rng.integers(3, most + 1, players)
    clip = np.concatenate([rng.permutation(clips)[:each] for each in count])
    return clip, np.repeat(np.arange(players), count)


@pytest.mark.slow
@pytest.mark.parametrize("truth", [0.0, 0.002, 0.02, 0.3])
def test_shares_hold_the_truth_down_to_the_rarest(truth):
    def draw(rng):
        clip, player = rounds_of(rng, 120, 300, 20)
        return (rng.random(len(clip)) < truth).astype(float), clip, player

    share = held(400, truth, "share", draw)
    print(f"seed {SEED}: share of {truth}: {share:.3f}")
    assert share >= 0.93


@pytest.mark.slow
def test_a_share_of_people_who_always_skip_is_held_too():
    def draw(rng):
        clip, player = rounds_of(rng, 120, 300, 20)
        return (rng.random(120) < 0.01)[player].astype(float), clip, player

    assert held(400, 0.01, "share", draw) >= 0.93


@pytest.mark.slow
def test_scores_of_sixteen_clips_hold_the_truth():
    draws = np.random.default_rng(SEED).normal(8.3, 1.0, 10**6)
    truth = float(geoscore(np.minimum(np.exp(draws), 20_000)).mean())

    def draw(rng):
        return geoscore(np.minimum(np.exp(rng.normal(8.3, 1.0, 16)), 20_000)), np.arange(16), None

    share = held(2000, truth, "points", draw)
    print(f"seed {SEED}: 16 clips: {share:.3f}")
    assert share >= 0.93


@pytest.mark.slow
def test_skewed_kilometres_of_twelve_players_hold_the_truth_better_than_students():
    spreads = 0.9, 0.8, 1.2
    z = np.random.default_rng(SEED).normal(6.5, np.linalg.norm(spreads), 10**6)
    truth = float(np.minimum(np.exp(z), 20_000).mean())
    student, simulations = 0, 1000

    def draw(rng):
        clip, player = rounds_of(rng, 12, 300, 40)
        of_player, of_clip, of_row = (
            rng.normal(0, spread, size) for spread, size in zip(spreads, (12, 300, len(clip)), strict=True)
        )
        km = np.exp(6.5 + of_player[player] + of_clip[clip] + of_row)
        return np.minimum(km, 20_000), clip, player

    share = held(simulations, truth, "km", draw)
    for number in range(simulations):
        values, clip, player = draw(np.random.default_rng([SEED, number]))
        found = estimate([values], clip, player, player)
        (low,), (high,) = student_interval(found)
        student += low <= truth <= high
    print(f"seed {SEED}: 12 players: {share:.3f}, Student's alone {student / simulations:.3f}")
    assert share >= 0.92 and share > student / simulations
