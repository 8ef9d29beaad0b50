import logging
from functools import cache

import numpy as np
import pytest

from game.geo.gazetteer import Gazetteer
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.schema import read_clips
from leaderboard.entrants.entrant import CONTINENTS, NO_ANSWER
from leaderboard.entrants.models import entrant, find_models, read_models
from leaderboard.scoring.measures import measure
from leaderboard.scoring.rows import Truth
from tests.builders.answer_files import SILENCE, answer, write_answers
from tests.builders.recordings import AGL1K

KEYS = ("one", "two", "three")
rules = cache(NameRules.load)


@cache
def benchmark():
    """AGL1K's truth, and where each clip stands in it."""
    clips = read_clips(AGL1K)
    return Truth.of(clips, Gazetteer.load()), {clip.key: at for at, clip in enumerate(clips)}


def names(folder):
    return [model.folder_name for model in find_models(folder)]


def read(folder, keys=KEYS):
    return read_models(folder, keys, rules())


# Where models are found


@pytest.mark.parametrize("start", ["", "results", "results/audio_localization"])
def test_models_are_found_from_the_repositorys_root_its_results_or_their_task(tmp_path, start):
    task = tmp_path / "results" / "audio_localization"
    for model in ("google/gemini-3-pro-preview", "gpt-4o-audio-preview"):
        write_answers(task / model, [answer("one")])
    assert names(tmp_path / start) == ["google/gemini-3-pro-preview", "gpt-4o-audio-preview"]


def test_what_is_no_model_is_passed_over(tmp_path):
    write_answers(tmp_path / "mine", [answer("one")])
    for people in ("human-crowd", "human-guesses"):
        write_answers(tmp_path / people, [answer("one")], "seed_42_progress_fixed.json")
    write_answers(tmp_path / ".hidden", [answer("one")])
    write_answers(tmp_path / "a" / "b" / "too-deep", [answer("one")])
    write_answers(tmp_path / "raw", [answer("one")], "seed_42_progress.csv")
    write_answers(tmp_path / "other", [answer("one")], "notes_ABCD.jsonl")
    write_answers(tmp_path, [answer("one")])
    (tmp_path / "empty").mkdir()
    assert names(tmp_path) == ["mine"]


def test_a_folder_without_models_or_that_has_gone_holds_none(tmp_path):
    assert read(tmp_path) == []
    assert read(tmp_path / "gone") == []


def test_of_a_seeds_formats_the_one_that_agl1k_evaluates_is_read(tmp_path):
    model = tmp_path / "mine"
    for ending, city in (("_ABCD.jsonl", "Lines"), ("_progress_fixed.json", "List")):
        write_answers(model, [answer("one", city=city)], f"seed_42{ending}")
    write_answers(model, ["key,lat,lon,city,country,continent", "one,1,2,Table,,"], "seed_42.csv")
    write_answers(model, ["key,lat,lon,city,country,continent", "one,1,2,Table,,"], "seed_7.csv")
    [read_one] = read(tmp_path)
    assert {seed: [row.city for row in rows] for seed, rows in read_one.seeds.items()} == {
        7: ["Table"],
        42: ["List"],
    }


# What is read of them


def test_several_seeds_are_all_kept_and_the_lowest_that_answered_speaks_first(tmp_path):
    write_answers(tmp_path / "mine", [answer("one", city="B"), answer("two", city="C")], "seed_43_ABCD.jsonl")
    write_answers(tmp_path / "mine", [answer("one", city="A")], "seed_5_ABCD.jsonl")
    [model] = read(tmp_path)
    assert [row.city for row in model.rows] == ["A", "B", "C"]
    assert {key: row.city for key, row in model.first_answers().items()} == {"one": "A", "two": "C"}


def test_broken_files_are_told_by_name_and_line_and_stop_no_other(tmp_path, caplog):
    damaged = write_answers(tmp_path / "damaged", [answer("one"), "{oh", answer("nowhere"), answer("two")])
    broken = write_answers(tmp_path / "broken", ["{", "{"])
    twice = write_answers(tmp_path / "twice", [answer("one"), answer("one")])
    write_answers(tmp_path / "whole", [answer("three")])
    with caplog.at_level(logging.WARNING):
        models = {model.name: model for model in read(tmp_path)}
    assert {name: len(model.rows) for name, model in models.items()} == {
        "broken": 0,
        "damaged": 2,
        "twice": 0,
        "whole": 1,
    }
    assert [problem.split(": ")[:2] for problem in models["damaged"].problems] == [
        [f"{damaged}, line 2", "malformed"],
        [f"{damaged}, line 3", "unknown key"],
    ]
    assert str(broken) in models["broken"].problems[0] and str(twice) in models["twice"].problems[0]
    assert models["whole"].problems == ()
    assert len(caplog.messages) == 3
    assert "(and 1 more)" in next(message for message in caplog.messages if str(damaged) in message)


def test_a_broken_seed_leaves_the_others_of_its_model(tmp_path):
    write_answers(tmp_path / "mine", ["{"], "seed_1_ABCD.jsonl")
    write_answers(tmp_path / "mine", [answer("one")], "seed_2_ABCD.jsonl")
    [model] = read(tmp_path)
    assert list(model.seeds) == [2]
    assert len(model.problems) == 1


def test_models_are_told_apart_even_where_their_folders_are_called_alike(tmp_path):
    for folder in ("a/x", "b/x", "A-x", "zed"):
        write_answers(tmp_path / folder, [answer("one")])
    models = read(tmp_path)
    assert [model.key for model in models] == ["alm/a-x", "alm/a-x-2", "alm/b-x", "alm/zed"]
    assert len({model.name for model in models}) == 4


def test_a_model_that_the_paper_has_goes_by_the_papers_name_and_key(tmp_path):
    write_answers(tmp_path / "google" / "gemini-3-pro-preview", [answer("one")])
    write_answers(tmp_path / "lab" / "Ears_of-tomorrow 2", [answer("one")])
    assert {model.key: model.name for model in read(tmp_path)} == {
        "alm/gemini-3-pro": "Gemini 3 Pro",
        "alm/lab-ears-of-tomorrow-2": "Ears_of-tomorrow 2",
    }


# As entrants


def test_the_published_files_give_the_published_figures(shared):
    truth, positions = benchmark()
    models = {model.key: model for model in read(AGL1K, positions)}
    figures = {
        key: measure(one.rows, one.units)
        for key, model in models.items()
        for one in [entrant(model, truth, positions, Gazetteer.load(), rules())]
    }
    gemini, gpt = figures["alm/gemini-3-pro"], figures["alm/gpt-4o-audio-preview"]
    assert (gemini["n"], round(gemini["geoscore"], 3), round(gemini["distance_km"], 3)) == (
        263,
        3092.296,
        2281.667,
    )
    assert (gpt["n"], round(gpt["geoscore"], 3), round(gpt["distance_km"], 3)) == (304, 2117.738, 3623.406)
    assert figures["alm/qwen25-omni-sample"]["n"] == 60
    assert all(model.problems == () for model in models.values())


def test_an_entrant_says_how_many_clips_it_answered_and_where_its_points_lie(shared, tmp_path):
    truth, positions = benchmark()
    first, second, third = list(positions)[:3]
    rows = [answer(first), answer(second, **SILENCE), answer(third, lat=-77.8, lon=166.7)]
    write_answers(tmp_path / "mine", rows)
    [model] = read(tmp_path, positions)
    one = entrant(model, truth, positions, Gazetteer.load(), rules())
    assert (one.kind, one.key, one.unit, one.players, one.clips) == ("alm", "alm/mine", "clip", None, 3)
    assert one.note == "Recomputed from its answers to 3 of 1,444 clips."
    assert one.continent.tolist() == [CONTINENTS.index("Europe"), NO_ANSWER, CONTINENTS.index("Antarctica")]
    assert one.rows.distance_km[1] == 10_000


def test_seeds_of_a_model_count_as_each_clips_mean(shared, tmp_path):
    truth, positions = benchmark()
    first, second = list(positions)[:2]
    write_answers(tmp_path / "mine", [answer(first), answer(second)], "seed_1_ABCD.jsonl")
    write_answers(tmp_path / "mine", [answer(first, **SILENCE)], "seed_2_ABCD.jsonl")
    [model] = read(tmp_path, positions)
    one = entrant(model, truth, positions, Gazetteer.load(), rules())
    far = one.rows.distance_km
    found = measure(one.rows, one.units)
    assert (found["n"], found["n_answers"]) == (2, 3)
    assert np.isclose(found["distance_km"], ((far[0] + 10_000) / 2 + far[1]) / 2)
    assert one.note.endswith("clips, asked 2 times, averaged by clip.")


def test_a_model_of_which_nothing_could_be_read_is_an_entrant_without_rows(shared, tmp_path):
    truth, positions = benchmark()
    write_answers(tmp_path / "broken", ["{"])
    [model] = read(tmp_path, positions)
    one = entrant(model, truth, positions, Gazetteer.load(), rules())
    assert (one.clips, len(one.continent)) == (0, 0)
