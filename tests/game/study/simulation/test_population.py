"""Simulated people: what is said of them is what they do."""

from collections import Counter
from itertools import islice
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from game.geo.geodesy import distance_km, geoscore
from game.study.simulation.guessing import Guessing
from game.study.simulation.population import Person, Population, people, population_of

CLIPS: list[Any] = [
    SimpleNamespace(key=f"k{n}", lat=float(lat), lon=float(lon))
    for n, (lat, lon) in enumerate(np.random.default_rng(0).uniform(-60, 60, (2000, 2)))
]
DEFAULTS = Population()
KEYS = [clip.key for clip in CLIPS]


def guesses(kind, population=DEFAULTS):
    """Of each clip by another person, who hears it after ten others."""
    guessing = Guessing(population, KEYS, 0)
    points = [guessing.point(Person(n, kind, "stays"), clip, 10) for n, clip in enumerate(CLIPS)]
    away = distance_km(
        *([getattr(place, axis) for place in places] for places in (points, CLIPS) for axis in ("lat", "lon"))
    )
    return points, away


@pytest.mark.parametrize("kind", ["listener", "random"])
def test_people_score_what_is_expected_of_their_kind(kind):
    population = Population(slope=0)
    _, away = guesses(kind, population)
    scores = geoscore(away)
    error = scores.std() / np.sqrt(len(scores))
    assert scores.mean() == pytest.approx(population.expected(kind, 20), abs=3 * error)


def test_a_listener_s_circle_holds_the_place_four_times_in_five():
    points, away = guesses("listener")
    assert np.mean(away <= [point.radius_km for point in points]) == pytest.approx(0.8, abs=0.03)


def test_cheaters_are_near_and_clickers_never_move():
    assert max(guesses("cheater")[1]) < 6
    guessing, one = Guessing(DEFAULTS, KEYS, 1), Person(4, "clicker", "stays")
    assert len({guessing.point(one, clip, 0) for clip in CLIPS[:20]}) == 1


def test_a_guess_depends_on_seed_person_and_clip_alone():
    guessing = Guessing(DEFAULTS, KEYS, 1)
    one, other = (Person(number, "listener", "stays") for number in (1, 2))
    first = guessing.point(one, CLIPS[3], 0)
    guessing.point(other, CLIPS[3], 0)
    assert guessing.point(one, CLIPS[3], 0) == first
    assert Guessing(DEFAULTS, KEYS, 1).point(one, CLIPS[3], 0) == first
    assert first not in (guessing.point(other, CLIPS[3], 0), guessing.point(one, CLIPS[4], 0))


@pytest.mark.parametrize("start", [(0.0, 0.0), (0.3, 0.9)])
def test_kinds_and_fates_have_their_shares_in_any_number_of_people(start):
    population = Population(random=0.2, cheaters=0.2, leave=0.25, headphones=0, catch=0)
    some = list(islice(people(population, start), 60))
    kinds, fates = Counter(one.kind for one in some), Counter(one.fate for one in some)
    assert kinds["random"] == pytest.approx(12, abs=2)
    assert kinds["cheater"] + kinds["clicker"] == pytest.approx(12, abs=2)
    assert kinds["headphones"] == kinds["catch"] == 0
    assert fates["leaves"] == pytest.approx(15, abs=2)


def test_numbers_are_read_and_mistakes_say_what_to_write():
    assert population_of(["km=1492.7", "leave=0.5"]).score == pytest.approx(5000 / np.e)
    for words, message in {
        ("skil=1",): "skil=1: write NAME=VALUE",
        ("score=high",): "write a number, such as score=0.1",
        ("leave=2",): "leave is 2: write a number from 0 to 1",
        ("random=0.6", "cheaters=0.6"): "more than 1 together",
    }.items():
        with pytest.raises(ValueError, match=message):
            population_of(words)
