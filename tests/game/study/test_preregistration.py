"""Preregistrations: what is frozen, what a change to it does, and what was kept."""

import json
from datetime import date
from pathlib import Path

import pytest

from game.packs.pack import Pack
from game.study.clip_subset import choose_clips
from game.study.code_hash import code_hash
from game.study.preregistration import (
    PreregistrationError,
    canonical,
    preregistration,
    read_preregistration,
    what_was_kept,
)
from game.study.preregistration_text import markdown
from game.texts import text_in
from tests.builders.clips import clip
from tests.builders.studies import a_study

PACK = Pack("agl1k", Path(), tuple(clip(n, n, n) for n in range(20)), (), (), "a" * 64)
DAY = date(2027, 3, 1)
PLANNED = {
    "clips": {"random": {"count": 10, "seed": 7}},
    "sampling": {"population": "Adults who use a panel"},
    "pay": {"currency": "GBP", "amount": 3.0, "minutes": 20.0},
    "precision": {"geoscore": 100.0},
    "stopping": {"participants": 30},
    "comparisons": ({"entrant": "gemini-3-pro", "claim": "noninferiority", "margin": 250.0},),
    "rules": {"program": "off"},
}


def frozen_study(**changes):
    study = a_study(**PLANNED | changes)
    subset = choose_clips(study, PACK)
    return study, subset, preregistration(study, subset, PACK.hash, "c" * 64, DAY)


def broken(frozen, study, clips=(), pack_hash=PACK.hash, code="c" * 64, first_day=DAY):
    return [
        kept.what
        for kept in what_was_kept(frozen, study, clips, pack_hash, code, first_day)
        if not kept.is_kept
    ]


def test_the_same_study_gives_the_same_bytes_and_is_read_back():
    (_, _, first), (_, _, second) = frozen_study(), frozen_study()
    assert first == second
    assert read_preregistration(json.dumps(first), "x.json") == first
    assert (first["clips"], first["pack_hash"]) == ([c.key for c in frozen_study()[1].clips], PACK.hash)


@pytest.mark.parametrize("key", ["file", "clips", "analysis", "made_on", "code_hash", "study_hash"])
def test_whatever_is_changed_afterwards_is_noticed(key):
    frozen = frozen_study()[2]
    frozen[key] = "2026-01-01"
    with pytest.raises(PreregistrationError, match=r"x\.json was changed after it was written"):
        read_preregistration(json.dumps(frozen), "x.json")


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"earwitness_preregistration": 2}', "\x00"])
def test_another_file_is_no_preregistration(text):
    with pytest.raises(PreregistrationError, match=r"x\.json is no preregistration"):
        read_preregistration(text, "x.json")


def test_a_pilot_is_not_preregistered():
    with pytest.raises(PreregistrationError, match="is a pilot"):
        frozen_study(pilot=True)


def test_a_study_that_went_as_planned_kept_everything():
    study, subset, frozen = frozen_study()
    assert broken(frozen, study, [c.key for c in subset.clips]) == []
    assert broken(frozen, study, [], first_day=None) == []


def test_each_deviation_is_named():
    study, _, frozen = frozen_study()
    changed = a_study(**PLANNED | {"skips": True, "comparisons": ()})
    assert broken(frozen, changed) == ["study file: comparisons", "study file: skips", "analysis"]
    assert broken(frozen, study, ["other"]) == ["clips"]
    assert broken(frozen, study, pack_hash="b" * 64) == ["pack"]
    assert broken(frozen, study, code="d" * 64) == ["code"]
    assert broken(frozen, study, first_day=date(2027, 2, 28)) == ["first round"]


def test_the_text_says_what_a_registry_asks_for():
    study, subset, frozen = frozen_study()
    text = markdown(frozen, study, subset, PACK.name)
    for said in (
        "preregistered on 2027-03-01 (UTC), before its first round",
        "- Population: Adults who use a panel",
        "- Sampling frame: *The study file does not say.*",
        "- Pay: 3 GBP for about 20 minutes",
        "- 10 clips of the pack `agl1k`: drawn with seed 7",
        "- It ends with 30 participants",
        "- 95% interval aimed at: ±100 GeoScore",
        "- `gemini-3-pro` against people: noninferiority, margin 250 GeoScore",
        "- `too_fast`: seconds 2",
        f"- This preregistration `{frozen['hash']}`",
    ):
        assert said in text
    assert "`program`" not in text


def test_our_texts_are_frozen_in_every_language_of_the_study():
    both = {"en": "Where?", "de": "Wo?"}
    study, subset, frozen = frozen_study(
        languages=("en", "de"), title=both, consent={"title": both, "text": both}
    )
    instructions = {language: text_in(language, "study.default.instructions") for language in both}
    assert frozen["file"]["instructions"] == instructions
    text = markdown(frozen, study, subset, PACK.name)
    assert "- Languages: en, de; the JSON has all texts in each of them\n- Instructions: Listen" in text


def test_what_is_hashed_can_be_hashed_by_anybody():
    frozen = frozen_study()[2]
    assert json.loads(canonical(frozen)) == {key: value for key, value in frozen.items() if key != "hash"}
    assert len(code_hash()) == 64
