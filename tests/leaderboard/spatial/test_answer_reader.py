"""Reading models' answers: letters, degrees, clock positions, words."""

from typing import Any

import pytest

from game.scenes.item import Answer, Item, Text
from leaderboard.spatial.answer_reader import Sense, read_fields, read_reply


def item(kind: Any, *options: str, unit: Any = None) -> Item:
    text = Text(plain="?")
    return Item("i", "s", kind, "twnm", "t", None, text, "?", english_options=options, unit=unit)


POINT = item("point")
NAMES = item("choice", "dog", "cat", "car", "car horn")


@pytest.mark.parametrize(
    ("reply", "azimuth", "elevation"),
    [
        ("front left", 45, 0),
        ("two o'clock, slightly up", -60, 20),
        ("The sound comes from 10 o’clock.", 60, 0),
        ("1:30 o'clock", -45, 0),
        ("directly behind", 180, 0),
        ("behind me, slightly to the right", -157.5, 0),
        ("right ahead", 0, 0),
        ("It is to the right, not behind.", -90, 0),
        ("Azimuth: -45°, elevation 10°, 2.5 m", -45, 10),
        ("30 degrees to the left, 10 degrees up", 30, 10),
        ("the dog is 30° to the right and behind", -150, 0),
        ("azimuth 242.52°, elevation 36.27°, 2.23m", -117.48, 36.27),
        ("150; -14 ; 1.735 m", 150, -14),
        ('{"azimuth": 30, "elevation": -5, "distance_m": 2}', 30, -5),
        ("<think>in front?</think> back-left, about 3 metres", 135, 0),
        ("Front left? No. Final answer: 3 o'clock", -90, 0),
        ("-30", -30, 0),
    ],
)
def test_directions_are_read_from_degrees_clock_positions_and_words(
    reply: str, azimuth: float, elevation: float
) -> None:
    answer = read_reply(POINT, reply)
    assert answer is not None
    assert (answer.azimuth, answer.elevation) == pytest.approx((azimuth, elevation))


@pytest.mark.parametrize(
    "reply", ["", "left and right", "I cannot tell", "azimuth 30, azimuth 60", "13 o'clock"]
)
def test_a_reply_without_one_direction_is_no_answer(reply: str) -> None:
    assert read_reply(POINT, reply) is None


def test_the_sense_of_azimuth_turns_numbers_without_a_side_alone() -> None:
    found = [read_reply(POINT, reply, "right") for reply in ("azimuth 30", "30 degrees to the left")]
    assert [answer and answer.azimuth for answer in found] == [-30, 30]


@pytest.mark.parametrize(
    ("reply", "option"),
    [
        *(("B", 1), ("(b)", 1), ("Answer: C", 2), ("The answer is (D).", 3), ("**C**", 2), ("B) cat", 1)),
        *(('{"answer": "A"}', 0), ("The correct option is D", 3), ("I think it's the car horn", 3)),
        *(("A dog barks", 0), ("A cat", 1), ("dog or cat", None), ("A or B", None), ("E", None)),
    ],
)
def test_choices_are_read_from_letters_and_from_the_options_words(reply: str, option: int | None) -> None:
    assert read_reply(NAMES, reply) == (None if option is None else Answer(option=option))


@pytest.mark.parametrize("reply", ["azimuth" + 200_000 * " " + "x", 50_000 * "answer ", 100_000 * "("])
def test_a_long_reply_takes_no_time(reply: str) -> None:
    assert read_reply(NAMES, reply) is None
    assert read_reply(POINT, reply) is None


def test_yes_and_no_are_read_at_the_beginning() -> None:
    asked = item("choice", "Yes", "No")
    replies = ("No, it is farther.", "yes.", "Yes and no")
    assert [(found := read_reply(asked, one)) and found.option for one in replies] == [1, 0, None]


def test_numbers_are_read_in_the_items_unit_and_ranges_are_not() -> None:
    metres, degrees = item("number", unit="m"), item("number", unit="deg")
    replies = ("2.5 m", "about 250 cm", "2.5", "between 2 and 3 m", "-1")
    assert [(found := read_reply(metres, one)) and found.number for one in replies] == [
        2.5,
        2.5,
        2.5,
        None,
        None,
    ]
    assert [read_fields(metres, {"number": number}) for number in (1e300, float("inf"), float("nan"))] == [
        None
    ] * 3
    assert read_reply(metres, "9" * 400) is None
    turns = ("45 degrees", "45°", "30 to 40 degrees")
    assert [(found := read_reply(degrees, one)) and found.number for one in turns] == [45, 45, None]


@pytest.mark.parametrize(("sense", "azimuth"), [("left", 30.0), ("right", -30.0)])
def test_fields_are_read_as_they_are(sense: Sense, azimuth: float) -> None:
    assert read_fields(POINT, {"azimuth": 30, "distance_m": "2"}, sense) == Answer(azimuth, 0.0, 2.0)
    assert read_fields(POINT, {"azimuth": 30, "elevation": 95}, sense) is None
    assert read_fields(NAMES, {"option": 4}, sense) is None
