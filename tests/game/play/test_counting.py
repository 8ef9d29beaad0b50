"""The rules by which rounds count, on rows as the game closes them."""

import pytest

from game.play.counting import CONDUCT, KIND, Rules, after_reveal, why_not
from game.play.limits import DEFAULTS

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
        ({"mode": "daily", "allocation": "daily-fixed"}, ["other_mode"]),
        ({"mode": "duel", "allocation": "duel-uniform"}, []),  # drawn as in an ordinary game
        ({"mode": "duel", "allocation": "duel-answered"}, ["other_mode"]),
        ({"mode": "replay", "client": "api"}, ["other_mode", "program"]),
        ({"pack": "demo"}, ["demo"]),
        ({"consent_version": None}, ["no_consent"]),
        ({"revealed_before": True}, ["revealed_before"]),
        ({"many_from_one_place": True}, ["many_from_one_place"]),
        ({"nearest_revealed_km": 0.4}, ["near_clip_revealed"]),
        ({"nearest_revealed_km": 1.0, "prior_exposure": False}, []),
        ({"prior_exposure": True}, ["known_recording"]),
        ({"checks": ["headphones"]}, ["failed_comprehension"]),
        ({"checks": ["headphones", "comprehension"]}, []),
        ({"allocation": "study-catch"}, ["catch"]),
        # All rules that a round breaks are named, of which any may be turned off.
        (
            {"client": "api", "bytes_served": 0, "revealed_before": True},
            ["program", "revealed_before", "no_bytes"],
        ),
        ({"status": "abandoned", "bytes_served": 0, "seconds_heard": None}, ["abandoned"]),
    ],
)
def test_a_round_is_left_out_by_its_kind_or_by_what_was_done_in_it(changes, reasons):
    assert why_not(PLAYED | changes, CLIP_SECONDS) == reasons
    assert set(reasons) <= {*KIND, *CONDUCT}


@pytest.mark.parametrize(
    ("claims", "broken"),
    [
        ({"bytes_served": 0, "audio_bytes": None}, "no_bytes"),
        ({"bytes_served": 0}, "no_bytes"),
        ({"bytes_served": 1}, "no_bytes"),  # the first byte alone, by a range
        ({"bytes_served": 60_000}, "no_bytes"),  # 3% of the recording for 25% of its length
        ({"bytes_served": AUDIO_BYTES, "seconds_heard": 0.0}, "heard_too_little"),
        ({"bytes_served": AUDIO_BYTES, "seconds_heard": None}, "heard_too_little"),
        ({"bytes_served": AUDIO_BYTES, "seconds_heard": 0.9}, "heard_too_little"),
        ({"bytes_served": 400_000, "seconds_heard": 130.0, "seconds_open": 300.0}, "no_bytes"),
    ],
)
def test_a_round_without_the_sound_it_claims_is_not_listened_to(claims, broken):
    assert why_not(PLAYED | claims, CLIP_SECONDS) == [broken]


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
    assert why_not(blip | {"seconds_heard": 0.1}, 0.5) == ["heard_too_little"]


@pytest.mark.parametrize(
    ("times", "broken"),
    [
        ({"seconds_open": 0.0}, ["too_fast", "more_heard_than_time"]),
        ({"seconds_open": 1.9, "seconds_heard": 1.0, "seconds_to_guess": 1.5}, ["too_fast"]),
        ({"seconds_open": 20.0}, ["more_heard_than_time"]),
        ({"seconds_open": 31.0, "seconds_heard": 12.0}, ["more_heard_than_time"]),
        (
            {"seconds_open": 31.0, "seconds_heard": 32.0, "seconds_to_guess": None},
            ["more_heard_than_time"],
        ),
    ],
)
def test_a_round_shorter_than_what_was_done_in_it_is_impossible(times, broken):
    assert why_not(PLAYED | times, CLIP_SECONDS) == broken


def test_a_sound_that_was_there_before_may_play_while_the_round_is_being_dealt():
    late = PLAYED | {"seconds_open": 30.0, "seconds_to_guess": 39.0}
    assert why_not(late, CLIP_SECONDS) == ["more_heard_than_time"]
    assert why_not(late | {"was_prepared": True}, CLIP_SECONDS) == []
    assert why_not(late | {"was_prepared": True, "seconds_open": 28.0}, CLIP_SECONDS) != []


def test_a_guess_at_once_with_nothing_sent_breaks_every_rule_about_sound_and_time():
    bought = PLAYED | {"seconds_open": 0.1, "bytes_served": 0, "audio_bytes": None}
    assert why_not(bought, CLIP_SECONDS) == ["no_bytes", "too_fast", "more_heard_than_time"]


def test_rounds_of_versions_that_did_not_measure_count_as_before():
    before = PLAYED | {"bytes_served": 0, "audio_bytes": None, "seconds_open": None, "seconds_heard": None}
    assert why_not(before | {"revealed_before": None, "many_from_one_place": None}, None) == []


def test_without_the_clips_length_something_must_have_been_sent():
    assert why_not(PLAYED | {"bytes_served": 600_000}, None) == []
    assert why_not(PLAYED | {"bytes_served": 0}, None) == ["no_bytes"]


def test_a_study_counts_its_own_rounds_by_its_own_limits():
    on = {name: DEFAULTS[name] for name in DEFAULTS.keys() - {"program", "no_bytes"}}
    rules = Rules("study", {**on, "too_fast": {"seconds": 60}})
    played = PLAYED | {"mode": "study", "pack": "demo", "client": "api", "bytes_served": 0}
    assert why_not(played, CLIP_SECONDS, rules) == ["too_fast"]
    assert why_not(played | {"mode": "practice"}, CLIP_SECONDS, rules) == ["other_mode", "too_fast"]


def test_an_answer_after_the_reveal_adds_or_removes_one_reason():
    assert after_reveal(["too_fast"], True) == ["too_fast", "known_recording"]
    assert after_reveal(["known_recording"], False) == []
    assert after_reveal(["abandoned"], True) == ["abandoned"]
    assert after_reveal([], True, Rules(limits={})) == []
