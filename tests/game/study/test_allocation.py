"""Which clip a participant is dealt next, whoever comes, leaves and comes back in whatever order."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.study_dealing import StudyInPlay
from game.study.allocation_design import design_allocation


def in_play(rule="quota", clips=60, answers=10, rounds=20, seed=0, cluster=None, **more):
    cluster = np.arange(clips) if cluster is None else cluster
    allocation = design_allocation(rule, cluster, rounds=rounds, answers=answers, seed=seed, **more)
    return StudyInPlay(allocation, np.random.default_rng(seed))


def play_on(study, rng, at_once, leave=0.0):
    """People come as long as there is room, play in any order, leave with an open round or come back."""
    while True:
        here = [p for p in study.players if p.is_here and (p.left or p.open is not None)]
        while len(here) < at_once and (player := study.arrive()):
            here.append(player)
        if not here:
            return
        player = here[rng.integers(len(here))]
        if rng.random() < leave:
            player.is_here = False
            study.abandon(player)
        elif player.open is not None:
            study.close(player)
        else:
            study.deal(player)
        gone = [p for p in study.players if not p.is_here and p.left]
        if gone and rng.random() < leave / 2:
            gone[rng.integers(len(gone))].is_here = True


@pytest.mark.parametrize("at_once", [1, 7, 30])
def test_thirty_people_with_twenty_of_sixty_clips_give_each_exactly_ten_answers(at_once):
    study = in_play(seed=at_once)
    play_on(study, np.random.default_rng(at_once), at_once)
    assert study.answered.tolist() == [10] * 60
    assert [len(set(p.answers)) for p in study.players] == [20] * 30


@settings(max_examples=25, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    clips=st.integers(4, 12),
    answers=st.integers(1, 5),
    rounds=st.integers(1, 6),
    at_once=st.integers(1, 8),
    leave=st.sampled_from([0, 0.05, 0.2]),
    near=st.booleans(),
)
def test_each_clip_gets_its_answers_and_never_more_however_people_come_and_go(
    seed, clips, answers, rounds, at_once, leave, near
):
    rng = np.random.default_rng(seed)
    cluster = rng.integers(0, 2 * clips, clips) if near else np.arange(clips)
    study = in_play(clips=clips, answers=answers, rounds=rounds, cluster=cluster, seed=seed)
    play_on(study, rng, at_once, leave)
    assert study.answered.tolist() == [answers] * clips
    for player in study.players:
        assert len(player.answers) == len(set(player.answers)) <= rounds
        assert len(set(cluster[player.session])) == len(player.session)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), at_once=st.integers(1, 8))
def test_who_stays_gets_all_their_rounds_when_nobody_leaves(seed, at_once):
    """Eight people with 6 of 12 clips, 4 answers each: the last ones are not left with clips they know."""
    study = in_play(clips=12, answers=4, rounds=6, seed=seed)
    play_on(study, np.random.default_rng(seed), at_once)
    assert [len(p.answers) for p in study.players] == [6] * 8
