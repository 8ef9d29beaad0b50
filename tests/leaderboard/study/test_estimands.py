"""What is estimated, by hand and on simulated studies whose truth is known."""

from collections import defaultdict

import numpy as np
import pytest

from leaderboard.study.components import Components
from leaderboard.study.estimands import estimates_of, median_interval, primary, strata
from leaderboard.study.simulated_rows import World, heard_at_random, heard_in_turn, simulate
from leaderboard.study.study_rows import StudyRows

SEED = 20261130
STUDIES = 100
SPREAD = Components(500, 960, 1310)


def study_rows(rounds):
    """Rounds given as (person, clip, score or None for a skip, order, why_not) on three clips."""
    person, clip, score, order, why_not = zip(*rounds, strict=True)
    return StudyRows(
        np.array([6.2 if one is None else one for one in score], float),
        np.array(person),
        np.array(clip),
        np.array(order),
        np.array([one is None for one in score]),
        np.array(why_not, object),
        np.array([True, False, True]),
        np.array(["Asia", "Asia", "Europe"], object),
    )


# Person 1 is best, and hears most; person 2 has too few rounds to count; one round breaks a rule.
ROUNDS = [
    *((0, clip, 100.0 * clip, clip, "") for clip in range(3)),
    *((1, clip, 1000.0, clip, "") for clip in range(3)),
    (1, 0, 3000.0, 3, ""),
    (1, 1, None, 4, ""),
    (1, 2, 5000.0, 5, "too_fast"),
    *((2, clip, 5000.0, clip, "") for clip in range(2)),
]


def means(cap=None):
    found = estimates_of(study_rows(ROUNDS), cap)
    return {(one.key, one.skips): one.mean for one in found if one.clips_are == "like-these"}


def test_every_person_counts_once_and_every_estimand_is_what_it_says():
    found = means()
    of_one = (3 * 1000 + 3000 + 6.2) / 5
    assert found["mean-person", "scored"] == pytest.approx((100 + of_one) / 2)
    assert found["mean-person", "left-out"] == pytest.approx((100 + 1500) / 2)
    assert found["median-person", "scored"] == pytest.approx(found["mean-person", "scored"])  # of two people
    clips = ((0 + 1000 + 3000 + 5000) / 4, (100 + 1000 + 6.2 + 5000) / 4, (200 + 1000) / 2)
    assert found["clips-first", "scored"] == pytest.approx(np.mean(clips))
    assert found["first-rounds", "scored"] == found["mean-person", "scored"]


def test_rounds_of_a_person_are_capped_from_the_first():
    assert means(cap=3)["mean-person", "scored"] == (100 + 1000) / 2
    assert means(cap=4)["mean-person", "scored"] == (100 + 1500) / 2


def test_a_figure_says_what_it_rests_on_and_has_no_interval_from_a_few_people():
    figure = primary(study_rows(ROUNDS))
    assert (figure.people, figure.clips, figure.rounds) == (2, 3, 8)
    assert all(one.interval is None for one in estimates_of(study_rows(ROUNDS)))


def test_strata_are_of_clips():
    named = {name: len(rows) for _, name, rows in strata(study_rows(ROUNDS))}
    assert named == {"Asia": 8, "Europe": 3, "speech": 7, "no speech": 4}


def test_the_interval_of_a_median_is_that_of_order_statistics():
    """With 17 values the fifth from either end reaches 95.1%; with 20 the sixth, 95.9%."""
    low, high = median_interval(np.arange(1.0, 18))
    assert [low, high] == pytest.approx([5.02, 12.98], abs=0.02)
    low, high = median_interval(np.arange(1.0, 21))
    assert [low, high] == pytest.approx([6.235, 14.765], abs=0.001)


def designs(chance):
    uneven = chance.integers(3, 60, 30)
    yield "in turn", heard_in_turn(30, 60, 20, chance), World(SPREAD)
    yield "uneven", heard_at_random(30, 60, uneven, chance), World(SPREAD)
    yield "12 people", heard_at_random(12, 60, uneven[:12], chance), World(SPREAD)
    yield "16 clips", heard_at_random(30, 16, 10, chance), World(SPREAD)
    yield "skill and play", heard_at_random(30, 60, uneven, chance), World(SPREAD, skill_and_play=800)


def is_within(interval, truth):
    return interval[0] <= truth <= interval[1]


@pytest.mark.slow
def test_intervals_cover_the_truth_in_simulated_studies():
    """The mean person is unbiased even where the better play more; there the clips-first mean is not."""
    chance = np.random.default_rng(SEED)
    covered, errors = defaultdict(list), defaultdict(list)
    for _ in range(STUDIES):
        for name, heard, world in designs(chance):
            for one in estimates_of(simulate(world, heard, chance)):
                if (one.clips_are, one.skips) == ("like-these", "scored"):
                    covered[name, one.key].append(is_within(one.interval, world.mean))
                    errors[name, one.key].append(one.mean - world.mean)
    shares = {key: np.mean(each) for key, each in covered.items()}
    print(f"seed {SEED}, {STUDIES} studies of each design: {shares}")
    biased = {("skill and play", "clips-first")}
    assert all(share > 0.87 for key, share in shares.items() if key not in biased)  # 95% less 3.7 errors
    for (name, key), each in errors.items():
        if key == "mean-person":
            assert abs(np.mean(each)) < 4 * np.std(each) / STUDIES**0.5, name
    assert np.mean(errors["skill and play", "clips-first"]) > 80


@pytest.mark.slow
def test_intervals_for_these_clips_cover_what_people_have_on_these_clips():
    chance = np.random.default_rng(SEED)
    covered = []
    for _ in range(STUDIES):
        easier = chance.normal(0, SPREAD.clip, 60)
        rows = simulate(World(SPREAD), heard_in_turn(30, 60, 20, chance), chance, easier)
        these = next(one for one in estimates_of(rows) if one.clips_are == "these")
        covered.append(is_within(these.interval, 2000 + easier.mean()))
    print(f"seed {SEED}, {STUDIES} studies: {np.mean(covered)}")
    assert np.mean(covered) > 0.87
