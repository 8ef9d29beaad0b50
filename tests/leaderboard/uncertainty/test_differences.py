import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import ttest_1samp

from leaderboard.uncertainty.differences import Difference, difference, holm
from leaderboard.uncertainty.standard_errors import estimate
from tests.leaderboard.uncertainty.test_standard_errors import crossed

SEED = 20260
SIMULATIONS = 1000


def uneven(rng, players, clips, most):
    """Each player hears their own number of clips."""
    rounds = rng.integers(3, most + 1, players)
    clip = np.concatenate([rng.permutation(clips)[:each] for each in rounds])
    return clip, np.repeat(np.arange(players), rounds)


def known(*facts) -> Difference:
    """The difference, where there is a common clip."""
    found = difference(*facts)
    assert found
    return found


def test_a_difference_is_the_mean_over_common_clips_less_that_of_people_who_count_once():
    clip, player = np.array([0, 1, 2, 0, 3]), np.array([0, 0, 0, 1, 1])
    guesses = np.array([100.0, 200, 300, 400, 9999])
    found = known(guesses, clip, player, np.array([10.0, 20, 60, np.nan, 1e6]))
    # Nobody heard clip 4, the entrant did not answer clip 3.
    assert (found.entrant, found.people, found.clips, found.players) == (30, (200 + 400) / 2, 3, 2)
    assert found.among_clips.mean[0] == 30 - 300
    assert np.isnan(found.among_clips.error[0])  # of two players
    assert difference(guesses, clip, player, np.full(5, np.nan)) is None


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_its_error_is_that_of_a_loop_over_players_clips_and_pairs(seed):
    rng = np.random.default_rng(seed)
    clip, player = uneven(rng, 14, 9, 8)
    guesses, answers = rng.gamma(1, 1000, len(clip)), rng.gamma(1, 1000, 9)
    found = known(guesses, clip, player, answers)
    rows = range(len(clip))
    share = [1 / 14 / np.count_nonzero(player == one) for one in player]
    people = sum(share[row] * guesses[row] for row in rows)
    heard = sorted(set(clip.tolist()))
    score = [share[row] * (guesses[row] - people) for row in rows]
    mean = np.mean(answers[heard])

    def summed(groups, weights, totals):
        even = sum(weight**2 for weight in weights)
        return sum(total**2 / (1 - 2 * weight + even) for weight, total in zip(weights, totals, strict=True))

    def sums(of, by, groups):
        return [sum(of[row] for row in rows if by[row] == group) for group in groups]

    own = [(answers[one] - mean) / len(heard) for one in heard]
    clips = summed(
        heard,
        sums(share, clip, heard),
        [mine - theirs for mine, theirs in zip(own, sums(score, clip, heard), strict=True)],
    )
    players = summed(range(14), sums(share, player, range(14)), sums(score, player, range(14)))
    variance = max(clips + players - sum(each**2 for each in score), clips, players)
    assert found.among_clips.error[0] == pytest.approx(variance**0.5)
    assert found.on_these_clips.error[0] == pytest.approx(players**0.5)


def test_on_these_clips_it_is_students_test_over_peoples_means():
    guesses = np.random.default_rng(SEED).gamma(1, 1000, (12, 30))
    found = known(*crossed(guesses), np.full(30, 800.0))
    student = ttest_1samp(800.0 - guesses.mean(axis=1), 0)
    assert found.on_these_clips.p[0] == pytest.approx(student.pvalue)
    assert found.on_these_clips.freedom[0] == pytest.approx(11)


def test_against_an_entrant_that_never_varies_it_is_the_error_of_people():
    rng = np.random.default_rng(SEED)
    clip, player = uneven(rng, 30, 50, 20)
    guesses = rng.gamma(1, 1000, len(clip))
    found = known(guesses, clip, player, np.zeros(50)).among_clips
    people = estimate([guesses], clip, player, player)
    assert (found.mean[0], found.error[0], found.freedom[0]) == pytest.approx(
        (-people.mean[0], people.error[0], people.freedom[0])
    )


@pytest.mark.slow
@pytest.mark.parametrize("together", [-1, 0, 1], ids=["the skilled play less", "as much", "more"])
def test_it_holds_the_truth_as_often_as_it_says_however_much_the_skilled_play(together):
    """People play 3 to 80 rounds; clips are hard for both."""
    rng = np.random.default_rng([SEED, together + 1])
    held, called = 0, 0
    for _ in range(SIMULATIONS):
        skill, ease = rng.normal(0, 0.5, 100), rng.normal(0, 0.8, 150)
        rounds = np.clip(np.exp(2.3 + 2 * together * skill + rng.normal(0, 0.7, 100)), 3, 80).astype(int)
        player = np.repeat(np.arange(100), rounds)
        clip = np.concatenate([rng.permutation(150)[:each] for each in rounds])
        guesses = skill[player] + ease[clip] + rng.normal(0, 1, len(clip))
        found = known(guesses, clip, player, 0.3 + ease + rng.normal(0, 1, 150)).among_clips
        held += found.low[0] <= 0.3 <= found.high[0]
        called += known(guesses, clip, player, ease + rng.normal(0, 1, 150)).among_clips.p[0] < 0.05
    print(f"seed {SEED}, {SIMULATIONS} simulations: held {held / SIMULATIONS}, called {called / SIMULATIONS}")
    assert 0.93 * SIMULATIONS <= held <= 0.97 * SIMULATIONS
    assert 0.03 * SIMULATIONS <= called <= 0.07 * SIMULATIONS


def test_holms_adjustment_is_the_one_worked_out_by_hand():
    found = holm(np.array([0.01, 0.04, np.nan, 0.03, 0.5]))
    assert found == pytest.approx([0.04, 0.09, np.nan, 0.09, 0.5], nan_ok=True)
    assert holm(np.array([0.6, 0.7])).tolist() == [1, 1]
    assert holm(np.array([])).tolist() == []
