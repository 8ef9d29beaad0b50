import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.stats import norm, ttest_1samp

from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.uncertainty.differences import Difference, differences, holm
from leaderboard.uncertainty.scaled_intervals import scaled_intervals
from leaderboard.uncertainty.standard_errors import estimate
from tests.leaderboard.uncertainty.test_standard_errors import crossed

SEED = 20260
SIMULATIONS = 1000
CHECKED = 50  # of them, in which p is worked out, too


def uneven(rng, players, clips, most):
    """Each player hears their own number of clips."""
    rounds = rng.integers(3, most + 1, players)
    clip = np.concatenate([rng.permutation(clips)[:each] for each in rounds])
    return clip, np.repeat(np.arange(players), rounds)


def known(values, clip, player, answers, unit="points") -> Difference:
    """The difference, where there is a common clip."""
    (found,) = differences(CrossedTable.of(clip, player), values, answers[:, None], unit)
    assert found
    return found


def test_a_difference_is_the_mean_over_common_clips_less_that_of_people_who_count_once():
    clip, player = np.array([0, 1, 2, 0, 3]), np.array([0, 0, 0, 1, 1])
    guesses = np.array([100.0, 200, 300, 400, 9999])
    found = known(guesses, clip, player, np.array([10.0, 20, 60, np.nan, 1e6]))
    # Nobody heard clip 4, the entrant did not answer clip 3.
    assert (found.entrant, found.people, found.clips, found.players) == (30, (200 + 400) / 2, 3, 2)
    assert found.among_clips.difference.mean[0] == 30 - 300
    assert found.among_clips.interval is None  # of two players
    assert np.isnan(found.among_clips.p)
    nothing = np.full((5, 1), np.nan)
    assert differences(CrossedTable.of(clip, player), guesses, nothing, "points") == [None]


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
    assert found.among_clips.difference.error[0] == pytest.approx(variance**0.5)
    assert found.on_these_clips.difference.error[0] == pytest.approx(players**0.5)


def test_on_these_clips_it_is_the_interval_of_people_from_the_other_side():
    guesses = np.random.default_rng(SEED).gamma(1, 1000, (12, 30))
    found = known(*crossed(guesses), np.full(30, 800.0)).on_these_clips
    of_people = guesses.mean(axis=1)
    student = ttest_1samp(800.0 - of_people, 0)
    assert found.difference.error[0] == pytest.approx(of_people.std(ddof=1) / 12**0.5)
    assert found.difference.freedom[0] == pytest.approx(11)
    assert found.p == pytest.approx(student.pvalue, abs=0.01)
    low, high = scaled_intervals(["it"], ["points"], found.second)["it"]
    assert found.interval == pytest.approx((800 - high, 800 - low))


def test_against_an_entrant_that_never_varies_it_is_the_error_of_people():
    rng = np.random.default_rng(SEED)
    clip, player = uneven(rng, 30, 50, 20)
    guesses = rng.gamma(1, 1000, len(clip))
    found = known(guesses, clip, player, np.zeros(50)).among_clips.difference
    people = estimate([guesses], clip, player, player)
    assert (found.mean[0], found.error[0], found.freedom[0]) == pytest.approx(
        (-people.mean[0], people.error[0], people.freedom[0])
    )


@pytest.mark.parametrize("unit", ["share", "points", "km"])
@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), people=st.floats(0, 1), entrant=st.floats(0, 1))
@example(seed=0, people=0.96875, entrant=0.25)  # in kilometres, more confidence alone would reach less far
def test_its_interval_stays_within_what_is_possible_and_holds_what_p_says(unit, seed, people, entrant):
    most = {"share": 1, "points": 5000, "km": 20_000}[unit]
    rng = np.random.default_rng(seed)
    clip, player = uneven(rng, 14, 9, 8)
    right = [rng.random(size) < share for size, share in ((len(clip), people), (9, entrant))]
    found = known(most * right[0].astype(float), clip, player, most * right[1].astype(float), unit=unit)
    for one in (found.among_clips, found.on_these_clips):
        assert one.interval
        low, high = one.interval
        assert -most - 5 <= low <= one.difference.mean[0] <= high <= most + 5  # half a meridian is 20,004 km
        assert (low <= 0 <= high) == (one.p >= 0.05)
        for margin in (-most / 10, most / 10):
            assert (low > margin) == (one.p_above(margin) < 0.025)
            assert (high < margin) == (one.p_below(margin) < 0.025)


@pytest.mark.parametrize("ahead", [1.0, 0.0])
def test_where_everything_or_nothing_is_right_it_is_bounded_by_how_many_there_are(ahead):
    found = known(*crossed(np.zeros((12, 30))), np.full(30, ahead), unit="share").among_clips
    assert found.interval
    low, high = found.interval
    assert high - low > 0.1
    if ahead:
        assert 0.6 < low < high == 1 and found.p < 0.001
    else:
        assert low < 0 < high and found.p == 1


def world(rng, together, players=100, clips=150):
    """People who play 3 to 80 rounds, and clips that are hard for all: each row's skill and ease."""
    skill, ease = rng.normal(0, 0.5, players), rng.normal(0, 0.8, clips)
    rounds = np.clip(
        np.exp(2.3 + 2 * together * skill + rng.normal(0, 0.7, players)), 3, min(80, clips)
    ).astype(int)
    player = np.repeat(np.arange(players), rounds)
    heard = np.arange(clips) < rounds.astype(int)[:, None]
    clip = rng.permuted(np.tile(np.arange(clips), (players, 1)), axis=1)[heard]
    return clip, player, skill[player] + ease[clip] + rng.normal(0, 1, len(clip)), ease


def is_called(found, *, checked):
    """Whether a difference is told from none: by its interval, with which a ``checked`` p agrees."""
    low, high = found.interval or (0, 0)
    called = not low <= 0 <= high
    assert not checked or (found.p < 0.05) == called
    return called


@pytest.mark.slow
@pytest.mark.parametrize("together", [-1, 0, 1], ids=["the skilled play less", "as much", "more"])
def test_it_holds_the_truth_as_often_as_it_says_however_much_the_skilled_play(together):
    rng = np.random.default_rng([SEED, together + 1])
    held, called = 0, 0
    for number in range(SIMULATIONS):
        clip, player, people, ease = world(rng, together)
        ahead, even = (2500 + 300 * (lead + ease + rng.normal(0, 1, len(ease))) for lead in (0.3, 0))
        guesses = 2500 + 300 * people
        answers, table = np.column_stack([ahead, even]), CrossedTable.of(clip, player)
        first, second = (one.among_clips for one in differences(table, guesses, answers, "points") if one)
        low, high = first.interval or (0, 0)
        held += low <= 90 <= high
        called += is_called(second, checked=number < CHECKED)
    print(f"seed {SEED}, {SIMULATIONS} simulations: held {held / SIMULATIONS}, called {called / SIMULATIONS}")
    assert 0.93 * SIMULATIONS <= held <= 0.97 * SIMULATIONS
    assert 0.03 * SIMULATIONS <= called <= 0.07 * SIMULATIONS


@pytest.mark.slow
@pytest.mark.parametrize("together", [0, 1], ids=["all play as much", "the skilled play more"])
@pytest.mark.parametrize(
    ("players", "clips", "people", "entrant"),
    [
        (100, 150, 0.5, 0.4),
        (100, 150, 0.03, 0.03),
        (14, 20, 0.95, 0.03),
        (14, 20, 0.5, 0.3),
        (40, 30, 0.9, 0.97),
    ],
)
def test_differences_of_shares_hold_the_truth_up_to_the_ends(together, players, clips, people, entrant):
    """Answers are right where a normal variable of player, clip and answer is above a line."""
    rng = np.random.default_rng([SEED, together, players])
    lines = [norm.ppf(1 - share) * spread for share, spread in ((people, 1.89**0.5), (entrant, 1.64**0.5))]
    held, called = 0, 0
    for number in range(SIMULATIONS):
        clip, player, guesses, ease = world(rng, together, players, clips)
        answers = ease + rng.normal(0, 1, clips) > lines[1]
        right = (guesses > lines[0]).astype(float), clip, player, answers.astype(float)
        found = known(*right, unit="share").among_clips
        low, high = found.interval or (0, 0)
        held += low <= entrant - people <= high
        called += is_called(found, checked=number < CHECKED)
    print(f"seed {SEED}: {people} and {entrant}: held {held / SIMULATIONS}, called {called / SIMULATIONS}")
    assert held >= 0.93 * SIMULATIONS
    assert people != entrant or called <= 0.07 * SIMULATIONS


def test_holms_adjustment_is_the_one_worked_out_by_hand():
    found = holm(np.array([0.01, 0.04, np.nan, 0.03, 0.5]))
    assert found == pytest.approx([0.04, 0.09, np.nan, 0.09, 0.5], nan_ok=True)
    assert holm(np.array([0.6, 0.7])).tolist() == [1, 1]
    assert holm(np.array([])).tolist() == []
