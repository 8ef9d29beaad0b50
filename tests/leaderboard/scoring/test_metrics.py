from dataclasses import fields, replace
from functools import cache

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from game.geo.gazetteer import Gazetteer
from game.geo.geodesy import geoscore
from game.packs.clip import Clip
from leaderboard.answers.answers import Answer
from leaderboard.answers.name_rules import NameRules
from leaderboard.scoring.columns import COLUMNS
from leaderboard.scoring.measures import measure, measure_parts
from leaderboard.scoring.metrics import PARTS, Outcomes, compare, distances_km, mean_known, shares, values
from leaderboard.scoring.quantiles import weighted_quantiles
from leaderboard.scoring.rows import Responses, Truth, labels_at

DEGREE_KM = 111.31949079327357  # of longitude on the equator: 6378.137 km * pi / 180
rules = cache(NameRules.load)

BERLIN = {"lat": 52.52, "lon": 13.405, "city": "Berlin", "country": "Germany", "continent": "Europe"}
SEOUL = {
    "lat": 37.566,
    "lon": 126.9784,
    "city": "Seoul",
    "country": "Korea, Republic of",
    "continent": "Asia",
}
VATICAN = {
    "lat": 41.90268,
    "lon": 12.45414,
    "city": "Vatican City",
    "country": "Holy See (Vatican City State)",
    "continent": "",
}
SEA = {"lat": 0.0, "lon": 20.0, "city": "Here", "country": "There", "continent": "Africa"}


def clip(key="a", **overrides):
    texts = dict.fromkeys((field.name for field in fields(Clip)), "")
    numbers = dict.fromkeys(("seconds", "speech", "animal", "music", "nature", "things"), 0.0)
    return Clip(**{**texts, **numbers, **SEA, "key": key, **overrides})


def answer(key="a", **overrides):
    plain = {"line": 1, "silent": False, "refused": False, "reasoning": "", **SEA}
    return Answer(**{**plain, "key": key, **overrides})


def refusal(key="a", **overrides):
    return answer(key, **{"lat": None, "lon": None, "silent": True, "refused": True, **overrides})


def outcomes(clips, answers):
    responses = Responses.of(answers, {clip.key: at for at, clip in enumerate(clips)})
    points = labels_at(responses.lat, responses.lon, Gazetteer.load())
    return compare(Truth.of(clips, Gazetteer.load()), responses, points, rules())


def figures(clips, answers):
    rows = outcomes(clips, answers)
    return measure(rows, rows.clip)


def test_every_column_has_its_figure_and_no_other():
    assert set(figures([clip()], [answer()])) == {column.key for column in COLUMNS}


def test_a_right_answer_has_the_best_figures():
    best = figures([clip()], [answer()])
    assert (best["geoscore"], best["distance_km"], best["reject_rate"]) == (5000, 0, 0)
    assert [best[f"acc_{km}km"] for km in (1, 10, 100, 500, 1000)] == [1] * 5
    assert [best[f"{level}_acc"] for level in ("continent", "country", "city")] == [1] * 3


def test_distances_and_scores_are_means_over_answers_and_not_the_score_of_a_mean():
    clips = [clip("a"), clip("b")]
    found = figures(clips, [answer("a", lon=21.0), answer("b", lon=23.0)])
    assert found["distance_km"] == pytest.approx(2 * DEGREE_KM, rel=1e-12)
    scores = [5000 * 2.718281828459045 ** (-km / 1492.7) for km in (DEGREE_KM, 3 * DEGREE_KM)]
    assert found["geoscore"] == pytest.approx(sum(scores) / 2, rel=1e-12)


def test_thresholds_are_over_the_answers_with_a_distance():
    clips = [clip(key) for key in "abcd"]
    near = [answer("a"), answer("b", lon=20.08), answer("c", lon=24.0)]
    found = figures(clips, [*near, answer("d", lat=None, lon=None)])
    shares = [found[f"acc_{km}km"] for km in (1, 10, 100, 500, 1000)]
    assert shares == pytest.approx([1 / 3, 2 / 3, 2 / 3, 1, 1])


def test_a_distance_of_just_a_threshold_is_not_within_it():
    rows = replace(outcomes([clip()], [answer()]), distance_km=np.array([10.0]))
    found = measure(rows, rows.clip)
    assert [found[f"acc_{km}km"] for km in (1, 10, 100, 500, 1000)] == [0, 0, 1, 1, 1]


def test_a_refused_coordinate_is_ten_thousand_km_whatever_the_other_says():
    found = figures([clip()], [refusal(city="Here")])
    assert (found["distance_km"], found["q50_km"], found["reject_rate"]) == (10_000, 10_000, 1)
    assert found["geoscore"] == pytest.approx(6.159, abs=1e-3)
    assert found["city_acc"] == 1


def test_a_coordinate_that_cannot_be_read_leaves_distances_but_stays_in_the_rest():
    clips = [clip("a"), clip("b")]
    found = figures(clips, [answer("a", lon=21.0), answer("b", lat=None, lon=None, city="Elsewhere")])
    assert found["n"] == 2
    assert found["distance_km"] == found["q25_km"] == found["q75_km"] == pytest.approx(DEGREE_KM)
    assert found["geoscore"] == pytest.approx(geoscore(DEGREE_KM))
    assert (found["city_acc"], found["reject_rate"]) == (0.5, 0)


def test_a_named_refusal_counts_in_the_reject_rate_with_its_distance_kept():
    found = figures([clip()], [answer(refused=True, city="Unknown", lon=21.0)])
    assert found["reject_rate"] == 1
    assert found["distance_km"] == pytest.approx(DEGREE_KM)
    assert found["city_acc"] == 0


def test_a_point_at_zero_that_is_no_refusal_counts_where_it_is():
    found = figures([clip(lat=0.0, lon=1.0)], [answer(lat=0.0, lon=0.0)])
    assert found["distance_km"] == pytest.approx(DEGREE_KM)
    assert found["reject_rate"] == 0


@pytest.mark.parametrize("level", ["continent", "country", "city"])
def test_a_missing_name_leaves_its_accuracy_alone(level):
    clips = [clip("a"), clip("b")]
    found = figures(clips, [answer("a"), answer("b", **{level: None})])
    assert [found[f"{other}_acc"] for other in ("continent", "country", "city")] == [1] * 3
    assert found["n"] == 2


def test_a_blank_city_is_a_wrong_city_as_agl1k_counts_it_but_a_blank_country_is_none():
    clips = [clip("a"), clip("b")]
    found = figures(clips, [answer("a"), answer("b", city="", country=" ", continent="")])
    assert (found["city_acc"], found["country_acc"], found["continent_acc"]) == (0.5, 1, 1)


def test_a_clip_without_a_continent_leaves_both_continent_accuracies():
    clips = [clip("a", **VATICAN), clip("b", **BERLIN)]
    found = figures(clips, [answer("a", **SEOUL), answer("b", **BERLIN)])
    assert (found["continent_acc"], found["continent_acc_coordinates"]) == (1, 1)
    assert (found["country_acc"], found["country_acc_coordinates"]) == (0.5, 0.5)


def test_the_label_of_seoul_is_right_from_coordinates_where_its_name_is_not_found():
    found = figures([clip(**SEOUL)], [answer(**{**SEOUL, "country": "South Korea"})])
    assert (found["country_acc"], found["country_acc_coordinates"]) == (0, 1)


def test_a_point_that_belies_its_names_is_told_by_the_two_accuracies():
    found = figures([clip(**BERLIN)], [answer(**{**BERLIN, "lat": SEOUL["lat"], "lon": SEOUL["lon"]})])
    for level in ("continent", "country", "city"):
        assert (found[f"{level}_acc"], found[f"{level}_acc_coordinates"]) == (1, 0)


@pytest.mark.parametrize(
    "response", [refusal(**{"city": None, "country": None, "continent": None}), refusal()]
)
def test_who_gives_no_point_is_wrong_from_coordinates(response):
    found = figures([clip(**BERLIN)], [response])
    assert [found[f"{level}_acc_coordinates"] for level in ("continent", "country", "city")] == [0] * 3


def test_a_skip_with_no_names_at_all_leaves_the_accuracies_by_name():
    found = figures([clip()], [refusal(city=None, country=None, continent=None)])
    assert np.isnan([found["continent_acc"], found["country_acc"], found["city_acc"]]).all()


def test_a_point_in_antarctica_has_a_wrong_continent_and_not_none():
    found = figures([clip(**BERLIN)], [answer(**{**BERLIN, "lat": -77.85, "lon": 166.67})])
    assert found["continent_acc_coordinates"] == 0


def test_a_point_in_the_vatican_is_in_europe_though_agl1ks_clips_there_have_no_continent():
    rome = {"lat": 41.8947, "lon": 12.4839, "city": "Rome", "country": "Italy", "continent": "Europe"}
    found = figures([clip(**rome)], [answer(**{**VATICAN, "continent": None})])
    assert (found["continent_acc_coordinates"], found["country_acc_coordinates"]) == (1, 0)


def test_labels_that_a_pack_leaves_blank_come_from_the_point():
    station = clip(lat=53.754815369316, lon=-2.7061414930179, city="", country="", continent="")
    found = figures([station], [answer(city="Preston", country="England", continent="Europe")])
    assert [found[f"{level}_acc"] for level in ("continent", "country", "city")] == [1] * 3


def test_speech_begins_at_a_tenth_and_the_other_sounds_count_only_without_it():
    clips = [
        clip("talk", speech=0.1, animal=1.0, music=1.0, nature=1.0, things=1.0),
        clip("bird", speech=0.09, animal=0.1, nature=0.099),
        clip("band", music=0.5, things=1.0),
    ]
    answers = [answer("talk", lon=21.0), answer("bird", lon=22.0), answer("band", lon=24.0)]
    found = figures(clips, answers)
    degrees = {"speech": 1, "nonspeech": 3, "animal": 2, "music": 4, "things": 4}
    for sound, expected in degrees.items():
        assert found[f"{sound}_km"] == pytest.approx(expected * DEGREE_KM, rel=1e-12)
    assert np.isnan(found["nature_km"])


def test_a_part_is_measured_as_the_whole_is():
    clips = [clip("talk", speech=1.0), clip("bird", animal=1.0)]
    rows = outcomes(clips, [answer("talk", lon=21.0), answer("bird", lon=22.0, city="Unknown", refused=True)])
    silent = rows.only(~rows.heard["speech"])
    found = measure(silent, silent.clip)
    assert (found["n"], found["city_acc"], found["reject_rate"]) == (1, 0, 1)
    assert found["distance_km"] == found["animal_km"] == found["nonspeech_km"] == pytest.approx(2 * DEGREE_KM)
    assert np.isnan(found["speech_km"])


def test_no_rows_give_no_figures_but_counts():
    rows = outcomes([clip()], [answer()])
    none = rows.only(np.zeros(1, dtype=bool))
    found = measure(none, none.clip)
    assert (found.pop("n"), found.pop("n_answers")) == (0, 0)
    assert np.isnan(list(found.values())).all()


# Several answers to a clip


def test_a_clip_answered_three_times_counts_as_one_answered_once():
    clips = [clip("a"), clip("b")]
    answers = [answer("a", lon=21.0), answer("a", lon=22.0), refusal("a"), answer("b", lon=20.0)]
    found = figures(clips, answers)
    assert (found["n"], found["n_answers"]) == (2, 4)
    assert found["distance_km"] == pytest.approx((3 * DEGREE_KM + 10_000) / 3 / 2)
    assert found["reject_rate"] == pytest.approx((1 / 3 + 0) / 2)
    assert found["acc_500km"] == pytest.approx((2 / 3 + 1) / 2)


def test_a_clip_with_one_readable_distance_of_two_counts_in_full():
    clips = [clip("a"), clip("b")]
    answers = [answer("a", lon=23.0), answer("a", lat=None, lon=None), answer("b", lon=21.0)]
    assert figures(clips, answers)["distance_km"] == pytest.approx(2 * DEGREE_KM)


def test_players_can_be_the_unit_instead_of_clips():
    rows = outcomes([clip("a"), clip("b")], [answer("a"), answer("b"), answer("a", lon=22.0)])
    found = measure(rows, np.array([0, 0, 1]))
    assert found["distance_km"] == pytest.approx(DEGREE_KM)


degrees = st.floats(-80, 80).map(lambda at: round(at, 3))
one_answer = st.builds(
    answer,
    key=st.sampled_from("abc"),
    lat=degrees,
    lon=degrees,
    city=st.sampled_from(["Here", "here", "Elsewhere", "", None]),
    country=st.sampled_from(["There", "the there", "UK", None]),
    continent=st.sampled_from(["Africa", "africa ", "Australia", "", None]),
    refused=st.booleans(),
)
some_answers = st.lists(one_answer | st.builds(refusal, key=st.sampled_from("abc")), min_size=1, max_size=12)
CLIPS = [
    clip("a", speech=1.0),
    clip("b", animal=0.3),
    clip("c", country="United Kingdom", continent="Oceania"),
]


@given(some_answers)
@settings(max_examples=60, deadline=None)
def test_figures_are_those_of_a_plain_loop(answers):
    """By the definitions, row by row, with geopy as in AGL1K's evaluation."""
    by_key = {clip.key: clip for clip in CLIPS}
    by_clip = {clip.key: [row for row in answers if row.key == clip.key] for clip in CLIPS}

    def mean(value, of=lambda clip: True):
        rows = [[value(row, by_key[key]) for row in own] for key, own in by_clip.items() if of(by_key[key])]
        readable = [[figure for figure in per_clip if figure is not None] for per_clip in rows]
        means = [sum(per_clip) / len(per_clip) for per_clip in readable if per_clip]
        return sum(means) / len(means) if means else np.nan

    def km(row, clip):
        return 10_000 if row.silent else geodesic((clip.lat, clip.lon), (row.lat, row.lon)).km

    def named(level, key):
        def right(row, clip):
            text = getattr(row, level)
            name = None if text is None else key(text)
            return None if name is None else name == key(getattr(clip, level))

        return right

    expected = {
        "distance_km": mean(km),
        "geoscore": mean(lambda row, clip: geoscore(km(row, clip))),
        "acc_1000km": mean(lambda row, clip: km(row, clip) < 1000),
        "reject_rate": mean(lambda row, clip: row.refused),
        "continent_acc": mean(named("continent", rules().continent)),
        "country_acc": mean(named("country", rules().country)),
        "city_acc": mean(named("city", rules().city)),
        "speech_km": mean(km, lambda clip: clip.speech >= 0.1),
        "animal_km": mean(km, lambda clip: clip.speech < 0.1 <= clip.animal),
    }
    found = figures(CLIPS, answers)
    assert {key: found[key] for key in expected} == pytest.approx(expected, nan_ok=True, rel=1e-9)


@given(some_answers, st.randoms())
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_and_saying_it_twice_change_nothing(answers, random):
    shuffled = random.sample(answers * 2, len(answers) * 2)
    once, twice = figures(CLIPS, answers), figures(CLIPS, shuffled)
    assert twice.pop("n_answers") == 2 * once.pop("n_answers")
    assert twice == pytest.approx(once, nan_ok=True, rel=1e-9, abs=1e-6)


# Quantiles

SHARES = [0, 0.25, 0.5, 0.75, 1]
some_values = st.lists(st.floats(0, 20_000), min_size=1, max_size=30)


@given(some_values)
def test_quantiles_of_single_answers_are_numpys(values):
    found = weighted_quantiles(np.array(values), np.ones(len(values)), SHARES)
    assert found == pytest.approx(np.quantile(values, SHARES), abs=1e-6)


@given(some_values, st.integers(1, 4))
def test_quantiles_do_not_change_when_each_unit_says_the_same_more_often(values, times):
    array = np.array(values)
    once = weighted_quantiles(array, np.ones(len(values)), SHARES)
    often = weighted_quantiles(np.repeat(array, times), np.full(len(values) * times, 1 / times), SHARES)
    assert often == pytest.approx(once, abs=1e-6)


def test_quantiles_weigh_guesses_and_not_the_means_of_clips():
    # One clip guessed at 0 and 8 km, one at 4 km: the clips' means, 4 and 4, would hide the spread.
    found = weighted_quantiles(np.array([0.0, 8.0, 4.0]), np.array([0.5, 0.5, 1.0]), [0, 0.5, 1])
    assert found == pytest.approx([2, 4, 6])


# Each function alone, on four rows: two answers to a clip with speech and, to two clips without, a refusal
# and a point that cannot be read.

NAN = np.nan
HALF_KM = 1492.7 * np.log(2)  # scores half of 5,000
FOUR = Outcomes(
    clip=np.array([0, 0, 1, 2]),
    distance_km=np.array([0.0, HALF_KM, 10_000.0, NAN]),
    refused=np.array([False, False, True, False]),
    named={
        "continent": np.array([1.0, 1.0, NAN, 0.0]),
        "country": np.array([1.0, 0.0, NAN, 0.0]),
        "city": np.array([0.0, 0.0, NAN, NAN]),
    },
    placed={level: np.array([1.0, 0.0, 0.0, 0.0]) for level in ("continent", "country", "city")},
    heard={
        "speech": np.array([True, True, False, False]),
        "animal": np.array([False, False, True, False]),
        **{sound: np.zeros(4, dtype=bool) for sound in ("music", "nature", "things")},
    },
)
LOST = 5000 * np.exp(-10_000 / 1492.7)  # the score of a refusal


def test_columns_hold_a_value_for_each_row_or_none():
    columns = dict(values(FOUR))
    assert columns["geoscore"] == pytest.approx([5000, 2500, LOST, NAN], nan_ok=True)
    assert columns["acc_1000km"] == pytest.approx([1, 0, 0, NAN], nan_ok=True)  # 1,034.7 km is beyond it
    assert columns["reject_rate"].tolist() == [0, 0, 1, 0]
    assert columns["speech_km"] == pytest.approx([0, HALF_KM, NAN, NAN], nan_ok=True)
    assert columns["nonspeech_km"] == pytest.approx([NAN, NAN, 10_000, NAN], nan_ok=True)
    assert columns["animal_km"] == pytest.approx([NAN, NAN, 10_000, NAN], nan_ok=True)
    assert np.isnan(columns["music_km"]).all()
    assert columns["city_acc"] == pytest.approx([0, 0, NAN, NAN], nan_ok=True)
    assert columns["city_acc_coordinates"].tolist() == [1, 0, 0, 0]


def test_parts_are_means_over_their_clips():
    found = measure_parts(FOUR, FOUR.clip)
    assert list(found) == list(PARTS) == ["all", "speech", "nonspeech"]
    whole, speech, rest = found.values()
    assert [(part["n"], part["n_answers"]) for part in found.values()] == [(3, 4), (1, 2), (2, 2)]
    # The clip that has no distance at all leaves the means of distances.
    assert whole["distance_km"] == pytest.approx((HALF_KM / 2 + 10_000) / 2)
    assert (speech["distance_km"], rest["distance_km"]) == pytest.approx((HALF_KM / 2, 10_000))
    assert whole["geoscore"] == pytest.approx((3750 + LOST) / 2)
    assert [part["reject_rate"] for part in found.values()] == pytest.approx([1 / 3, 0, 1 / 2])
    assert [part["country_acc"] for part in found.values()] == pytest.approx([(1 / 2 + 0) / 2, 1 / 2, 0])
    assert [part["country_acc_coordinates"] for part in found.values()] == pytest.approx([1 / 6, 1 / 2, 0])
    assert whole["speech_km"] == speech["speech_km"] == pytest.approx(HALF_KM / 2)
    assert np.isnan([rest["speech_km"], speech["nonspeech_km"], rest["city_acc"]]).all()
    # Half a unit at 0, half at 1,034.7 km, one at 10,000 km: the middle unit is half of each of the last two.
    assert whole["q50_km"] == pytest.approx((HALF_KM + 10_000) / 2)
    assert speech["q50_km"] == pytest.approx(HALF_KM / 2)
    assert measure(FOUR, FOUR.clip) == pytest.approx(whole, nan_ok=True)


def test_parts_by_player_are_means_over_players():
    found = measure_parts(FOUR, np.array([0, 1, 1, 1]))
    assert found["all"]["distance_km"] == pytest.approx((0 + (HALF_KM + 10_000) / 2) / 2)
    assert found["speech"]["distance_km"] == pytest.approx(HALF_KM / 2)
    assert found["all"]["reject_rate"] == pytest.approx((0 + 1 / 3) / 2)


def test_shares_let_every_unit_count_once():
    assert shares(np.array([0, 0, 2, 0, 2])) == pytest.approx([1 / 3, 1 / 3, 1 / 2, 1 / 3, 1 / 2])
    assert shares(np.array([], dtype=np.intp)).tolist() == []


def test_a_mean_of_known_values_is_a_mean_of_units():
    unit = np.array([0, 0, 0, 1, 2])
    assert mean_known(np.array([1.0, 3.0, NAN, 8.0, NAN]), unit) == pytest.approx((2 + 8) / 2)
    assert np.isnan(mean_known(np.full(5, NAN), unit))


def test_distances_are_geodesic_unless_a_row_is_silent_or_has_no_point():
    clips = [clip("a"), clip("b", lat=0.0, lon=179.0)]
    answers = [answer("a", lon=22.0), answer("b", lon=-179.0), refusal("a"), answer("b", lat=None, lon=None)]
    responses = Responses.of(answers, {"a": 0, "b": 1})
    found = distances_km(Truth.of(clips, Gazetteer.load()), responses)
    assert found == pytest.approx([2 * DEGREE_KM, 2 * DEGREE_KM, 10_000, NAN], nan_ok=True)


def test_rows_are_taken_joined_and_ordered_by_distance():
    assert FOUR.by_distance.tolist() == [0, 1, 2, 3]
    mirrored = FOUR.only(np.array([False, False, True, True]))
    again = Outcomes.joined([mirrored, FOUR.only(np.array([True, True, False, False]))])
    assert again.clip.tolist() == [1, 2, 0, 0]
    assert again.by_distance.tolist() == [2, 3, 0, 1]
    assert again.heard["speech"].tolist() == [False, False, True, True]
    assert measure(again, again.clip) == pytest.approx(measure(FOUR, FOUR.clip), nan_ok=True)


# Speed


def test_names_are_looked_at_once_however_many_rows_bear_them():
    looked_at = []

    class Counted(NameRules):
        def country(self, name):
            looked_at.append(name)
            return super().country(name)

    counted = Counted(**{field.name: getattr(rules(), field.name) for field in fields(NameRules)})
    many = 100_000
    responses = Responses.of(
        [answer(country=name) for name in ("There", "Elsewhere")] * (many // 2), {"a": 0}
    )
    points = labels_at(np.full(many, np.nan), np.full(many, np.nan), Gazetteer.load())
    rows = compare(Truth.of([clip()], Gazetteer.load()), responses, points, counted)
    assert measure(rows, rows.clip)["country_acc"] == pytest.approx(0.5)
    assert len(looked_at) == 3  # both names answered, and the true one again for the points
