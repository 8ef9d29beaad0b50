"""Drawing clips: `game.play.allocation` alone, with a seeded generator."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from game.geo.geodesy import distance_km
from game.play.allocation import GAME_ROUNDS, NEAR_KM
from tests.builders.decks import METRE, deck, decks


def everything(deck):
    return np.ones(len(deck.pack.clips), dtype=np.bool_)


def draw(dealer, candidates, rng):
    drawn = dealer.draw(candidates, rng)
    assert drawn
    return drawn


@pytest.fixture
def rng():
    return np.random.default_rng(7)


anywhere = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


@st.composite
def decks_with_masks(draw):
    dealer = draw(decks)
    chosen = draw(st.lists(st.booleans(), min_size=dealer.lats.size, max_size=dealer.lats.size))
    return dealer, np.array(chosen, dtype=np.bool_)


def km(dealer, one, other):
    return distance_km(dealer.lats[one], dealer.lons[one], dealer.lats[other], dealer.lons[other])


def test_a_mask_marks_clips_by_their_keys_and_ignores_keys_of_other_packs():
    dealer = deck((0, 0), (1, 1), (2, 2))
    assert dealer.mask(["k2", "k0", "k2", "elsewhere"]).tolist() == [True, False, True]
    assert dealer.mask([]).tolist() == [False, False, False]


def test_the_same_seed_draws_the_same_clips():
    dealer = deck(*((lat, 0) for lat in range(50)))

    def drawn(seed):
        rng = np.random.default_rng(seed)
        return [draw(dealer, everything(dealer), rng).clip.key for _ in range(20)]

    assert drawn(1) == drawn(1) != drawn(2)


def test_the_only_candidate_is_drawn_for_certain(rng):
    dealer = deck((0, 0), (1, 1), (2, 2))
    drawn = draw(dealer, dealer.mask(["k1"]), rng)
    assert (drawn.clip.key, drawn.probability) == ("k1", 1.0)


def test_each_candidate_is_as_likely_as_any_other_and_says_so(rng):
    dealer = deck(*((lat, 0) for lat in range(8)))
    candidates = dealer.mask(["k1", "k3", "k4", "k6", "gone"])
    draws = [draw(dealer, candidates, rng) for _ in range(4000)]
    assert {drawn.probability for drawn in draws} == {0.25}
    counts = np.unique([drawn.clip.key for drawn in draws], return_counts=True)
    assert counts[0].tolist() == ["k1", "k3", "k4", "k6"]
    assert stats.chisquare(counts[1]).pvalue > 1e-4


def test_nothing_is_drawn_from_nothing(rng):
    dealer = deck((0, 0))
    assert dealer.draw(dealer.mask([]), rng) is None


def test_clips_within_100_m_of_one_in_the_game_are_left_out():
    dealer = deck((0, 0), (99 * METRE, 0), (102 * METRE, 0), (50, 50))
    assert dealer.apart(everything(dealer), ["k0"]).tolist() == [False, False, True, True]
    assert dealer.apart(everything(dealer), []).all()


@pytest.mark.parametrize("lat", [0, 60, 89.9])
def test_nearness_is_measured_on_the_ground_across_the_date_line_too(lat):
    step = 0.05 / distance_km(lat, 0.0, lat, 1.0)
    dealer = deck((lat, 180 - step / 2), (lat, -180 + step / 2), (lat, 170))
    assert dealer.apart(everything(dealer), ["k0"]).tolist() == [False, False, True]


def test_nearness_agrees_with_every_pairs_distance(rng):
    points = rng.uniform(-0.004, 0.004, (120, 2)) + np.array([40, 20])
    dealer = deck(*points)
    for n, (lat, lon) in enumerate(points):
        far = distance_km(lat, lon, points[:, 0], points[:, 1]) > 0.1
        assert (dealer.apart(everything(dealer), [f"k{n}"]) == far).all()


def test_a_game_is_as_long_as_clusters_are_left_and_never_longer_than_five():
    dealer = deck((0, 0), (50 * METRE, 0), (100 * METRE, 0), (10, 0), (20, 0))
    assert dealer.rounds(everything(dealer)) == 3
    assert dealer.rounds(dealer.mask(["k0", "k2"])) == 1
    assert dealer.rounds(dealer.mask([])) == 0
    assert deck(*((lat, 0) for lat in range(9))).rounds(np.ones(9, dtype=np.bool_)) == 5


def test_the_promised_rounds_can_always_be_dealt(rng):
    dealer = deck(*(rng.uniform(-0.002, 0.002, (60, 2)) + np.array([10, 10])))
    for _ in range(200):
        candidates = rng.random(60) < 0.3
        promised = dealer.rounds(candidates)
        in_game: list[str] = []
        while len(in_game) < promised:
            draw = dealer.draw(dealer.apart(candidates, in_game) & ~dealer.mask(in_game), rng)
            assert draw is not None
            in_game.append(draw.clip.key)


def test_the_nearest_of_the_revealed_clips_is_measured():
    dealer = deck((0, 0), (1, 0), (5, 0))
    assert dealer.nearest_km(0.0, 0.0, dealer.mask(["k1", "k2"])) == pytest.approx(distance_km(0, 0, 1, 0))
    assert dealer.nearest_km(0.0, 0.0, dealer.mask([])) is None


@given(decks_with_masks(), st.integers(0, 2**32))
def test_a_drawn_clip_is_a_candidate_and_its_probability_one_over_their_number(drawn_from, seed):
    dealer, candidates = drawn_from
    draw = dealer.draw(candidates, np.random.default_rng(seed))
    if not candidates.any():
        assert draw is None
        return
    assert candidates[dealer.pack.clips.index(draw.clip)]
    assert draw.probability == 1 / candidates.sum()


@given(decks_with_masks(), st.data())
def test_exactly_the_candidates_within_100_m_of_the_game_are_left_out(drawn_from, data):
    dealer, candidates = drawn_from
    in_game = data.draw(st.lists(st.sampled_from(range(dealer.lats.size)), max_size=GAME_ROUNDS))
    left = dealer.apart(candidates, [f"k{n}" for n in in_game])
    for n, is_candidate in enumerate(candidates):
        is_far = all(km(dealer, n, other) > NEAR_KM for other in in_game)
        assert left[n] == (is_candidate and is_far)


@given(decks_with_masks())
def test_the_promised_rounds_are_at_most_five_and_none_only_without_candidates(drawn_from):
    dealer, candidates = drawn_from
    promised = dealer.rounds(candidates)
    assert promised <= min(GAME_ROUNDS, candidates.sum())
    assert (promised == 0) == (not candidates.any())


@given(st.lists(anywhere, min_size=1, max_size=30), anywhere)
def test_the_nearest_clip_is_the_nearest_on_the_ellipsoid_wherever_it_lies(points, point):
    dealer = deck(*points)
    lat, lon = point
    distances = distance_km(np.full(len(points), lat), np.full(len(points), lon), dealer.lats, dealer.lons)
    assert dealer.nearest_km(lat, lon, everything(dealer)) == pytest.approx(distances.min(), abs=1e-6)


@given(decks, st.floats(-90, 90), st.floats(-180, 180), st.data())
def test_the_nearest_clip_is_the_least_of_all_distances(dealer, lat, lon, data):
    keys = data.draw(st.lists(st.sampled_from([clip.key for clip in dealer.pack.clips]), min_size=1))
    distances = [distance_km(lat, lon, clip.lat, clip.lon) for clip in map(dealer.pack.clip, keys)]
    assert dealer.nearest_km(lat, lon, dealer.mask(keys)) == pytest.approx(min(distances))
