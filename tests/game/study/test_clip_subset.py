"""The clips of a study: lists, stratified samples, and what is wrong with either."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.packs.agl1k import read_agl1k
from game.packs.clip import Clip
from game.packs.pack import Pack
from game.study.clip_subset import choose_clips, pack_address
from game.study.study_file import StudyError
from tests.builders.clips import clip
from tests.builders.recordings import AGL1K
from tests.builders.studies import a_study, read_written


def a_pack(clips: list[Clip], missing: tuple[str, ...] = (), unreadable: tuple[str, ...] = ()) -> Pack:
    return Pack("agl1k", Path(), tuple(clips), missing, unreadable, "0" * 64)


def some_clips(**counts: int) -> list[Clip]:
    """So many clips of each continent, every other with speech, a degree apart."""
    kinds = [continent for continent, count in counts.items() for _ in range(count)]
    return [
        replace(clip(n, 0, n / 10, speech=float(n % 2)), continent=continent)
        for n, continent in enumerate(kinds)
    ]


MIXED = a_pack(some_clips(Europe=60, Asia=30, Africa=10))


def keys(study, pack=MIXED):
    return [chosen.key for chosen in choose_clips(study, pack).clips]


def refused(study, pack=MIXED) -> str:
    with pytest.raises(StudyError) as error:
        choose_clips(study, pack)
    return str(error.value)


def sample(**values):
    return a_study(clips={"random": {"count": 10, "seed": 7, **values}})


def test_without_a_choice_all_playable_clips_are_in_the_order_of_the_pack():
    assert keys(a_study()) == [f"k{n}" for n in range(100)]


def test_a_list_is_played_as_it_is_written():
    subset = choose_clips(a_study(clips={"keys": ("k5", "k0", "k61", "k62", "k99")}), MIXED)
    assert [chosen.key for chosen in subset.clips] == ["k5", "k0", "k61", "k62", "k99"]
    assert subset.strata["k5"] == "Europe/speech" and subset.strata["k62"] == "Asia/no_speech"


def test_a_sample_has_the_proportions_of_the_pack():
    subset = choose_clips(sample(count=20), MIXED)
    assert Counter(subset.strata.values()) == {
        **{"Europe/speech": 6, "Europe/no_speech": 6, "Asia/speech": 3, "Asia/no_speech": 3},
        **{"Africa/speech": 1, "Africa/no_speech": 1},
    }


def test_shares_set_other_proportions():
    subset = choose_clips(sample(shares={"Africa/speech": 0.5, "Asia/no_speech": 0.5}), MIXED)
    assert Counter(subset.strata.values()) == {"Africa/speech": 5, "Asia/no_speech": 5}
    assert set(choose_clips(sample(strata=("speech",)), MIXED).strata.values()) == {"speech", "no_speech"}
    assert set(choose_clips(sample(strata=()), MIXED).strata.values()) <= set(
        choose_clips(a_study(), MIXED).strata.values()
    )


@given(st.permutations(MIXED.clips), st.integers(0, 2**63 - 1), st.integers(5, 100))
def test_the_order_of_the_pack_changes_no_sample(clips, seed, count):
    study = sample(seed=seed, count=count)
    assert keys(study, a_pack(clips)) == keys(study)
    assert len(set(keys(study))) == count


def test_a_seed_draws_the_same_clips_of_the_benchmark_everywhere(shared):
    """The first ones of 60; they were drawn once and may never change."""
    pack = a_pack(read_agl1k(AGL1K))
    subset = choose_clips(a_study(clips={"random": {"count": 60, "seed": 7}}, rounds=20), pack)
    assert [chosen.key for chosen in subset.clips][:3] == [
        *("aporee_8771_10596", "aporee_31447_36137", "aporee_23087_26835"),
    ]
    assert len(subset.clips) == 60


def test_clips_that_are_not_there_are_named_with_the_reason():
    pack = a_pack(some_clips(Europe=10), ("m1",), ("u1: too short",))
    message = refused(a_study(clips={"keys": ("k0", "x1", "m1", "u1", "x2")}), pack)
    assert "clips.keys: 2 not in agl1k: x1, x2; write other clips" in message
    assert "1 without a recording: m1" in message
    assert "1 with a recording that cannot be played: u1" in message


@pytest.mark.parametrize(
    ("study", "message"),
    [
        (sample(count=101), "clips.random.count: 101 clips cannot be drawn from the 100 playable"),
        (sample(shares={"Asia/speech": 1.0}, count=20), "these are 20 clips, and 15 are playable"),
        (sample(shares={"Mars/speech": 1.0}), "these are 10 clips, and 0 are playable; write a smaller"),
        (a_study(rounds=101), "rounds: 101 rounds a person are more than the 100 clips"),
        (a_study(hear_to_end=True, time_limit_seconds=10.0), "10 s end before k0 of 10 s is heard"),
        (
            a_study(allocation={"rule": "stratified", "shares": {"Mars/speech": 1.0}}),
            "allocation.shares.Mars/speech: no clip is in this stratum; write one of Africa/no_speech (5),",
        ),
    ],
)
def test_what_contradicts_the_pack_is_said(study, message):
    assert message in refused(study)


def test_clips_within_100_m_are_told_in_pairs():
    pack = a_pack([clip(0, 0, 0), clip(1, 0, 1), clip(2, 0, 0.0005), clip(3, 0, 1.01)])
    assert choose_clips(a_study(rounds=2), pack).near == (("k0", "k2"),)


def test_paths_of_packs_are_relative_to_the_file(tmp_path):
    study = read_written(tmp_path)
    assert pack_address(study, "agl1k") == "agl1k"
    assert pack_address(study, "./mine") == str(tmp_path / "mine")
    assert pack_address(study, "/there/mine") == "/there/mine"
    assert pack_address(study, "hf://datasets/owner/name") == "hf://datasets/owner/name"
