"""All rules by which a study's rounds do not count, on rows as they are stored, and as they are published."""

from collections import Counter

import numpy as np
import pytest
from scipy.stats import binom

from game.play.counting import CATCH_ALLOCATION, PUBLIC, Rules
from game.play.limits import DEFAULTS
from game.study.eligibility import ALL, HeardClip, judge
from game.study.study_file import public_study
from tests.builders.planted_cheaters import HONEST, PEOPLE, PlantedStudy, flagged

STUDY = Rules("study")
CLIPS = {f"c{n}": HeardClip(60.0, 0.0 if n < 10 else 0.5) for n in range(20)}
ROW = {
    "player": "ann",
    "clip_key": "c0",
    "status": "guessed",
    "mode": "study",
    "pack": "agl1k",
    "allocation": "study-quota",
    "client": "page",
    "consent_version": "study-1",
    "seconds_open": 40.0,
    "seconds_heard": 30.0,
    "seconds_to_guess": 35.0,
    "bytes_served": 500_000,
    "nearest_revealed_km": None,
    "prior_exposure": None,
    "checks": ["comprehension"],
    "lat": 10.0,
    "lon": 20.0,
    "distance_km": 900.0,
    "day": "2027-01-02",
    "why_not": [],
}
STORED = {"audio_bytes": 900_000, "revealed_before": False, "many_from_one_place": False}


def rows(count, player="ann", **columns):
    """Guesses on as many clips, at points apart unless told; a list has one entry for each."""
    made = []
    for n in range(count):
        own = {name: value[n] if isinstance(value, list) else value for name, value in columns.items()}
        made.append(ROW | {"player": player, "clip_key": f"c{n}", "lat": 1.5 * n} | own)
    return made


def reasons(of_rows, rules=STUDY):
    return [list(broken) for broken in judge(of_rows, CLIPS, rules).reasons]


def test_every_rule_that_a_row_breaks_is_named_and_any_may_be_off():
    both = ROW | {"client": "api", "seconds_heard": 0.2, "prior_exposure": True}
    judged = judge([both, both | {"client": "page", "prior_exposure": False}, ROW], CLIPS, STUDY)
    assert judged.reasons == (("program", "heard_too_little", "known_recording"), ("heard_too_little",), ())
    assert judged.counts.tolist() == [False, False, True]
    assert judged.broken("heard_too_little").tolist() == [True, True, False]
    assert judged.without("heard_too_little").tolist() == [False, True, True]
    on = {name: DEFAULTS[name] for name in DEFAULTS if name != "heard_too_little"}
    assert reasons([both, ROW], Rules("study", on)) == [["program", "known_recording"], []]


def test_of_published_rows_what_is_not_published_is_as_it_was_judged():
    verdict = ["revealed_before", "no_bytes", "too_fast", "not_listened"]
    assert reasons([ROW | {"why_not": verdict}]) == [["revealed_before", "no_bytes", "not_listened"]]
    assert reasons([ROW | STORED | {"why_not": verdict, "bytes_served": 10}]) == [["no_bytes"]]


def test_whoever_misses_a_place_that_is_said_loses_all_rounds():
    catch = ROW | {"allocation": CATCH_ALLOCATION, "clip_key": "catch"}
    played = [*rows(2), *rows(2, "bob"), catch | {"distance_km": 1200.0}, catch | {"player": "bob"}]
    failed = ["failed_catch"]
    assert reasons(played) == [failed, failed, [], [], ["catch", *failed], ["catch"]]
    once = Rules("study", {**DEFAULTS, "failed_catch": {"km": 1000.0, "allowed": 1}})
    assert reasons(played, once)[:2] == [[], []]
    assert reasons([*rows(1), catch | {"status": "skipped", "distance_km": 10_000.0}])[0] == failed
    assert reasons([*rows(1), catch | {"status": "abandoned", "distance_km": None}])[0] == []


@pytest.mark.parametrize(
    ("columns", "is_found"),
    [
        ({"distance_km": 3.0}, True),
        ({"distance_km": [3.0] * 5 + [900.0] * 5}, True),
        ({"distance_km": [3.0] * 4 + [900.0] * 6}, False),
        ({"distance_km": 26.0}, False),
        (
            {"distance_km": 3.0, "nearest_revealed_km": 0.2},
            False,
        ),  # has an explanation, and a rule of its own
    ],
)
def test_too_many_hits_without_speech_are_implausible(columns, is_found):
    found = reasons([*rows(10, **columns), *rows(10, "bob", lon=5.0)])
    assert {("implausible_precision" in one) for one in found[:10]} == {is_found}
    assert found[10:] == [[]] * 10


def test_hits_where_somebody_speaks_are_plausible():
    spoken = [row | {"clip_key": f"c{10 + n}", "distance_km": 1.0} for n, row in enumerate(rows(10))]
    assert reasons(spoken) == [[]] * 10


def test_one_spot_for_many_clips_is_no_answer_and_a_favourite_town_is():
    assert reasons(rows(10, lat=[48.85] * 5 + [1.0, 2.0, 3.0, 4.0, 5.0])) == [["identical_points"]] * 10
    assert reasons(rows(10, lat=[48.85] * 4 + [1.0, 2.0, 3.0, 4.0, 5.0, 6.0])) == [[]] * 10


def test_the_later_of_two_people_with_the_same_points_copied():
    first = rows(10, lat=[1.234567 * n for n in range(10)])
    later = [row | {"player": "bob", "day": "2027-01-03"} for row in first]
    assert reasons([*first, *later]) == [[]] * 10 + [["identical_points"]] * 10
    same_day = [row | {"day": "2027-01-02"} for row in later]
    assert reasons([*first, *same_day]) == [["identical_points"]] * 20
    crowd = [row | {"player": f"p{n}"} for n in range(11) for row in first]  # the middle of towns, by search
    assert reasons(crowd) == [[]] * len(crowd)


def test_the_public_game_is_the_default():
    assert public_study().rules.limits == DEFAULTS == PUBLIC.limits
    assert set(DEFAULTS) <= set(ALL)


@pytest.mark.parametrize("chance", [0.02, 0.05, 0.1])
def test_the_expected_false_positives_of_implausible_precision_are_below_alpha(chance):
    """For people whose true chance is the rule's or less, however many clips they hear."""
    limits = DEFAULTS["implausible_precision"]
    tries = np.arange(1, 500)
    needed = binom.isf(limits["alpha"], tries, limits["chance"]) + 1  # the fewest hits that are found
    assert (binom.sf(needed - 1, tries, chance) < limits["alpha"]).all()


def test_planted_cheaters_are_found_as_often_as_the_documentation_says():
    """`python -m benchmarks cheaters` measures the same on many more studies."""
    rng = np.random.default_rng(20270101)
    found, people = Counter[str](), Counter[str]()
    for _ in range(8):
        study = PlantedStudy(rng, PEOPLE)
        people.update(study.kind.values())
        found.update(study.kind[person] for person in flagged(study, STUDY))
    recall = {kind: found[kind] / count for kind, count in people.items()}
    assert min(recall[kind] for kind in ("clicker", "no listener", "one spot")) > 0.9
    assert min(recall[kind] for kind in ("answer key", "copies")) > 0.6
    assert recall["second account"] < 0.6  # what the rules cannot do
    honest = sum(found[kind] for kind in HONEST)
    assert honest / found.total() < 0.15 and max(recall[kind] for kind in HONEST) < 0.06
