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


def arrive(study):
    """Let somebody in, whom the quick look foresees."""
    has_room = study.allocation.has_room(study.taken, study.people())
    player = study.arrive()
    assert has_room == (player is not None)
    return player


def play_on(study, rng, at_once, leave=0.0):
    """People come as long as there is room, play in any order, leave with an open round or come back."""
    while True:
        here = [p for p in study.players if p.is_here and (p.left or p.open is not None)]
        while len(here) < at_once and (player := arrive(study)):
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


@pytest.mark.slow
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


@pytest.mark.slow
@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), at_once=st.integers(1, 8))
def test_who_stays_gets_all_their_rounds_when_nobody_leaves(seed, at_once):
    """Eight people with 6 of 12 clips, 4 answers each: the last ones are not left with clips they know."""
    study = in_play(clips=12, answers=4, rounds=6, seed=seed)
    play_on(study, np.random.default_rng(seed), at_once)
    assert [len(p.answers) for p in study.players] == [6] * 8


@pytest.mark.slow
def test_two_hundred_at_once_of_whom_a_third_leave_give_no_clip_an_answer_too_many():
    study = in_play(rounds=3, seed=3)
    rng = np.random.default_rng(3)
    players = [study.arrive() for _ in range(200)]
    assert all(players) and study.arrive() is None
    for player in players:
        study.deal(player)
    assert (study.taken <= 10).all()
    for player in players[::3]:
        player.is_here = False
    play_on(study, rng, 200)
    assert (study.taken <= 10).all()  # what they left open still counts
    for player in players[::3]:
        study.abandon(player)
    play_on(study, rng, 200)
    assert study.answered.tolist() == [10] * 60


def test_nobody_is_let_in_for_rounds_that_others_are_playing():
    study = in_play(clips=4, answers=2, rounds=3)
    granted = [player.left for player in iter(study.arrive, None)]
    assert granted == [3, 3, 2]
    study.play(study.players[0], 1)
    study.players[0].is_here = False
    assert study.arrive().left == 2


def test_a_uniform_draw_tells_its_probability_and_the_others_none():
    study = in_play("uniform", clips=5, answers=None, rounds=3)
    probabilities = []
    candidates, heard = np.ones(5, np.bool_), np.zeros(5, np.bool_)
    for left in (3, 2, 1):
        draw = study.allocation.next_clip(
            study.taken, candidates, heard, left, study.people(), np.random.default_rng(left)
        )
        candidates[draw.clip], heard[draw.clip] = False, True
        probabilities.append(draw.probability)
    assert probabilities == [1 / 5, 1 / 4, 1 / 3]
    for rule in ("quota", "stratified", "blocks"):
        other = in_play(rule, clips=5, rounds=3)
        draw = other.allocation.next_clip(
            other.taken, ~np.zeros(5, bool), heard & False, 3, other.people(), np.random.default_rng(1), 0
        )
        assert draw.probability is None


STRATA = ["Europe/speech"] * 10 + ["Europe/none"] * 40 + ["Asia/speech"] * 10
SHARES = {"Europe/speech": 0.5, "Europe/none": 0.3, "Asia/speech": 0.2}


@pytest.mark.parametrize("answers", [None, 2], ids=["without an end", "with a quota"])
def test_strata_get_their_shares_of_the_answers_and_of_each_session(answers):
    study = in_play("stratified", answers=answers, rounds=10, strata=STRATA, shares=SHARES)
    rng = np.random.default_rng(1)
    for _ in range(12):
        study.arrive()
    while here := [p for p in study.players if p.left]:
        study.play(here[rng.integers(len(here))], 1)
    assert study.answered.sum() == 120
    by_stratum = [study.answered[np.array(STRATA) == name] for name in SHARES]
    assert [int(counts.sum()) for counts in by_stratum] == [60, 36, 24]
    assert all(np.ptp(counts) <= 1 for counts in by_stratum)
    for player in study.players:
        of_each = [sum(STRATA[clip] == name for clip in player.answers) for name in SHARES]
        assert all(
            abs(count - 10 * share) <= 1 for count, share in zip(of_each, SHARES.values(), strict=True)
        )


def test_strata_without_shares_get_answers_by_their_clips_and_bad_shares_are_named():
    study = in_play("stratified", answers=3, rounds=6, strata=STRATA)
    play_on(study, np.random.default_rng(2), 4)
    assert study.answered.tolist() == [3] * 60
    for shares, named in (
        ({**SHARES, "Africa/speech": 1}, "Africa/speech"),
        ({"Europe/speech": 1}, "Asia/speech, Europe/none"),
        (dict.fromkeys(SHARES, 0), "more than 0"),
    ):
        with pytest.raises(ValueError, match=named):
            in_play("stratified", strata=STRATA, shares=shares)
    with pytest.raises(ValueError, match="needs answers"):
        in_play("quota", answers=None)


def test_a_stratum_of_share_0_is_never_dealt():
    shares = {**SHARES, "Asia/speech": 0}
    study = in_play("stratified", answers=2, rounds=10, strata=STRATA, shares=shares)
    play_on(study, np.random.default_rng(2), 4)
    assert study.answered.sum() == 120
    assert study.answered[50:].tolist() == [0] * 10


def test_blocks_are_played_whole_and_those_of_people_who_left_are_given_again():
    study = in_play("blocks", clips=12, answers=4, rounds=6)
    players = list(iter(study.arrive, None))
    assert len(players) == len(study.allocation.blocks) == 8
    study.play(players[0], 2)
    players[0].is_here = False
    other = study.arrive()
    assert other.block == players[0].block and study.arrive() is None
    for player in (*players[1:], other):
        study.play(player, 99)
        assert set(player.answers) == set(np.flatnonzero(study.allocation.blocks[player.block]))
    whole = study.answered - np.bincount(players[0].answers, minlength=12)
    assert whole.tolist() == [4] * 12
