"""The rules of a round: `game.play.rounds` alone, without a database or the application."""

import math
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.errors import BadPoint
from game.geo.gazetteer import Place
from game.geo.geodesy import distance_km
from game.play import rounds
from game.play.allocation import GAME_ROUNDS, NEAR_KM, Draw
from game.play.known_clips import KnownClips
from game.play.rounds import ABANDONED, GUESSED, OPEN, SKIPPED, Mode, point
from game.texts import text
from tests.builders.decks import deck, decks, known

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC).timestamp()
NAIROBI = Place("Nairobi", "Kenya", "KE", "Africa")
DEGREE_KM = 6378.137 * math.pi / 180  # of longitude, along the equator


# ---- point


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [(0, 0, (0, 0)), (90, 180, (90, 180)), (-90, -180, (-90, -180)), (10, 361, (10, 1)), (1, -200, (1, 160))],
)
def test_a_point_on_any_copy_of_the_world_is_the_point(lat, lon, expected):
    assert point(lat, lon) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("lat", "lon"), [(90.01, 0), (-91, 0), (math.nan, 0), (0, math.nan), (math.inf, 0), (0, -math.inf)]
)
def test_what_lies_nowhere_is_refused(lat, lon):
    with pytest.raises(BadPoint, match=r"\.$"):
        point(lat, lon)


def test_a_longitude_beyond_any_map_is_refused():
    assert point(0, rounds.FARTHEST_LON) == (0, 0)
    with pytest.raises(BadPoint, match="36000"):
        point(0, rounds.FARTHEST_LON + 0.5)


@given(st.floats(-90, 90), st.floats(-36_000, 36_000))
def test_a_wrapped_longitude_is_the_same_meridian(lat, lon):
    same_lat, wrapped = point(lat, lon)
    assert same_lat == lat
    assert -180 <= wrapped <= 180
    assert math.remainder(lon - wrapped, 360) == pytest.approx(0, abs=1e-9)


# ---- candidates

THREE = deck((0, 0), (10, 10), (20, 20))


def keys(mask):
    return {clip.key for clip, is_candidate in zip(THREE.pack.clips, mask, strict=True) if is_candidate}


def candidates(mode, dealt=(), revealed=(), is_open=(), in_game=()):
    knows = known(THREE, (*dealt, *is_open, *in_game), revealed)
    return keys(rounds.candidates(mode, knows, THREE.mask(is_open), THREE.mask(in_game)))


@pytest.mark.parametrize("mode", ["random", "practice"])
def test_a_new_player_can_be_dealt_every_clip(mode):
    assert candidates(mode) == {"k0", "k1", "k2"}


def test_a_new_player_has_nothing_to_replay():
    assert candidates("replay") == set()


@pytest.mark.parametrize("mode", ["random", "practice"])
def test_clips_dealt_in_this_game_or_an_earlier_one_are_no_candidates(mode):
    assert candidates(mode, dealt=["k0"], in_game=["k1"]) == {"k2"}
    assert candidates(mode, revealed=["k0"], is_open=["k1"]) == {"k2"}


def test_when_all_clips_were_dealt_random_has_none_left():
    assert candidates("random", revealed=["k0", "k1", "k2"]) == set()


def test_when_all_clips_were_dealt_practice_begins_again_but_repeats_none_within_a_game():
    assert candidates("practice", revealed=["k0", "k1", "k2"]) == {"k0", "k1", "k2"}
    assert candidates("practice", revealed=["k0", "k1", "k2"], in_game=["k1"]) == {"k0", "k2"}


def test_replay_deals_revealed_clips_and_none_twice_in_a_game():
    assert candidates("replay", revealed=["k0", "k1"]) == {"k0", "k1"}
    assert candidates("replay", revealed=["k0", "k1"], in_game=["k1"]) == {"k0"}
    assert candidates("replay", dealt=["k0", "k1", "k2"]) == set()


@pytest.mark.parametrize("mode", rounds.MODES)
def test_no_mode_deals_the_clip_of_an_open_round(mode):
    assert "k0" not in candidates(mode, revealed=["k0", "k1", "k2"], is_open=["k0"])
    assert "k0" not in candidates(mode, is_open=["k0"])


# ---- deal

GAME = {"player_id": "someone", "game": "now", "mode": "random", "client": "page"}


def test_a_dealt_round_is_open_and_has_all_that_is_known_of_its_clip_and_draw():
    row = rounds.deal(GAME, THREE, Draw(THREE.pack.clips[1], 0.25), 3, False, NOW)
    assert GAME.items() <= row.items()
    assert (row["status"], row["number"], row["touched_at"], row["bytes_served"]) == (OPEN, 3, NOW, 0)
    assert (row["pack"], row["pack_hash"], row["clip_key"]) == ("p", "0" * 64, "k1")
    assert not {"true_lat", "true_lon"} & set(row)  # the database does not hold the answer
    assert (row["draw_probability"], row["allocation"], row["feedback"]) == (0.25, "random-uniform", "round")


def test_names_of_rounds_and_their_audio_are_random_and_long():
    rows = [rounds.deal(GAME, THREE, Draw(THREE.pack.clips[0], 1.0), 1, False, NOW) for _ in range(50)]
    names = {row[column] for row in rows for column in ("round", "audio")}
    assert len(names) == 100
    assert min(map(len, names)) >= 22  # 16 bytes in base 64


# ---- guess, skip, abandon


def at_equator(lon):
    return {"true_lat": 0.0, "true_lon": lon}


def test_a_guess_on_the_spot_has_distance_0_and_the_full_score():
    assert rounds.guess(at_equator(37), 0.0, 37.0, NAIROBI) == {
        "status": GUESSED,
        "lat": 0.0,
        "lon": 37.0,
        "city": "Nairobi",
        "country": "Kenya",
        "country_code": "KE",
        "continent": "Africa",
        "distance_km": 0.0,
        "geoscore": 5000.0,
    }


def test_a_guess_is_scored_by_its_distance_on_the_ellipsoid():
    values = rounds.guess(at_equator(179), 0.0, -179.0, NAIROBI)
    assert values["distance_km"] == pytest.approx(2 * DEGREE_KM)
    assert values["geoscore"] == pytest.approx(5000 * math.exp(-2 * DEGREE_KM / 1492.7))


def test_a_place_without_a_continent_stores_none():
    nowhere = Place("Vatican City", "Holy See (Vatican City State)", "VA", "")
    assert rounds.guess(at_equator(0), 41.9, 12.45, nowhere)["continent"] is None


def test_a_skip_is_scored_as_agl1k_scores_refusals():
    values = rounds.skip()
    assert (values["status"], values["distance_km"]) == (SKIPPED, 10_000.0)
    assert values["geoscore"] == pytest.approx(6.2, abs=0.05)


def test_an_abandoned_round_has_neither_distance_nor_score():
    assert rounds.abandon() == {"status": ABANDONED}


# ---- close

ROW = {
    "pack": "p",
    "clip_key": "k0",
    "true_lat": 0.0,
    "true_lon": 0.0,
    "consent": True,
    "agreed_to": "play-2",
    "dealt_at": NOW - 31.24,
    "many_from_one_place": False,
}


def closed(*revealed, row=ROW, is_played=True, before=0, many=False, now=NOW):
    knows = known(THREE, ["k0"], revealed) if is_played else None
    return rounds.close(row, knows, before, many, now)


def test_closing_notes_how_many_rounds_were_closed_before():
    assert closed(before=3)["closed_before"] == 3


def test_the_nearest_clip_revealed_before_is_noted_with_its_distance():
    row = {**ROW, "true_lat": 10.0, "true_lon": 11.0}
    assert closed("k1", "k2", row=row)["nearest_revealed_km"] == pytest.approx(distance_km(10, 11, 10, 10))


def test_no_clip_is_nearest_when_none_was_revealed_or_the_pack_is_gone():
    assert closed()["nearest_revealed_km"] is None
    assert closed("k1", is_played=False)["nearest_revealed_km"] is None


def test_the_version_of_the_consent_is_stored_only_with_consent():
    assert closed()["consent_version"] == "play-2"
    assert closed(row={**ROW, "consent": False})["consent_version"] is None


@pytest.mark.parametrize(("seconds", "day"), [(-1, date(2026, 2, 28)), (0, date(2026, 3, 1))])
def test_the_day_of_a_guess_begins_at_midnight_utc(seconds, day):
    midnight = datetime(2026, 3, 1, tzinfo=UTC).timestamp()
    assert closed(now=midnight + seconds)["day"] == day


def test_each_closed_round_gets_an_id_of_its_own_and_no_time():
    assert len({closed()["guess_id"] for _ in range(50)}) == 50
    assert not [value for value in closed().values() if value == NOW]


@pytest.mark.parametrize(
    ("dealt_at", "seconds"), [(NOW - 31.24, 31.2), (NOW, 0.0), (NOW + 5, 0.0), (None, None)]
)
def test_the_time_a_round_was_open_is_kept_to_a_tenth_and_its_deal_forgotten(dealt_at, seconds):
    noted = closed(row={**ROW, "dealt_at": dealt_at})
    assert (noted["seconds_open"], noted["dealt_at"]) == (seconds, None)


def test_a_clip_counts_as_revealed_before_once_another_round_on_it_is_closed():
    assert closed("k1")["revealed_before"] is False
    assert closed("k0", "k1")["revealed_before"] is True
    assert closed("k0", is_played=False)["revealed_before"] is None


@pytest.mark.parametrize(("at_deal", "at_close"), [(True, False), (False, True), (None, True)])
def test_many_players_from_one_place_are_noted_whether_at_the_deal_or_at_the_close(at_deal, at_close):
    assert closed(row={**ROW, "many_from_one_place": at_deal}, many=at_close)["many_from_one_place"] is True
    assert closed(row={**ROW, "many_from_one_place": None})["many_from_one_place"] is False


# ---- answering again


def row_of(values):
    return {"lat": None, "lon": None, **values}


def test_only_the_same_answer_again_is_the_same():
    guess = rounds.guess(at_equator(0), 1.0, 2.0, NAIROBI)
    other = rounds.guess(at_equator(0), 1.0, 2.0001, NAIROBI)
    assert rounds.is_same(row_of(guess), guess)
    assert rounds.is_same(row_of(rounds.skip()), rounds.skip())
    assert not rounds.is_same(row_of(guess), other)
    assert not rounds.is_same(row_of(guess), rounds.skip())
    assert not rounds.is_same(row_of(rounds.skip()), guess)
    assert not rounds.is_same(row_of(rounds.abandon()), rounds.skip())


def test_each_way_of_closing_has_a_sentence_of_its_own_for_a_second_answer():
    closed: list[dict[str, object]] = [
        {"status": status, "closes_at": None} for status in (GUESSED, SKIPPED, ABANDONED)
    ]
    closed.append({"status": ABANDONED, "closes_at": 1.0})
    sentences = {text(rounds.why_closed(row)) for row in closed}
    assert len(sentences) == 4
    assert all(sentence.endswith(".") for sentence in sentences)


# ---- total


def test_the_total_adds_the_rounds_of_the_game_up_to_this_one():
    in_game = [{"number": n, "geoscore": score} for n, score in enumerate((1000.0, None, None, 500.0), 1)]
    assert rounds.total(in_game, {"number": 3, "geoscore": 40.0}) == 1040.0
    assert rounds.total(in_game, {"number": 3, "geoscore": None}) == 1000.0
    assert rounds.total(in_game, {"number": 1, "geoscore": 1000.0}) == 1000.0


# ---- whole games


def play(knows: KnownClips, mode: Mode, rng: np.random.Generator) -> tuple[list[Any], KnownClips]:
    """Deal and close a whole game as promised; return each draw with the clips that it could have drawn."""
    draws: list[Any] = []
    dealer, none = knows.deck, knows.deck.mask(())
    for _ in range(dealer.rounds(rounds.candidates(mode, knows, none, none))):
        in_game = [draw.clip.key for draw, _ in draws]
        left = dealer.apart(rounds.candidates(mode, knows, none, dealer.mask(in_game)), in_game)
        draw = dealer.draw(left, rng)
        assert draw is not None, "a promised round can always be dealt"
        draws.append((draw, left))
        knows = knows.with_dealt(draw.clip.key).with_revealed(draw.clip.key)
    return draws, knows


@given(decks, st.lists(st.sampled_from(rounds.MODES), min_size=1, max_size=6), st.integers(0, 2**32))
def test_whatever_a_player_plays_the_rules_of_dealing_hold(dealer, modes, seed):
    rng = np.random.default_rng(seed)
    knows = known(dealer)
    for mode in modes:
        before = {
            clip.key for clip, was_dealt in zip(dealer.pack.clips, knows.dealt, strict=True) if was_dealt
        }
        draws, knows = play(knows, mode, rng)
        clips = [draw.clip for draw, _ in draws]
        dealt_now = {clip.key for clip in clips}
        assert len(clips) <= GAME_ROUNDS
        for draw, left in draws:
            assert left[dealer.pack.clips.index(draw.clip)]
            assert draw.probability == 1 / left.sum()
        for n, clip in enumerate(clips):
            assert all(distance_km(clip.lat, clip.lon, c.lat, c.lon) > NEAR_KM for c in clips[:n])
        if mode == "random":
            assert not dealt_now & before
        if mode == "replay":
            assert dealt_now <= before
