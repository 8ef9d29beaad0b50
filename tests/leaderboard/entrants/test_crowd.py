from functools import cache

import numpy as np
import pytest

from game.geo.gazetteer import Gazetteer
from game.geo.geodesy import distance_km
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.crowd import SIZES, crowd_entrants, crowd_points, find_crowds
from leaderboard.entrants.entrant import CONTINENTS
from leaderboard.entrants.geometric_median import geometric_medians
from leaderboard.scoring.measures import measure
from leaderboard.scoring.rows import Floats, Integers, Responses, Truth, labels_at

SEED = 3_1415
NOWHERE = (np.nan, np.nan)
rules = cache(NameRules.load)


def columns(*guesses) -> tuple[Integers, Floats, Floats]:
    """Clip positions, latitudes and longitudes of (clip, lat, lon)."""
    clip, lat, lon = np.array(guesses, dtype=float).reshape(-1, 3).T
    return clip.astype(np.intp), lat, lon


def responses_of(clip, lat, lon):
    silent = np.isnan(lat)
    return Responses(clip, lat, lon, silent, silent, labels_at(lat, lon, Gazetteer.load()))


def truth_at(*points):
    lat, lon = np.array(points, dtype=float).T
    quiet = {sound: np.zeros(len(lat)) for sound in ("speech", "animal", "music", "nature", "things")}
    return Truth(lat, lon, labels_at(lat, lon, Gazetteer.load()), quiet)


def many(clips=40, most=25, skips=0.1):
    """Guesses, 1 to ``most`` a clip, in no order, some of them skips."""
    rng = np.random.default_rng(SEED)
    clip = rng.permutation(np.repeat(np.arange(clips), rng.integers(1, most + 1, clips)))
    lat, lon = rng.uniform(-60, 60, clips)[clip], rng.uniform(-180, 180, clips)[clip]
    lat, lon = lat + rng.normal(0, 8, len(clip)), lon + rng.normal(0, 8, len(clip))
    skipped = rng.random(len(clip)) < skips
    return clip, np.where(skipped, np.nan, lat), np.where(skipped, np.nan, lon)


def crowds_of(guesses, clips, draws=20, since=None):
    return find_crowds(
        responses_of(*guesses), clips, Gazetteer.load(), np.random.default_rng(SEED), draws, since
    )


def same(one, other):
    apart = distance_km(one.lat, one.lon, other.lat, other.lon)
    return (
        np.array_equal(one.clip, other.clip)
        and np.array_equal(one.guesses, other.guesses)
        and apart.max(initial=0) < 0.005
    )


def test_a_clip_with_fewer_than_three_guesses_has_no_crowd():
    points = crowd_points(*columns((0, 1, 1), (0, 2, 2), (1, 0, 5), (1, 0, 6), (1, 0, 9), (3, 9, 9)), 5)
    assert points.clip.tolist() == [1]
    assert (points.lat[0], points.lon[0]) == pytest.approx((0, 6))
    assert points.guesses.tolist() == [3]


def test_skips_are_neither_points_nor_counted():
    points = crowd_points(
        *columns((0, 0, 5), (0, *NOWHERE), (0, 0, 6), (0, 0, 9), (1, 0, 1), (1, 0, 2), (1, *NOWHERE)), 2
    )
    assert points.clip.tolist() == [0]
    assert (points.lat[0], points.lon[0], points.guesses[0]) == pytest.approx((0, 6, 3))


def test_without_guesses_there_are_no_crowds():
    crowds = crowds_of(columns(), 3)
    assert all(len(crowd.points.clip) == 0 for crowd in crowds.values())
    assert crowd_entrants(crowds, truth_at((0, 0), (1, 1), (2, 2)), rules()) == []


def test_each_clip_has_the_median_of_its_own_guesses():
    clip, lat, lon = many()
    points = crowd_points(clip, lat, lon, 40)
    for number, found in zip(points.clip, zip(points.lat, points.lon, strict=True), strict=True):
        own = (clip == number) & ~np.isnan(lat)
        alone = geometric_medians(np.zeros(own.sum(), dtype=np.intp), lat[own], lon[own])
        assert distance_km(*found, alone[0][0], alone[1][0]) < 0.005


def test_guesses_in_another_order_have_the_very_same_crowds():
    clip, lat, lon = many()
    order = np.random.default_rng(SEED).permutation(len(clip))
    one, other = crowds_of((clip, lat, lon), 40), crowds_of((clip[order], lat[order], lon[order]), 40)
    assert {key: (crowd.points.lat.tolist(), crowd.points.lon.tolist()) for key, crowd in one.items()} == {
        key: (crowd.points.lat.tolist(), crowd.points.lon.tolist()) for key, crowd in other.items()
    }


def test_what_is_new_on_some_clips_leaves_the_others_and_comes_out_as_from_the_start():
    clip, lat, lon = many()
    earlier = np.arange(len(clip)) < 0.9 * len(clip)
    before = crowd_points(clip[earlier], lat[earlier], lon[earlier], 40)
    changed = np.bincount(clip[~earlier], minlength=40) > 0
    after = crowd_points(clip, lat, lon, 40, since=(before, changed))
    kept = ~changed[after.clip]
    assert kept.any() and not kept.all()
    assert same(after, crowd_points(clip, lat, lon, 40))
    assert after.lat[kept].tolist() == before.lat[~changed[before.clip]].tolist()


def test_a_crowd_goes_when_its_guesses_are_withdrawn():
    guesses = columns((0, 0, 5), (0, 0, 6), (0, 0, 9), (1, 0, 1), (1, 0, 2), (1, 0, 4))
    before = crowd_points(*guesses, 2)
    clip, lat, lon = guesses
    assert crowd_points(
        clip[1:], lat[1:], lon[1:], 2, since=(before, np.array([True, False]))
    ).clip.tolist() == [1]


@pytest.mark.parametrize("size", SIZES)
def test_a_crowd_of_as_many_as_there_are_is_the_whole_crowd(size):
    rng = np.random.default_rng(SEED)
    clip = np.repeat(np.arange(8), size)
    crowds = crowds_of((clip, rng.uniform(-30, 30, len(clip)), rng.uniform(-30, 30, len(clip))), 8)
    whole, drawn = crowds["crowd"].points, crowds[f"crowd/{size}"].points
    assert drawn.clip.tolist() == np.repeat(np.arange(8), 20).tolist()
    apart = distance_km(drawn.lat, drawn.lon, whole.lat[drawn.clip], whole.lon[drawn.clip])
    assert apart.max() < 0.005


def test_only_clips_with_enough_guesses_have_a_crowd_of_a_size():
    clip, lat, lon = many()
    guesses = np.bincount(clip[~np.isnan(lat)], minlength=40)
    for size in SIZES:
        points = crowds_of((clip, lat, lon), 40)[f"crowd/{size}"].points
        assert np.unique(points.clip).tolist() == np.flatnonzero(guesses >= size).tolist()
        assert points.guesses.tolist() == guesses[points.clip].tolist()


@pytest.mark.slow
def test_every_choice_of_three_of_five_guesses_is_as_likely():
    """On a line the median is the middle one: 3 of ten choices have the second, 4 the third, 3 the fourth."""
    points = crowds_of(columns(*((0, 0, lon) for lon in (0, 10, 20, 30, 40))), 1, draws=20_000)
    middle, times = np.unique(np.round(points["crowd/3"].points.lon), return_counts=True)
    assert middle.tolist() == [10, 20, 30]
    assert times / 20_000 == pytest.approx([0.3, 0.4, 0.3], abs=0.015), f"seed {SEED}"


def test_crowds_of_more_people_are_nearer():
    rng = np.random.default_rng(SEED)
    clip = np.repeat(np.arange(60), 30)
    lat, lon = rng.normal(0, 10, len(clip)), rng.normal(0, 10, len(clip))
    entrants = crowd_entrants(crowds_of((clip, lat, lon), 60), truth_at(*[(0, 0)] * 60), rules())
    means = {entrant.key: measure(entrant.rows, entrant.units)["distance_km"] for entrant in entrants}
    assert means["crowd/3"] > means["crowd/5"] > means["crowd/10"] > means["crowd"], f"seed {SEED}"


def test_a_clip_s_draws_stay_when_other_clips_have_more_guesses():
    clip, lat, lon = many()
    before = crowds_of((clip, lat, lon), 40)
    more = np.append(clip, [7] * 20), np.append(lat, np.zeros(20)), np.append(lon, np.arange(20.0))
    after = crowds_of(more, 40)
    for key, crowd in before.items():
        old, new = crowd.points, after[key].points
        assert old.lat[old.clip != 7].tolist() == pytest.approx(new.lat[new.clip != 7].tolist(), abs=1e-4)


def test_crowds_kept_since_come_out_as_from_the_start():
    clip, lat, lon = many()
    earlier = np.arange(len(clip)) < 0.9 * len(clip)
    before = crowds_of((clip[earlier], lat[earlier], lon[earlier]), 40)
    changed = np.bincount(clip[~earlier], minlength=40) > 0
    after = crowds_of((clip, lat, lon), 40, since=(before, changed))
    for key, crowd in crowds_of((clip, lat, lon), 40).items():
        assert same(after[key].points, crowd.points)
        for level, named in crowd.labels.items():
            assert after[key].labels[level].tolist() == named.tolist()


def test_a_crowd_is_an_entrant_that_answers_each_clip_once_and_refuses_none():
    """Three guess Berlin, two of them rightly; on the second clip all guess 0, 0 of a clip there."""
    guesses = columns(
        *((0, 52.52, 13.405), (0, 52.52, 13.405), (0, 48.85, 2.35), (0, *NOWHERE)), *[(1, 0, 0)] * 4
    )
    truth = truth_at((52.52, 13.405), (0, 0))
    crowd, of_three = crowd_entrants(crowds_of(guesses, 2), truth, rules())
    assert (crowd.key, of_three.key) == ("crowd", "crowd/3")
    assert (crowd.kind, crowd.player, crowd.unit) == ("crowd", None, "clip")
    assert crowd.rows.distance_km == pytest.approx([0, 0], abs=0.001)
    assert not crowd.rows.refused.any()
    assert CONTINENTS[crowd.continent[0]] == "Europe"
    assert "median 3.5" in crowd.note
    assert len(of_three.rows.clip) == 40
    figures = measure(of_three.rows, of_three.units)
    assert (figures["n"], figures["n_answers"], figures["reject_rate"]) == (2, 40, 0)
    assert "20 times" in of_three.note and "median 3.5" in of_three.note
