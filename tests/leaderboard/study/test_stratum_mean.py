"""The mean person by stratum, by hand and on simulated studies that deal one stratum more often."""

from collections import defaultdict

import numpy as np
import pytest

from leaderboard.study.components import Components
from leaderboard.study.estimands import primary
from leaderboard.study.simulated_rows import World, simulate
from leaderboard.study.stratum_mean import difference_by_stratum, mean_by_stratum
from leaderboard.study.study_rows import StudyRows

WORLD = World(Components(500, 960, 1310), mean=2500.0)
PEOPLE, CLIPS, EASIER = 24, 40, 600.0
STUDIES = 80


def rows_of(rounds):
    """Rounds given as (person, clip, score) on four clips."""
    person, clip, score = (np.array(column) for column in zip(*rounds, strict=True))
    order = np.array([np.count_nonzero(person[:at] == one) for at, one in enumerate(person)])
    nothing = np.full(len(person), "", object)
    speech = np.array([True, True, True, False])
    return StudyRows(
        score.astype(float), person, clip, order, np.zeros(len(person), bool), nothing, speech, nothing[:4]
    )


def test_strata_count_by_their_clips_and_people_once_in_each():
    rounds = [(0, 0, 100), (0, 1, 300), (0, 3, 1000), (1, 0, 600), (1, 1, 600), (1, 2, 600), (2, 0, 9999)]
    strata = np.array(["a", "a", "a", "b"], object)
    found = mean_by_stratum(rows_of(rounds), strata)
    assert [one.mean for one in found] == [pytest.approx(0.75 * (200 + 600) / 2 + 0.25 * 1000)] * 4
    assert {one.interval for one in found} == {None}
    assert (found[0].people, found[0].clips, found[0].rounds) == (2, 4, 6)


def test_a_stratum_without_answers_leaves_no_figure():
    rounds = [(0, clip, 100.0) for clip in range(3)]
    (one, *_) = mean_by_stratum(rows_of(rounds), np.array(["a", "a", "a", "b"], object))
    assert np.isnan(one.mean)
    assert one.interval is None


def easier_of(number):
    """How much easier than the mean each clip is."""
    first = np.arange(CLIPS) < CLIPS // 2
    apart = np.where(first, EASIER, -EASIER)
    return np.random.default_rng([4, number]).normal(0, WORLD.components.clip, CLIPS) + apart


def study(number):
    """Three quarters of each person's answers go to the easier half of the clips; one clip is a stratum."""
    rng = np.random.default_rng([3, number])
    first = np.arange(CLIPS) < CLIPS // 2
    heard = np.zeros((PEOPLE, CLIPS), bool)
    for person in heard:
        person[rng.choice(np.flatnonzero(first), 12, replace=False)] = True
        person[rng.choice(np.flatnonzero(~first), 4, replace=False)] = True
    easier = easier_of(number)
    strata = np.where(first, "a", "b").astype(object)
    strata[0] = "c"
    rows = simulate(WORLD, heard, rng, easier)
    return rows, strata, {"like-these": WORLD.mean, "these": WORLD.mean + float(easier.mean())}


def test_it_is_unbiased_where_the_mean_person_is_not_and_its_intervals_hold():
    answers = np.random.default_rng(8).normal(2500, 1000, CLIPS)
    answers[:3] = np.nan  # the model has none, so this stratum of one clip is not compared
    apart, held = defaultdict[str, list[float]](list), defaultdict[str, list[bool]](list)
    plain = []
    for number in range(STUDIES):
        rows, strata, truth = study(number)
        plain.append(primary(rows).mean - truth["like-these"])
        for one in mean_by_stratum(rows, strata)[:2]:
            apart[one.clips_are].append(one.mean - truth[one.clips_are])
            assert one.interval
            low, high = one.interval
            held[one.clips_are].append(low <= truth[one.clips_are] <= high)
        model = difference_by_stratum(rows, strata, answers)
        assert model and model.on_these_clips and model.interval
        assert model.clips <= CLIPS - 3
        known = ~np.isnan(answers)
        ahead = float((answers - easier_of(number) - WORLD.mean)[known].mean())
        apart["model"].append(model.mean - ahead)
        held["model"].append(model.on_these_clips[0] <= ahead <= model.on_these_clips[1])
    assert np.mean(plain) > 200
    for kind, found in apart.items():
        assert abs(np.mean(found)) < 3 * np.std(found) / STUDIES**0.5
        assert 0.88 <= np.mean(held[kind]) <= 1
