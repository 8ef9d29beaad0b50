"""The mean person's interval, against people whose truth is known."""

import numpy as np
import pytest
from scipy.stats import ttest_1samp

from leaderboard.uncertainty.standard_errors import estimate
from tests.builders.student_interval import student_interval

SEED, SIMULATIONS = 20260, 500
PEOPLE, CLIPS = 120, 400


def played(rng, skill, together):
    """Rounds of people who play the more, or the less, the more skilled they are."""
    rounds = np.clip(np.exp(2.3 + together * skill + rng.normal(0, 0.6, PEOPLE)), 3, 200).astype(int)
    clip = np.concatenate([rng.permutation(CLIPS)[:each] for each in rounds])
    return clip, np.repeat(np.arange(PEOPLE), rounds)


def answered(rng, skill, clip, player):
    return 2000 + 300 * (skill[player] + rng.normal(0, 1, CLIPS)[clip] + rng.normal(0, 2, len(clip)))


@pytest.mark.slow
@pytest.mark.parametrize("together", [1.5, -1.5])
def test_it_holds_the_average_person_when_skill_and_amount_of_play_go_together(together):
    by_person, by_clip = 0, 0
    for number in range(SIMULATIONS):
        rng = np.random.default_rng([SEED, number])
        skill = rng.normal(0, 1, PEOPLE)
        clip, player = played(rng, skill, together)
        score = answered(rng, skill, clip, player)
        for unit in (player, clip):
            found = estimate([score], clip, player, unit)
            (low,), (high,) = student_interval(found)
            held = bool(low <= 2000 <= high)
            by_person += held and unit is player
            by_clip += held and unit is clip
    print(f"seed {SEED}: by person {by_person / SIMULATIONS}, clips first {by_clip / SIMULATIONS}")
    assert 0.92 <= by_person / SIMULATIONS <= 0.98
    assert by_clip / SIMULATIONS < 0.5


def test_one_person_with_half_of_the_answers_hardly_widens_it():
    rng = np.random.default_rng(SEED)
    skill = rng.normal(0, 1, PEOPLE)
    player = np.append(np.repeat(np.arange(1, PEOPLE), 10), np.zeros(CLIPS, int))
    clip = np.append(rng.integers(0, CLIPS, 10 * (PEOPLE - 1)), np.arange(CLIPS))
    score = answered(rng, skill, clip, player)
    widths = [
        2 * (found.quantile * found.error)[0]
        for found in (estimate([score], clip, player, unit) for unit in (player, clip))
    ]
    assert widths[0] < widths[1] / 3


def test_on_these_clips_it_is_students_interval_of_peoples_means():
    rng = np.random.default_rng(SEED)
    skill = rng.normal(0, 1, PEOPLE)
    clip, player = played(rng, skill, 1.0)
    score = answered(rng, skill, clip, player)
    found = estimate([score], player, None, player)
    means = np.bincount(player, score) / np.bincount(player)
    student = ttest_1samp(means, 0).confidence_interval()
    (low,), (high,) = student_interval(found)
    assert (low, high) == pytest.approx((student.low, student.high))
