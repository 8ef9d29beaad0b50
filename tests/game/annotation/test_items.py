"""The sample of raters: drawn once by seed, in an order of each rater's own, without those who withdrew."""

import json
from itertools import pairwise

import pytest

from game.annotation.blinding import HIDDEN, reasons
from game.annotation.items import AnnotationError, draw, in_order, read_sample, write_sample
from tests.builders.wrong_answers import candidate

MANY = [candidate(who, str(n)) for who in ("people", "alm/gemini-3-pro") for n in range(40)]


def test_the_seed_decides_who_is_drawn_and_no_id_tells_it(tmp_path):
    sample = draw(MANY, 10, 7, {"seed": 7})
    assert sample == draw(MANY[::-1], 10, 7, {"seed": 7})
    assert [item.id for item in sample.items] != [item.id for item in draw(MANY, 10, 8, {}).items]
    assert sorted(item.entrant for item in sample.items) == ["alm/gemini-3-pro"] * 10 + ["people"] * 10
    assert len({item.id for item in sample.items}) == 20
    write_sample(tmp_path, sample)
    assert read_sample(tmp_path) == sample
    assert (tmp_path / "items.json").stat().st_mode & 0o077 == 0
    assert "why" not in (tmp_path / "items.json").read_text()  # texts go with those who withdraw


def test_each_rater_has_an_order_of_their_own_that_mixes_entrants():
    items = draw(MANY, 40, 7, {}).items
    anna, ben = in_order(items, 7, "anna"), in_order(items, 7, "ben")
    assert anna == in_order(items[::-1], 7, "anna") and anna != ben and set(anna) == set(ben)
    changes = sum(one.entrant != other.entrant for one, other in pairwise(anna))
    assert 25 < changes < 55


def test_who_withdraws_is_taken_out():
    sample = draw(MANY, 40, 7, {}).without_withdrawn(["3", "5"])
    assert sorted(item.source for item in sample.items if item.entrant == "people") == ["3", "5"]
    assert sum(item.entrant != "people" for item in sample.items) == 40


@pytest.mark.parametrize("contents", ["", "[]", json.dumps({"options": {}, "items": [{"id": "a"}]})])
def test_a_damaged_sample_is_said_so(tmp_path, contents):
    (tmp_path / "items.json").write_text(contents)
    with pytest.raises(AnnotationError, match="cannot be read"):
        read_sample(tmp_path)


def test_a_missing_sample_says_what_to_run(tmp_path):
    with pytest.raises(AnnotationError, match="game annotate"):
        read_sample(tmp_path)


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("As an AI language model, I think Peru.", f"As {HIDDEN}, I think Peru."),
        ("I, Gemini 2.5 Pro, by Google DeepMind", f"I, {HIDDEN}, by Google {HIDDEN}"),
        ("GPT-4o-audio-preview hears a phi phenomenon", f"{HIDDEN} hears a phi phenomenon"),
        ("Qwen2.5-Omni and my-model v7 agree", f"{HIDDEN} and {HIDDEN} v7 agree"),
        ("The bard sang; llamas in Peru.", "The bard sang; llamas in Peru."),
    ],
)
def test_no_text_names_a_model(words, shown):
    assert reasons(words, names=["my-model"]) == shown


def test_clues_and_words_of_people_stand_in_one_text():
    assert reasons("It sounded German.", ["language", "bells_or_prayer"]) == (
        "Language, Bells or prayer.\nIt sounded German."
    )
    assert reasons(None, ["language"]) == "Language." and reasons(None) == ""
