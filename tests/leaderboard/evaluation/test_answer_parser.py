import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboard.evaluation.answer_parser import parse_answer
from leaderboard.evaluation.coordinate_parser import read_degrees
from leaderboard.evaluation.json_in_text import find_object
from tests.builders.recordings import AGL1K
from tests.stand_ins.model_api import replies

POINT = (31.5085, -9.7595)
NAMES = ("Essaouira", "Morocco", "Africa")


def point(text):
    found = parse_answer(text)
    return found.lat, found.lon


def names(text):
    found = parse_answer(text)
    return found.city, found.country, found.continent


def test_plain_json_is_read_without_a_note():
    found = parse_answer(replies.PLAIN)
    assert (found.lat, found.lon) == POINT
    assert (found.city, found.country, found.continent) == NAMES
    assert found.reason == replies.ESSAOUIRA["reason"]
    assert (found.mended, found.unread) == ((), ())


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (replies.FENCED, "words around it"),
        (replies.NO_COMMA, "broken JSON"),
        (replies.NUMBERS_AS_TEXTS, "coordinates as text"),
        (f"<think>Is it {{Rome}}? No.</think>\n{replies.PLAIN}", "thoughts before it"),
        (replies.PLAIN.replace("\n}", ",\n}"), "broken JSON"),
        (replies.PLAIN.replace('"', "'").replace("'Yallah\\'", ""), "broken JSON"),
        (replies.PLAIN.replace('\\"Yallah\\"', '"Yallah"'), "broken JSON"),
        (replies.PLAIN.replace("{\n", "{", 1).replace('{  "reason"', '{reason"'), "broken JSON"),
        (replies.PLAIN.removesuffix("\n}"), "broken JSON"),
        (replies.PLAIN.replace("31.5085", "31.5085 // about"), "broken JSON"),
        (replies.PLAIN.replace("-9.7595", "9.7595° W"), "broken JSON"),
        (
            replies.PLAIN.replace("-9.7595", '"9,7595 W"').replace("31.5085", '"31.5085° N"'),
            "coordinates as text",
        ),
        (replies.PLAIN.replace("-9.7595", "-9,7595"), "broken JSON"),
        (f"[{replies.PLAIN}]", "words around it"),
        (replies.NO_COMMA.join(("```json\n", "\n```")), "broken JSON"),
    ],
)
def test_what_models_do_to_json_is_mended_and_told(text, note):
    found = parse_answer(text)
    assert (found.lat, found.lon) == POINT
    assert (found.city, found.country, found.continent) == NAMES
    assert note in found.mended
    assert found.unread == ()


def test_line_breaks_within_texts_are_let_pass():
    text = '{"reason": "one\ntwo", "city": "Rome", "latitude": 41.9, "longitude": 12.5}'
    assert point(text) == (41.9, 12.5) and parse_answer(text).reason == "one\ntwo"


def test_the_answer_is_the_last_of_several():
    template = '{"city": "Your city", "country": "x", "continent": "y", "longitude": 0, "latitude": 0}'
    assert names(f"The format: {template}\nMy answer: {replies.PLAIN}") == NAMES
    assert names(f"The format: {template}\nMy answer: {replies.NO_COMMA}") == NAMES


LYON = '{"city": "Lyon", "country": "France", "continent": "Europe", "longitude": 4.83, "latitude": 45.76}'
FIELDS = replies.PLAIN.strip("{}\n")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        (f"<think>Perhaps {LYON}</think>{replies.PLAIN}", "thoughts before it"),
        (f"Perhaps {LYON}\n</think>\n{replies.PLAIN}", "thoughts before it"),
        (f"<think>a <think>b</think> {LYON}</think>{replies.PLAIN}", "thoughts before it"),
        (f"[THINK]{LYON}[/THINK]{replies.NO_COMMA}", "thoughts before it"),
        (f"◁think▷{LYON}◁/think▷{replies.PLAIN}", "thoughts before it"),
        (
            f"<|channel|>analysis<|message|>{LYON}<|end|><|channel|>final<|message|>{replies.PLAIN}<|return|>",
            "thoughts before it",
        ),
        ('{"alternatives": [' + LYON + "] " + FIELDS + "}", "broken JSON"),
        ("{" + FIELDS + ' "alternatives": [' + LYON + "]}", "broken JSON"),
        ('{"alternative": ' + LYON + ", " + FIELDS + "}", None),
        ('{"draft": ' + LYON + ', "final_answer": ' + replies.NO_COMMA + "}", "broken JSON"),
        ('{"draft": ' + LYON + ', "answer": ' + replies.PLAIN + "}", None),
        (FIELDS + ', "alternatives": [' + LYON + "]}", "broken JSON"),
        (f"Draft: {LYON}\nFinal answer: {replies.PLAIN}", "words around it"),
        (f"{replies.PLAIN}\n\n**Alternative**\n```json\n{LYON}\n```", "words around it"),
        (f"{replies.NO_COMMA}\nIt could also be {LYON}", "broken JSON"),
        (f"I considered the alternatives. {replies.PLAIN}", "words around it"),
        (f"[{replies.PLAIN}, {LYON}]", "words around it"),
        ('{"predictions": [' + replies.PLAIN + ", " + LYON + "]}", None),
        ('{"json\n' + replies.PLAIN, "words around it"),
        (json.dumps({"answer": replies.PLAIN}), None),
        (replies.PLAIN.replace('"longitude":', '"longitude"'), "broken JSON"),
        (replies.PLAIN.replace('"latitude":', '"latitude" ='), "broken JSON"),
        (replies.PLAIN.replace('"', "“", 1).replace('"', "”", 1), "broken JSON"),
        (replies.PLAIN.replace("31.5085", "31.5085, /* N */ \"sure\": True, \"x\": None"), "broken JSON"),
    ],
)  # fmt: skip
def test_a_draft_or_an_alternative_is_never_the_answer(text, note):
    found = parse_answer(text)
    assert (found.lat, found.lon, found.city) == (*POINT, "Essaouira")
    assert note is None or note in found.mended


@pytest.mark.parametrize(
    "text",
    [
        f"<think>Perhaps {LYON}",
        f"{LYON} </think>",
        f"<|channel|>analysis<|message|>{LYON}",
        f"Draft:\n{LYON}",
        '{"reason": "r", "candidates": [' + LYON + "]}",
        '{"latitude": null, "longitude": null, "alternatives": [' + LYON + "]}",
    ],
)
def test_thoughts_drafts_and_alternatives_alone_are_no_answer(text):
    found = parse_answer(text)
    assert (found.lat, found.lon, found.city) == (None, None, None) and found.unread


def test_what_a_reply_was_cut_off_in_is_not_read():
    text = '{"city": "Rome", "longitude": 12.5, "latitude": 4'
    assert point(text) == (4, 12.5)
    cut = parse_answer(text, is_cut_off=True)
    assert (cut.lat, cut.lon, cut.city) == (None, 12.5, "Rome")
    assert (
        parse_answer('{"latitude": 41.9, "longitude": 12.5, "reason": "The bel', is_cut_off=True).lat == 41.9
    )


def test_names_of_fields_may_be_worded_otherwise_or_nested():
    text = json.dumps(
        {
            "Answer": {
                "City": "Rome",
                "Country": "Italy",
                "location": {"Lat": "41.9", "Lng": 12.5},
                "Reasoning": "r",
            }
        }
    )
    found = parse_answer(text)
    assert (found.city, found.country, found.lat, found.lon, found.reason) == (
        "Rome",
        "Italy",
        41.9,
        12.5,
        "r",
    )
    assert found.unread == ("continent is null",)


@pytest.mark.parametrize(
    "text", [replies.REFUSAL, "", "   ", "{}", "[]", "42", "{not json", '{"mood": "sad"}']
)
def test_what_holds_no_answer_is_told_and_kept_as_its_reason(text):
    found = parse_answer(text)
    assert (found.lat, found.lon, found.city) == (None, None, None)
    assert found.unread and found.reason == text.strip()


def test_a_field_that_cannot_be_read_is_told_and_the_others_are_kept():
    found = parse_answer('{"city": ["Rome"], "country": "Italy", "latitude": "N/A", "longitude": true}')
    assert (found.lat, found.lon, found.city, found.country) == (None, None, None, "Italy")
    assert found.unread == ('lat is "N/A"', "lon is true", 'city is ["Rome"]', "continent is null")


@pytest.mark.parametrize("field", ["coordinates", "location"])
def test_coordinates_may_be_one_text(field):
    found = parse_answer(json.dumps({"city": "Essaouira", field: "31°30'N, 9°46'W"}))
    assert found.lat == 31.5 and found.lon == pytest.approx(-9.7667, abs=1e-4)
    assert found.mended == ("coordinates as text",)


def test_a_place_name_is_no_coordinates():
    found = parse_answer(json.dumps({"city": "Essaouira", "location": "the harbour"}))
    assert (found.lat, found.lon) == (None, None)


def test_an_answer_cut_off_in_its_reasons_gives_no_place():
    found = parse_answer('{"reason": "The muezzin and the gulls point to')
    assert found.lat is None and "no JSON" in found.unread[0]


@pytest.mark.parametrize(
    ("value", "axis", "degrees"),
    [
        (48.85, "lat", 48.85),
        (-3, "lon", -3.0),
        ("48.85", "lat", 48.85),
        (" +48.85 ", "lat", 48.85),
        ("-48,85", "lat", -48.85),
        ("−9.5", "lon", -9.5),
        ("2.35° E", "lon", 2.35),
        ("2.35 West", "lon", -2.35),
        ("-2.35 W", "lon", -2.35),
        ("S 33.9", "lat", -33.9),
        ("33.9 degrees south", "lat", -33.9),
        ("31°30'36\"N", "lat", 31.51),
        ("9° 45′ W", "lon", -9.75),
        ("~48.85", "lat", 48.85),
        ("approx. 48.85", "lat", 48.85),
        ("48.85 (Paris)", "lat", 48.85),
        ("95.5", "lat", 95.5),
        ("48.85 E", "lat", None),
        ("48.85, 2.35", "lat", None),
        ("48 to 49", "lat", None),
        ("1.2.3", "lat", None),
        ("N/A", "lat", None),
        ("Unknown", "lat", None),
        ("", "lat", None),
        (None, "lat", None),
        (True, "lat", None),
        (10**400, "lat", None),
        ("9" * 400, "lat", None),
        (float("nan"), "lat", None),
        (float("inf"), "lat", None),
        ([48.85], "lat", None),
    ],
)
def test_degrees_are_read_as_people_write_them(value, axis, degrees):
    assert read_degrees(value, axis) == (None if degrees is None else pytest.approx(degrees))


def test_coordinates_that_the_reasons_speak_of_are_not_those_of_the_answer():
    text = replies.NO_COMMA.replace("A muezzin", "latitude: 20 N, longitude: 30 W or so. A muezzin")
    assert point(text) == POINT
    reasons_last = (
        '{"latitude": 41.9, "longitude": 12.5 "reason": "A place of latitude: 20 S, longitude: 3 W"}'
    )
    assert point(reasons_last) == (41.9, 12.5)


def test_an_object_of_other_names_is_found_too():
    found = find_object('Sure:\n```\n{"Speech": 0.8, "Wind noise" 0.2}\n```', {"speech", "wind noise"})
    assert found and found.fields == {"speech": 0.8, "wind noise": 0.2}
    assert find_object('{"a": 1}', {"b"}) is None


@given(st.text() | st.text(alphabet="{}[]\":,.-0123456789 latlonciy\n\\'", max_size=200))
def test_no_words_break_the_reader(text):
    found = parse_answer(text)
    assert found.lat is None or isinstance(found.lat, float)


@given(
    st.floats(-90, 90),
    st.floats(-180, 180),
    st.text(min_size=1).filter(str.strip),
    st.text(),
    st.sampled_from([0, 2, None]),
)
def test_whatever_json_says_is_read_as_it_is(lat, lon, city, reason, indent):
    fields = {"reason": reason, "city": city, "country": "Peru", "latitude": lat, "longitude": lon}
    found = parse_answer(f"```json\n{json.dumps(fields, indent=indent)}\n```")
    assert (found.lat, found.lon, found.city, found.reason) == (lat, lon, city.strip(), reason.strip())


def test_the_deepest_nesting_is_survived_quickly():
    for text in ("{" * 5000, '{"a":' * 5000, "[{" * 3000, '{"city": "' + 'a "b" ' * 2000, '{"a":{' * 5000):
        assert parse_answer(text).lat is None


def test_published_outputs_are_read_as_agl1k_read_them(shared):
    """Where AGL1K found a place, the same place; docs/evaluating.md gives the counts."""
    same, more = 0, 0
    for file in sorted((AGL1K / "results").glob("**/seed_42_ABCD.jsonl")):
        for line in file.read_text().splitlines():
            row = json.loads(line)
            found = parse_answer(row["model_output"])
            theirs = row["predicted_latitude"], row["predicted_longitude"]
            if theirs == (0.0, 0.0):
                more += found.lat is not None
                continue
            same += 1
            assert (found.lat, found.lon) == theirs, row["question_id"]
            assert found.city == row["predicted_city"].strip() or not re.search(
                '"city": "', row["model_output"]
            )
    assert (same, more) == (553, 2)
