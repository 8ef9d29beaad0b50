"""The rules by which rounds count, on rows as the game closes them."""

import pytest

from game.play.counting import CONDUCT, KIND, why_not

CLIP_SECONDS, AUDIO_BYTES = 120.0, 2_000_000
PLAYED = {
    "status": "guessed",
    "mode": "random",
    "pack": "agl1k",
    "client": "page",
    "consent_version": "play-2",
    "seconds_open": 40.0,
    "seconds_heard": 30.0,
    "seconds_to_guess": 38.5,
    "bytes_served": 600_000,
    "audio_bytes": AUDIO_BYTES,
    "revealed_before": False,
    "many_from_one_place": False,
}


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"status": "skipped"}, []),
        ({"status": "abandoned"}, ["abandoned"]),
        ({"mode": "practice"}, ["other_mode"]),
        ({"mode": "replay", "client": "api"}, ["other_mode", "program"]),
        ({"pack": "demo"}, ["demo"]),
        ({"consent_version": None}, ["no_consent"]),
        ({"revealed_before": True}, ["revealed_before"]),
        ({"many_from_one_place": True}, ["many_from_one_place"]),
        # A kind of round that never counts is not examined further.
        ({"client": "api", "bytes_served": 0, "revealed_before": True}, ["program"]),
    ],
)
def test_a_round_is_left_out_by_its_kind_or_by_what_was_done_in_it(changes, reasons):
    assert why_not(PLAYED | changes, CLIP_SECONDS) == reasons
    assert set(reasons) <= {*KIND, *CONDUCT}


@pytest.mark.parametrize(
    "claims",
    [
        {"bytes_served": 0, "audio_bytes": None},
        {"bytes_served": 0},
        {"bytes_served": 1},  # the first byte alone, by a range
        {"bytes_served": 60_000},  # 3% of the recording for 25% of its length
        {"bytes_served": AUDIO_BYTES, "seconds_heard": 0.0},
        {"bytes_served": AUDIO_BYTES, "seconds_heard": None},
        {"bytes_served": AUDIO_BYTES, "seconds_heard": 0.9},
        {"bytes_served": 400_000, "seconds_heard": 130.0, "seconds_open": 300.0},
    ],
)
def test_a_round_without_the_sound_it_claims_is_not_listened_to(claims):
    assert why_not(PLAYED | claims, CLIP_SECONDS) == ["not_listened"]


@pytest.mark.parametrize(
    "played",
    [
        {"bytes_served": 130_000},  # a quiet passage of a recording of variable bit rate
        {"bytes_served": 3 * AUDIO_BYTES, "seconds_heard": 30.0},  # asked for twice, as Safari does
        # Three times from start to end, the second and third from what the browser has.
        {"bytes_served": AUDIO_BYTES, "seconds_heard": 360.0, "seconds_open": 400.0},
        {"seconds_heard": 1.0, "seconds_to_guess": 1.6, "seconds_open": 2.4},  # somebody very sure
        {"seconds_to_guess": None},
        {"seconds_open": 38.2},  # clocks differ by a little, and times are rounded
    ],
)
def test_a_round_that_was_listened_to_counts(played):
    assert why_not(PLAYED | played, CLIP_SECONDS) == []


def test_of_a_very_short_clip_half_is_enough():
    blip = PLAYED | {"bytes_served": 9_000, "audio_bytes": 9_000, "seconds_to_guess": 20.0}
    assert why_not(blip | {"seconds_heard": 0.3}, 0.5) == []
    assert why_not(blip | {"seconds_heard": 0.1}, 0.5) == ["not_listened"]


@pytest.mark.parametrize(
    "times",
    [
        {"seconds_open": 0.0},
        {"seconds_open": 1.9, "seconds_heard": 1.0, "seconds_to_guess": 1.5},
        {"seconds_open": 20.0},
        {"seconds_open": 31.0, "seconds_heard": 12.0},
        {"seconds_open": 31.0, "seconds_heard": 32.0, "seconds_to_guess": None},
    ],
)
def test_a_round_shorter_than_what_was_done_in_it_is_impossible(times):
    assert why_not(PLAYED | times, CLIP_SECONDS) == ["impossible_times"]


def test_a_guess_at_once_with_nothing_sent_breaks_both_rules():
    bought = PLAYED | {"seconds_open": 0.1, "bytes_served": 0, "audio_bytes": None}
    assert why_not(bought, CLIP_SECONDS) == ["not_listened", "impossible_times"]


def test_rounds_of_versions_that_did_not_measure_count_as_before():
    before = PLAYED | {"bytes_served": 0, "audio_bytes": None, "seconds_open": None, "seconds_heard": None}
    assert why_not(before | {"revealed_before": None, "many_from_one_place": None}, None) == []


def test_without_the_clips_length_something_must_have_been_sent():
    assert why_not(PLAYED | {"bytes_served": 600_000}, None) == []
    assert why_not(PLAYED | {"bytes_served": 0}, None) == ["not_listened"]
