"""Cohen's kappa against statsmodels, the coverage of its interval, and what is known of edge cases."""

import math

import numpy as np
import pytest
from statsmodels.stats.inter_rater import cohens_kappa

from leaderboard.study.rater_agreement import (
    by_category,
    cohen,
    confusion,
    share_of,
    specific_agreement,
)
from tests.builders.raters import CATEGORIES, rated

DESIGNS = {  # items, clips, how often a rater sees what is there: docs/error-causes.md has the table
    "100 answers to 100 clips": (100, 100, 0.75),
    "100 answers to 60 clips": (100, 60, 0.88),
    "400 answers to 60 clips": (400, 60, 0.75),
    "400 answers to 300 clips": (400, 300, 0.55),
}
SIMULATIONS, SEED = 400, 3


def kappa_of(items, clips, seen, rng):
    first, second, clip = rated(items, clips, seen, rng)
    return cohen(first, second, clip, CATEGORIES)


def test_kappa_and_its_error_are_those_of_fleiss_cohen_and_everitt_where_each_clip_has_one_answer():
    first, second, clip = rated(300, 300, 0.8, np.random.default_rng(1))
    ours = cohen(first, second, clip, CATEGORIES)
    theirs = cohens_kappa(confusion(first, second, CATEGORIES))
    assert ours.value == pytest.approx(theirs.kappa)
    assert (ours.low, ours.high) == pytest.approx((theirs.kappa_low, theirs.kappa_upp), abs=0.012)


@pytest.mark.parametrize("design", DESIGNS)
def test_the_interval_holds_the_truth_as_often_as_it_says(design):
    items, clips, seen = DESIGNS[design]
    rng = np.random.default_rng(SEED)
    truth = kappa_of(200_000, 50_000, seen, rng).value
    found = [kappa_of(items, clips, seen, rng) for _ in range(SIMULATIONS)]
    held = np.mean([one.low <= truth <= one.high for one in found])
    assert 0.92 <= held <= 0.98


def test_answers_to_one_clip_are_not_taken_for_independent():
    first, second, clip = rated(400, 20, 0.8, np.random.default_rng(5))
    alone = cohen(first, second, np.arange(400), CATEGORIES)
    together = cohen(first, second, clip, CATEGORIES)
    assert alone.value == together.value
    assert together.high - together.low > 1.2 * (alone.high - alone.low)


def test_agreement_by_category_is_known_by_hand():
    first, second = np.array([0, 0, 0, 1, 1, 2]), np.array([0, 0, 1, 1, 1, 1])
    table = confusion(first, second, 4)
    assert table.tolist() == [[2, 1, 0, 0], [0, 2, 0, 0], [0, 1, 0, 0], [0, 0, 0, 0]]
    shares = specific_agreement(table)
    assert shares[:3].tolist() == pytest.approx([4 / 5, 4 / 6, 0]) and math.isnan(shares[3])
    kappas = by_category(first, second, np.arange(6), 4)
    assert kappas[0].value == pytest.approx(cohens_kappa([[2, 1], [0, 3]]).kappa)
    assert math.isnan(kappas[3].value) and kappas[3].observed == 1


def test_what_cannot_be_known_is_not_a_number():
    none = np.array([], np.intp)
    assert math.isnan(cohen(none, none, none, 3).value)
    same = np.array([1, 1, 1])
    assert math.isnan(cohen(same, same, np.arange(3), 3).value)  # nothing to agree on
    perfect = cohen(np.array([0, 1, 2]), np.array([0, 1, 2]), np.arange(3), 3)
    assert perfect.value == 1 and math.isnan(perfect.low)
    one_clip = cohen(np.array([0, 1, 2]), np.array([0, 1, 1]), np.zeros(3, np.intp), 3)
    assert 0 < one_clip.value < 1 and math.isnan(one_clip.low)


def test_a_share_counts_both_raters_alike():
    first, second = np.array([0, 0, 1, 1]), np.array([0, 1, 1, 1])
    share = share_of([first, second], 0, np.arange(4))
    assert share.value == 3 / 8 and share.error == pytest.approx(np.std([1, 0.5, 0, 0], ddof=1) / 2)
    assert 0 < share.low < 3 / 8 < share.high < 1
    nobody = share_of([first, second], 2, np.arange(4))
    assert (nobody.value, nobody.low) == (0, 0) and nobody.high > 0.3
    assert math.isnan(share_of([first, second], 0, np.zeros(4, np.intp)).low)


def test_a_category_on_few_clips_has_no_interval_of_its_kappa():
    first, second = (np.array([1] * 4 + [0] * 16), np.array([1] * 3 + [0] * 17))
    few, more = (
        by_category(first, second, np.arange(20), 2)[1],
        by_category(1 - first, second, np.arange(20), 2)[1],
    )
    assert few.value > 0.8 and math.isnan(few.low)
    assert more.low < more.high


def test_the_interval_of_a_rare_share_holds_the_truth():
    chance = (np.random.default_rng([SEED, study]) for study in range(SIMULATIONS))
    found = [
        share_of(rated_by[:2], 3, rated_by[2]) for rated_by in (rated(100, 60, 0.88, rng) for rng in chance)
    ]
    first, second, clip = rated(200_000, 50_000, 0.88, np.random.default_rng(SEED))
    truth = share_of([first, second], 3, clip).value
    held = np.mean([one.low <= truth <= one.high for one in found])
    print(f"seed {SEED}: {held:.0%}")
    assert held >= 0.92
