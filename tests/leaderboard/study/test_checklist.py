"""The reporting checklist: every item is answered, or open with what to write."""

from collections import Counter
from typing import Any

import pytest

from leaderboard.study.checklist.checklist import SECTIONS, checklist
from leaderboard.study.study_figures import StudyFigures
from tests.builders.study_records import a_record

# How many items each section of the checklist has.
ITEMS = {"0": 10, "1": 12, "2": 23, "3": 10, "4": 8, "5": 10}

FULL: dict[str, Any] = {
    "allocation": {"rule": "quota", "answers": 8},
    "authors_take_part": True,
    "catch": {"rounds": 1},
    "comparisons": ({"entrant": "near", "claim": "superiority", "margin": 250},),
    "demographics": ("age_band", "gender", "languages", "education", "digital_skill", "ai_skill", "hearing"),
    "ethics": {"status": "approved", "body": "Board", "reference": "1-23"},
    "headphones": {"check": "antiphase"},
    "pay": {"currency": "GBP", "amount": 3.0, "minutes": 20, "equal": False},
    "precision": {"geoscore": 100},
    "questions": {"explanation": True},
    "sampling": {"population": "Adults", "frame": "A panel", "recruitment": "A link", "traits": ("age",)},
}


def answers(record):
    return {item.id: item for item in checklist(StudyFigures(record))}


@pytest.mark.parametrize(
    "record",
    [
        pytest.param(lambda: a_record(0), id="nobody"),
        pytest.param(lambda: a_record(1, models={}), id="one person"),
        pytest.param(lambda: a_record(12, pilot=True, broken={3: ["too_fast"]}), id="a pilot"),
        pytest.param(lambda: a_record(12, **FULL), id="everything set"),
    ],
)
def test_every_item_is_answered_or_open_with_what_to_write(record):
    found = answers(record())
    assert Counter(id_.partition(".")[0] for id_ in found) == ITEMS
    assert list(ITEMS) == list(SECTIONS)
    for item in found.values():
        assert item.note[0] == item.note[0].upper() and item.note.endswith("."), item
        assert (item.answer == "Open") == (item.source == "author") == item.note.startswith("Write "), item
        assert "nan" not in item.note and "None," not in item.note, item


def test_items_are_answered_from_file_and_data():
    found = answers(a_record(12, broken={0: ["too_fast"], 1: ["known_recording"]}, **FULL))
    expected = {
        "1.1": "Yes",
        "1.9": "Yes",
        "1.11": "Yes",
        "1.12": "No",
        "2.1": "Yes",
        "2.5": "Yes",
        "2.11": "No",
        "2.16": "Yes",
        "2.17": "Yes",
        "2.21": "Yes",
        "2.22": "No",
        "2.23": "Open",
        "3.7": "Yes",
        "3.10": "Yes",
        "4.1": "Yes",
        "4.3": "Yes",
        "4.8": "Yes",
    }
    assert {id_: found[id_].answer for id_ in expected} == expected
    assert "2 of 96 answered rounds (2.1%)" in found["3.5"].note
    assert "7.83 on average" in found["1.4"].note
    assert "Board, 1-23" in found["1.11"].note
    assert "GBP 3.00" in found["2.21"].note


def test_items_say_what_is_missing():
    found = answers(a_record(2, models={}))
    assert {id_: found[id_].answer for id_ in ("0.9", "1.11", "2.1", "2.12", "4.1", "4.3")} == {
        "0.9": "Open",
        "1.11": "Open",
        "2.1": "Open",
        "2.12": "Open",
        "4.1": "No",
        "4.3": "No",
    }
    assert answers(a_record(2, ethics={"status": "not_reviewed"}))["1.11"].answer == "No"
    other = answers(a_record(2, instructions={"en": "Listen."}))
    assert other["3.7"].answer == "Open"
