from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from game.geo.geodesy import distance_km
from game.packs.pack import Pack
from game.play.allocation import Deck
from tests.builders.clips import clip

METRE = 1 / 111_320  # degrees of latitude


def deck(*points):
    clips = tuple(clip(n, lat, lon) for n, (lat, lon) in enumerate(points))
    return Deck(Pack("p", Path(), clips, (), (), "0"))


def everything(deck):
    return np.ones(len(deck.pack.clips), dtype=np.bool_)


@pytest.fixture
def rng():
    return np.random.default_rng(7)


def test_each_candidate_is_as_likely_as_any_other_and_says_so(rng):
    dealer = deck(*((lat, 0) for lat in range(8)))
    candidates = dealer.mask(["k1", "k3", "k4", "k6", "gone"])
    draws = [dealer.draw(candidates, rng) for _ in range(4000)]
    assert {draw.probability for draw in draws} == {0.25}
    counts = np.unique([draw.clip.key for draw in draws], return_counts=True)
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
    assert dealer.nearest_km(0.0, 0.0, ["k1", "k2"]) == pytest.approx(distance_km(0, 0, 1, 0))
    assert dealer.nearest_km(0.0, 0.0, []) is None
    assert dealer.nearest_km(0.0, 0.0, ["gone"]) is None
