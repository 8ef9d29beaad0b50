import dataclasses
import random
import re

import numpy as np
import pytest
from pyproj import Geod

from game.geo.geodesy import REFUSAL_KM, distance_km, geoscore
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.entrant import CONTINENTS, NO_ANSWER
from leaderboard.entrants.humans import FIRST, MIN_ROUNDS, People, entrants_of
from leaderboard.guesses.guesses import Guesses, no_guesses
from leaderboard.scoring.measures import measure
from leaderboard.scoring.rows import Responses, Truth

RULES = NameRules.load()
EUROPE, ASIA = "Europe", "Asia"


def texts(values):
    return np.array(values, dtype=object)


def truth(clips=2):
    """Clips on the equator, in turn in France and in Japan, the first with speech."""
    odd = np.arange(clips) % 2
    return Truth(
        lat=np.zeros(clips),
        lon=10.0 * np.arange(clips),
        labels={
            "continent": texts([(EUROPE, ASIA)[at] for at in odd]),
            "country": texts([("France", "Japan")[at] for at in odd]),
            "city": texts([("Paris", "Tokyo")[at] for at in odd]),
        },
        sounds={
            sound: (np.arange(clips) == 0) * 1.0
            for sound in ("speech", "animal", "music", "nature", "things")
        },
    )


def guessed(rows):
    """Guesses from (clip, player, order, km to the east or None for a skip, continent)."""
    clip, player, order, km, continent = (list(column) for column in zip(*rows, strict=True))
    silent = np.array([one is None for one in km])
    metres = np.array([1000.0 * (one or 0) for one in km])
    away = Geod(ellps="WGS84").fwd(
        10.0 * np.array(clip), np.zeros(len(rows)), np.full(len(rows), 90.0), metres
    )
    lon, lat = (np.where(silent, np.nan, degrees) for degrees in away[:2])
    names = {EUROPE: ("France", "Paris"), ASIA: ("Japan", "Tokyo"), None: (None, None)}
    labels = {
        "continent": texts(continent),
        "country": texts([names[one][0] for one in continent]),
        "city": texts([names[one][1] for one in continent]),
    }
    responses = Responses(np.array(clip), lat, lon, silent, silent, labels)
    heard, counts, hidden = (
        np.full(len(rows), 20.0),
        np.full(len(rows), "", object),
        np.full(len(rows), np.nan),
    )
    return Guesses(responses, np.array(player), np.array(order), heard, counts, hidden)


# Clip 0 is heard three times, once it is skipped; clip 1 once.
FEW = guessed(
    [
        (0, 0, 0, 100, EUROPE),
        (0, 1, 4, 500, ASIA),
        (0, 2, 5, None, None),
        (1, 0, 1, 2000, ASIA),
    ]
)


# Two people with three rounds each, and one who stopped after two.
THREE = guessed(
    [
        (0, 0, 0, 100, EUROPE),
        (0, 1, 0, 500, ASIA),
        (1, 2, 0, 50, ASIA),
        (1, 0, 1, 2000, ASIA),
        (1, 1, 4, 300, ASIA),
        (0, 2, 1, 60, EUROPE),
        (2, 0, 5, None, None),
        (2, 1, 5, 400, EUROPE),
    ]
)


def entrants(guesses=FEW, clips=3):
    return {entrant.key: entrant for entrant in entrants_of(guesses, truth(clips), RULES)}


def figures(key, guesses=FEW):
    entrant = entrants(guesses)[key]
    return measure(entrant.rows, entrant.units)


def test_clips_first_each_clips_guesses_are_averaged_and_then_the_clips():
    people = figures("human/by-clip")
    assert (people["n"], people["n_answers"]) == (2, 4)
    assert people["distance_km"] == pytest.approx(((100 + 500 + REFUSAL_KM) / 3 + 2000) / 2)
    assert people["geoscore"] == pytest.approx(
        ((geoscore(100.0) + geoscore(500.0) + geoscore(REFUSAL_KM)) / 3 + geoscore(2000.0)) / 2
    )
    assert people["reject_rate"] == pytest.approx((1 / 3 + 0) / 2)
    assert people["acc_500km"] == pytest.approx((1 / 3 + 0) / 2)
    assert (people["speech_km"], people["nonspeech_km"]) == pytest.approx(
        ((100 + 500 + REFUSAL_KM) / 3, 2000)
    )


def test_each_person_with_enough_rounds_counts_once_however_many_they_played():
    people = figures("human", THREE)
    assert people["n_answers"] == 2 * MIN_ROUNDS
    assert people["distance_km"] == pytest.approx(((100 + 2000 + REFUSAL_KM) / 3 + (500 + 300 + 400) / 3) / 2)
    assert people["reject_rate"] == pytest.approx(1 / 6)
    twice = guessed([(at % 3, 0, at, 900, EUROPE) for at in range(30)])
    both = Guesses.joined([THREE.only(THREE.player == 1), twice])
    assert figures("human", both)["distance_km"] == pytest.approx((400 + 900) / 2)


def test_with_fewer_rounds_than_needed_nobody_has_the_main_row():
    assert MIN_ROUNDS == 3
    assert list(entrants()) == ["human/by-clip"]
    assert list(entrants(THREE.only(THREE.player > 0))) == [
        *("human", "human/by-clip", "human/first-five", "human/later", "human/without-skips"),
    ]


def test_the_first_five_rounds_and_the_later_ones_are_parted():
    parts = entrants(THREE)
    assert FIRST == 5
    assert figures("human/first-five", THREE)["distance_km"] == pytest.approx(((100 + 2000) / 2 + 400) / 2)
    assert figures("human/later", THREE)["distance_km"] == pytest.approx((REFUSAL_KM + 400) / 2)
    assert (parts["human/first-five"].players, parts["human/later"].players) == (2, 2)


def test_without_skips_only_points_are_left():
    people = figures("human/without-skips", THREE)
    assert people["distance_km"] == pytest.approx(((100 + 2000) / 2 + 400) / 2)
    assert people["reject_rate"] == 0


def test_by_name_skips_are_left_out_and_from_coordinates_they_are_wrong():
    people = figures("human", THREE)  # one is right twice and skips once, the other right twice of three
    assert (
        people["continent_acc"]
        == people["country_acc"]
        == people["city_acc"]
        == pytest.approx((1 + 2 / 3) / 2)
    )
    assert people["continent_acc_coordinates"] == pytest.approx(2 / 3)
    without = figures("human/without-skips", THREE)
    for level in ("continent", "country", "city"):
        assert without[f"{level}_acc"] == without[f"{level}_acc_coordinates"]


def test_rows_know_their_continent_and_their_player():
    people = entrants()["human/by-clip"]
    europe, asia = CONTINENTS.index(EUROPE), CONTINENTS.index(ASIA)
    assert people.continent.tolist() == [europe, asia, NO_ANSWER, asia]
    assert people.player.tolist() == [0, 1, 2, 0]
    assert (people.clips, people.players) == (2, 3)


def test_every_row_says_in_a_sentence_what_it_is():
    found = entrants(THREE)
    assert list(found) == [
        *("human", "human/by-clip", "human/first-five", "human/later", "human/without-skips"),
    ]
    assert {entrant.kind for entrant in found.values()} == {"human"}
    assert len({entrant.name for entrant in found.values()}) == len(found)
    for entrant in found.values():
        assert re.fullmatch(r"[A-Z][^.]+\.", entrant.note), entrant.note


def test_a_row_that_nobody_is_in_is_left_out():
    assert entrants(no_guesses()) == {}
    skipped = guessed([(at, 0, at, None, None) for at in range(3)])
    assert list(entrants(skipped)) == ["human", "human/by-clip", "human/first-five"]


def test_a_point_at_zero_is_a_point():
    at_the_place = guessed([(0, 0, 0, 0, EUROPE)])
    assert (at_the_place.responses.lat[0], at_the_place.responses.lon[0]) == (0, 0)
    (people, *_) = entrants_of(at_the_place, truth(), RULES)
    assert measure(people.rows, people.units)["geoscore"] == 5000
    assert measure(people.rows, people.units)["reject_rate"] == 0


def many(rng, count, clips):
    km = rng.gamma(2, 1000, count).tolist()
    rows = [
        (
            int(rng.integers(clips)),
            int(rng.integers(20)),
            int(rng.integers(12)),
            None if rng.random() < 0.1 else km[at],
            None,
        )
        for at in range(count)
    ]
    return guessed([(*row[:4], row[3] and rng.choice([EUROPE, ASIA])) for row in rows])


def test_a_clip_heard_more_often_counts_no_more():
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    guesses = many(np.random.default_rng(seed), 200, 10)
    again = Guesses.joined([guesses, *[guesses.only(guesses.responses.clip == 3)] * 5])
    before, after = (
        measure(e.rows, e.units) for e in (entrants(g, 10)["human/by-clip"] for g in (guesses, again))
    )
    assert after.pop("n_answers") > before.pop("n_answers")
    assert after == pytest.approx(before, nan_ok=True)


def test_people_who_come_in_bit_by_bit_are_as_those_who_come_at_once():
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    guesses = many(np.random.default_rng(seed), 300, 10)
    at_once, bit_by_bit = People(truth(10), RULES), People(truth(10), RULES)
    assert bit_by_bit.entrants() == []
    kept = 0
    for size in (100, 100, 101, 300):
        bit_by_bit.update(guesses.only(np.arange(300) < size), kept)
        kept = size
    at_once.update(guesses, 0)
    for one, other in zip(at_once.entrants(), bit_by_bit.entrants(), strict=True):
        assert one.key == other.key
        assert_same(one, other)
    bit_by_bit.update(guesses.only(guesses.player > 4), 0)
    at_once.update(guesses.only(guesses.player > 4), 0)
    assert_same(bit_by_bit.entrants()[0], at_once.entrants()[0])


def assert_same(one, other):
    np.testing.assert_array_equal(one.continent, other.continent)
    np.testing.assert_array_equal(one.player, other.player)
    for field in dataclasses.fields(one.rows):
        mine, its = getattr(one.rows, field.name), getattr(other.rows, field.name)
        if isinstance(mine, dict):
            for name in mine:
                np.testing.assert_array_equal(mine[name], its[name])
        else:
            np.testing.assert_array_equal(mine, its)


def test_distances_are_those_that_the_players_were_shown():
    guesses = many(np.random.default_rng(1), 50, 4)
    rows = entrants(guesses, 4)["human/by-clip"].rows
    responses, clips = guesses.responses, truth(4)
    for at in np.flatnonzero(~responses.silent):
        clip = responses.clip[at]
        shown = distance_km(
            float(clips.lat[clip]), float(clips.lon[clip]), float(responses.lat[at]), float(responses.lon[at])
        )
        assert rows.distance_km[at] == shown
