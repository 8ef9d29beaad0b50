"""Which clips a day has: `game.daily.choice` alone."""

from collections import Counter
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.daily.choice import RECENT_DAYS, SPEECH, choose_daily
from game.geo.geodesy import distance_km
from game.packs.pack import Pack
from game.play.allocation import GAME_ROUNDS, NEAR_KM, Deck
from tests.builders.clips import clip
from tests.builders.decks import decks

CONTINENTS = ("Africa", "Asia", "Europe", "Oceania", "South America", "")


@st.composite
def worlds(draw):
    """A deck with clips far apart, on any continents, with or without speech."""
    count = draw(st.integers(1, 25))
    clips = [
        replace(
            clip(number, -60 + 4 * number, 7 * number % 360 - 180, speech=draw(st.sampled_from((0.0, 0.5)))),
            continent=draw(st.sampled_from(CONTINENTS)),
        )
        for number in range(count)
    ]
    return Deck(Pack("p", Path(), tuple(clips), (), (), "0" * 64))


def keys(deck):
    return [one.key for one in deck.pack.clips]


orders = st.randoms(use_true_random=False)


def shuffled(deck, random):
    order = keys(deck)
    random.shuffle(order)
    return order


@given(decks, orders)
def test_a_day_has_up_to_five_clips_far_enough_apart_for_one_game(deck, random):
    order = shuffled(deck, random)
    chosen = choose_daily(deck, order, [])
    assert len(chosen) == len(set(chosen))
    assert set(chosen) <= set(order)
    assert deck.rounds(deck.mask(order)) <= len(chosen) <= GAME_ROUNDS
    at = np.flatnonzero(deck.mask(chosen))
    apart = [distance_km(deck.lats[a], deck.lons[a], deck.lats[b], deck.lons[b]) for a, b in pairwise(at)]
    assert all(km > NEAR_KM for km in apart)
    assert choose_daily(deck, order, []) == chosen


@given(worlds(), orders)
def test_no_continent_comes_twice_while_there_are_others(deck, random):
    chosen = [deck.pack.clip(key) for key in choose_daily(deck, shuffled(deck, random), [])]
    counts = Counter(one.continent for one in chosen)
    there = {one.continent for one in deck.pack.clips}
    assert len(counts) == min(len(chosen), len(there))


@given(worlds(), orders)
def test_of_one_continent_speech_is_heard_in_half_of_the_clips(deck, random):
    clips = tuple(replace(one, continent="Asia") for one in deck.pack.clips)
    deck = Deck(replace(deck.pack, clips=clips))
    chosen = [deck.pack.clip(key) for key in choose_daily(deck, shuffled(deck, random), [])]
    with_speech = sum(one.speech >= SPEECH for one in chosen)
    there = sum(one.speech >= SPEECH for one in deck.pack.clips)
    others = len(deck.pack.clips) - there
    least = min(there, len(chosen) // 2)
    assert min(least, with_speech) == least
    assert len(chosen) - with_speech >= min(others, len(chosen) // 2)


@given(worlds(), orders, st.data())
def test_clips_of_the_last_days_wait_until_no_other_is_left_and_then_the_oldest_come_first(
    deck, random, data
):
    order = shuffled(deck, random)
    recent = data.draw(st.lists(st.lists(st.sampled_from(order), max_size=5), max_size=6))
    chosen = choose_daily(deck, order, recent)
    days_ago = {key: min((n for n, day in enumerate(recent) if key in day), default=99) for key in order}
    left_out = [days_ago[key] for key in order if key not in chosen]
    assert max(left_out, default=0) <= min(days_ago[key] for key in chosen)


@pytest.mark.parametrize("count", range(5, 11))
def test_in_a_small_pack_what_was_left_out_comes_on_the_next_day(count):
    deck = Deck(Pack("p", Path(), tuple(clip(n, 10 * n - 40, n) for n in range(count)), (), (), "0" * 64))
    rng = np.random.default_rng(count)
    past: list[list[str]] = [[]]
    for _ in range(12):
        chosen = choose_daily(deck, list(rng.permutation(keys(deck))), past[:RECENT_DAYS])
        left_out = set(keys(deck)) - set(past[0]) if past[0] else set()
        assert len(chosen) == GAME_ROUNDS
        assert left_out <= set(chosen)
        past.insert(0, chosen)


def test_a_large_pack_repeats_nothing_in_sixty_days():
    points = [(lat, lon) for lat in range(-60, 61, 6) for lon in range(-170, 171, 20)]
    clips = tuple(clip(n, *point) for n, point in enumerate(points))
    deck = Deck(Pack("p", Path(), clips, (), (), "0" * 64))
    rng = np.random.default_rng(4)
    past: list[list[str]] = []
    for _ in range(RECENT_DAYS + 3):
        past.insert(0, choose_daily(deck, list(rng.permutation(keys(deck))), past[:RECENT_DAYS]))
        heard = [key for day in past[: RECENT_DAYS + 1] for key in day]
        assert len(heard) == len(set(heard))
