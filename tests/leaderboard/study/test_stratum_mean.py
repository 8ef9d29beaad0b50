"""The mean person by stratum, and a model less people, by hand; test_coverage.py simulates both."""

import numpy as np
import pytest

from leaderboard.study.stratum_mean import difference_by_stratum, mean_by_stratum
from leaderboard.study.study_rows import StudyRows


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


def test_a_model_is_compared_on_the_clips_that_it_has_answered():
    rounds = [(0, 0, 100), (0, 1, 300), (0, 3, 1000), (1, 0, 600), (1, 1, 600), (1, 3, 600)]
    strata = np.array(["a", "a", "a", "b"], object)
    answers = np.array([1000.0, np.nan, 2000.0, 500.0])
    found = difference_by_stratum(rows_of(rounds), strata, answers)
    assert found
    assert found.mean == pytest.approx(0.5 * (900 + 400) / 2 + 0.5 * (-500 - 100) / 2)
    assert (found.people, found.clips, found.interval) == (2, 2, None)
    assert difference_by_stratum(rows_of(rounds), strata, np.full(4, np.nan)) is None
