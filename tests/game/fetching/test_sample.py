from collections import Counter
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.fetching.sample import draw, stratum
from game.packs.agl1k import read_agl1k
from game.packs.clip import Clip
from game.packs.random_sample import SPEECH, in_random_order
from leaderboard.scoring.metrics import HEARD
from tests.builders.recordings import AGL1K

CLIP = Clip("", Path(), 0.0, 0.0, "", "", "", "", 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, "", "", "", "", "")


def clips(**counts: int) -> list[Clip]:
    """So many clips of each continent, without speech."""
    return [
        replace(CLIP, key=f"{continent}{number}", continent=continent)
        for continent, count in counts.items()
        for number in range(count)
    ]


@cache
def agl1k() -> list[Clip]:
    return read_agl1k(AGL1K)


# ---- known answers


def test_each_stratum_gets_its_share():
    sample = draw(clips(Asia=60, Europe=30, Africa=10), 10, seed=1)
    drawn = {name: counts.clips for name, counts in sample.strata.items()}
    assert drawn == {"Africa, without speech": 1, "Asia, without speech": 6, "Europe, without speech": 3}
    assert {name: counts.of for name, counts in sample.strata.items()} == {
        "Africa, without speech": 10,
        "Asia, without speech": 60,
        "Europe, without speech": 30,
    }


def test_what_is_left_goes_to_the_largest_remainders():
    sample = draw(clips(Asia=52, Europe=26, Africa=22), 4, seed=1)  # 2.08, 1.04 and 0.88
    assert Counter(key.rstrip("0123456789") for key in sample.keys) == {"Asia": 2, "Europe": 1, "Africa": 1}


def test_strata_are_continents_with_and_without_speech():
    speaking = replace(CLIP, continent="Asia", speech=0.1)
    assert stratum(speaking) == "Asia, with speech"
    assert stratum(replace(speaking, speech=0.0999)) == "Asia, without speech"
    assert stratum(CLIP) == "no continent, without speech"
    assert SPEECH == HEARD


def test_the_order_is_that_of_sha256_of_seed_and_key():
    # `printf 7:a | sha256sum` begins with 82d9, that of 7:b with ec2a, of 7:c with 18ec
    assert in_random_order("abc", 7) == ["c", "a", "b"]


# ---- on the benchmark


def test_a_seed_draws_the_same_clips_in_every_version(shared):
    """What hosts fetched yesterday is what they are asked to have tomorrow."""
    assert draw(agl1k(), 5, seed=1).keys == (
        "aporee_12187_14278",
        "aporee_31716_36433",
        "aporee_19098_22150",
        "aporee_5124_6698",
        "aporee_15449_17992",
    )


@pytest.mark.parametrize("size", [1, 20, 100, 1443, 1444])
def test_a_sample_of_agl1k_has_the_proportions_of_the_whole(shared, size):
    sample = draw(agl1k(), size, seed=3)
    assert (sample.clips, sample.of, len(set(sample.keys))) == (size, 1444, size)
    counted = Counter(stratum(clip) for clip in agl1k() if clip.key in set(sample.keys))
    for name, counts in sample.strata.items():
        assert counts.clips == counted[name]
        assert abs(counts.clips - size * counts.of / 1444) < 1, name


def test_every_clip_of_a_stratum_is_drawn_about_as_often(shared):
    """Over 400 seeds each European clip with speech is drawn 27.5 times on average, give or take 5.1."""
    mine = [clip.key for clip in agl1k() if stratum(clip) == "Europe, with speech"]
    drawn = Counter(key for seed in range(400) for key in in_random_order(mine, seed)[:43])
    spread = [drawn[key] - 400 * 43 / len(mine) for key in mine]
    assert max(map(abs, spread)) < 5 * 5.1
    assert sum(error**2 for error in spread) / len(mine) == pytest.approx(5.1**2, rel=0.2)


# ---- properties

SOME_CLIPS = st.lists(
    st.tuples(st.sampled_from(["Asia", "Europe", ""]), st.booleans()), min_size=1, max_size=60
)


@given(SOME_CLIPS, st.data(), st.integers(0, 2**63))
def test_the_same_seed_draws_the_same_clips_whatever_their_order(kinds, data, seed):
    whole = [
        replace(CLIP, key=f"k{at}", continent=continent, speech=float(speech))
        for at, (continent, speech) in enumerate(kinds)
    ]
    size = data.draw(st.integers(1, len(whole)))
    sample = draw(whole, size, seed)
    assert draw(data.draw(st.permutations(whole)), size, seed) == sample
    assert len(set(sample.keys)) == size == sum(counts.clips for counts in sample.strata.values())
    assert all(counts.clips <= counts.of for counts in sample.strata.values())


def test_another_seed_draws_other_clips_in_another_order():
    first, second = (draw(clips(Asia=500), 50, seed) for seed in (1, 2))
    assert len(set(first.keys) & set(second.keys)) < 25
    assert list(first.keys) != sorted(first.keys)


@pytest.mark.parametrize("size", [0, -1, 11])
def test_more_than_there_are_cannot_be_drawn(size):
    with pytest.raises(ValueError, match="has 1 to 10 clips"):
        draw(clips(Asia=10), size, seed=1)
