import json
import logging
from functools import cache

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.geo.gazetteer import Gazetteer
from game.geo.geodesy import distance_km, geoscore
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.schema import read_clips
from leaderboard.entrants.models import read_models
from leaderboard.scoring.rows import Truth
from leaderboard.worker.answers_by_clip import (
    NAME,
    REASONING_CHARACTERS,
    AnswersByClip,
    write_answers_by_clip,
)
from leaderboard.worker.output_files import OutputFiles
from tests.builders.answer_files import SILENCE, answer, write_answers
from tests.builders.recordings import AGL1K
from tests.builders.running_game import TOWNS, write_pack

rules = cache(NameRules.load)
FIELDS = ["name", "lat", "lon", "city", "country", "distance_km", "geoscore", "refused", "reasoning"]


@pytest.fixture
def write_and_load(tmp_path):
    """Writes models' rows and loads the answers to the clips k0, k1 ... of a pack named `pack`."""
    pack = write_pack(tmp_path / "pack", TOWNS)
    clips = read_clips(pack)
    truth = Truth.of(clips, Gazetteer.load())
    positions = {clip.key: at for at, clip in enumerate(clips)}

    def run(**rows):
        for model, answers in rows.items():
            write_answers(tmp_path / "answers" / model, answers)
        models = read_models(tmp_path / "answers", positions, rules())
        outputs = OutputFiles(tmp_path / "shelf")
        write_answers_by_clip(outputs, "pack", models, truth, positions)
        answers_by_clip = AnswersByClip(outputs.folder)
        answers_by_clip.load()
        return answers_by_clip

    return run


def about(answers_by_clip, key, pack="pack"):
    return json.loads(orjson.dumps(answers_by_clip.about(pack, key)))


def test_a_clip_is_told_with_what_each_model_said_in_the_order_of_their_names(write_and_load):
    answers_by_clip = write_and_load(
        zeta=[answer("k0", reasoning="Trams.")], Alpha=[answer("k0", lat="48.8566", lon="2.3522")]
    )
    alpha, zeta = about(answers_by_clip, "k0")
    assert list(alpha) == FIELDS
    assert (alpha["name"], alpha["distance_km"], alpha["geoscore"]) == ("Alpha", 0, 5000)
    far = distance_km(*TOWNS[0], 52.52, 13.405)
    assert zeta == {
        "name": "zeta",
        "lat": 52.52,
        "lon": 13.405,
        "city": "Berlin",
        "country": "Germany",
        "distance_km": pytest.approx(far, abs=1e-6),
        "geoscore": pytest.approx(geoscore(far)),
        "refused": False,
        "reasoning": "Trams.",
    }


def test_a_clip_that_nobody_answered_and_another_packs_clips_are_told_nothing_of(write_and_load):
    answers_by_clip = write_and_load(mine=[answer("k0")])
    assert about(answers_by_clip, "k1") == []
    assert about(answers_by_clip, "k0", "demo") == []


def test_a_refusal_says_so_and_scores_as_one(write_and_load):
    [alm] = about(write_and_load(mine=[answer("k0", **SILENCE)]), "k0")
    assert (alm["refused"], alm["lat"], alm["lon"], alm["distance_km"]) == (True, None, None, 10_000)
    assert round(alm["geoscore"], 1) == 6.2


def test_a_coordinate_that_cannot_be_read_is_no_refusal_and_has_no_score(write_and_load):
    [alm] = about(write_and_load(mine=[answer("k0", lat="Not specified"), answer("k1")]), "k0")
    assert (alm["refused"], alm["lat"], alm["distance_km"], alm["geoscore"]) == (False, None, None, None)


def test_reasoning_is_bounded_and_a_placeholder_for_it_is_nothing(write_and_load):
    long = "x" * 100_000
    answers_by_clip = write_and_load(
        mine=[
            answer("k0", reasoning=long, city=long, country=long),
            answer("k1", reasoning="No reasoning provided"),
            answer("k2", reasoning="y" * REASONING_CHARACTERS),
        ]
    )
    [alm] = about(answers_by_clip, "k0")
    assert alm["reasoning"] == "x" * (REASONING_CHARACTERS - 1) + "…"
    assert len(alm["city"]) == len(alm["country"]) == 120
    assert about(answers_by_clip, "k1")[0]["reasoning"] == ""
    assert about(answers_by_clip, "k2")[0]["reasoning"] == "y" * REASONING_CHARACTERS


def test_every_line_of_the_file_is_json(write_and_load, tmp_path):
    write_and_load(mine=[answer("k0", reasoning='"quoted"\nand\u2028broken'), answer("k1")])
    head, *lines = (tmp_path / "shelf" / NAME).read_bytes().split(b"\n")
    assert json.loads(head) == {"pack": "pack"}
    assert [json.loads(line)["key"] for line in lines] == ["k0", "k1"]


@given(
    key=st.one_of(st.just('","alms":'), st.just("\n"), st.text(min_size=1).filter(str.isprintable)),
    text=st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_key_and_any_words_come_back_as_they_were(tmp_path_factory, key, text):
    folder = tmp_path_factory.mktemp("said")
    alms = [{"name": text, "reasoning": f'{text}","alms":[]}}'}]
    line = b'{"key":' + orjson.dumps(key) + b',"alms":' + orjson.dumps(alms) + b"}"
    OutputFiles(folder).put(NAME, orjson.dumps({"pack": "p"}) + b"\n" + line)
    answers_by_clip = AnswersByClip(folder)
    answers_by_clip.load()
    assert about(answers_by_clip, key, "p") == alms


def test_what_is_there_is_read_when_it_appears_when_it_changes_and_forgotten_when_it_goes(
    write_and_load, tmp_path
):
    early = AnswersByClip(tmp_path / "shelf")
    early.load()
    assert about(early, "k0") == []
    write_and_load(mine=[answer("k0", city="Bonn")])
    early.load()
    assert about(early, "k0")[0]["city"] == "Bonn"
    write_and_load(mine=[answer("k0", city="Potsdam")])
    early.load()
    assert about(early, "k0")[0]["city"] == "Potsdam"
    (tmp_path / "shelf" / NAME).unlink()
    early.load()
    assert about(early, "k0") == []


@pytest.mark.parametrize("damage", [b"", b"\0\0\0", b"[]", b'{"pack":"pack"}\nnonsense', b'{"other":1}'])
def test_a_damaged_file_is_told_once_and_costs_no_more_than_the_models_words(tmp_path, caplog, damage):
    OutputFiles(tmp_path).put(NAME, damage)
    answers_by_clip = AnswersByClip(tmp_path)
    with caplog.at_level(logging.WARNING):
        answers_by_clip.load()
        answers_by_clip.load()
    assert about(answers_by_clip, "k0") == []
    [message] = caplog.messages
    assert str(tmp_path / NAME) in message


def test_the_published_answers_to_the_rampart_of_essaouira(shared, tmp_path):
    clips = read_clips(AGL1K)
    positions = {clip.key: at for at, clip in enumerate(clips)}
    models = read_models(AGL1K, positions, rules())
    write_answers_by_clip(
        OutputFiles(tmp_path), "agl1k", models, Truth.of(clips, Gazetteer.load()), positions
    )
    answers_by_clip = AnswersByClip(tmp_path)
    answers_by_clip.load()
    by_city = {alm["city"]: alm for alm in about(answers_by_clip, "aporee_26839_30948", "agl1k")}
    assert by_city.keys() == {"Essaouira", "Istanbul"}
    assert round(by_city["Essaouira"]["distance_km"], 2) == 1.08
    assert round(by_city["Istanbul"]["geoscore"]) == 447
    assert "Adhan" in by_city["Istanbul"]["reasoning"]
    assert about(answers_by_clip, "aporee_5201_6631", "agl1k") == []
