import json

import pytest

from game.__main__ import main
from game.fetching.answers import models, root_of
from leaderboard.entrants.models import find_models
from leaderboard.entrants.paper import published_for
from tests.builders.answer_files import answer
from tests.builders.recordings import AGL1K

GEMINI = "google/gemini-3-pro-preview/seed_42_ABCD.jsonl"
FIXED = "seed_42_progress_fixed.json"
RESULTS = "results/audio_localization"


@pytest.fixture
def folder(archive, tmp_path, monkeypatch):
    for name, value in {**archive.environment, "EARWITNESS_CONTACT": "host@example.org"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path))
    monkeypatch.delenv("EARWITNESS_ANSWERS", raising=False)
    return tmp_path / "answers"


def one_answer(key="aporee_43130_49161"):
    return json.dumps([answer(key)]).encode()


def test_the_models_are_the_papers_sixteen():
    assert len(models()) == 16
    for model in models():
        row = published_for(model.folder)
        assert row and row.name == model.name


def test_the_published_answers_arrive_and_what_is_missing_is_told(archive, folder, capsys):
    assert main(["fetch", "answers"]) == 3
    captured = capsys.readouterr()
    assert captured.out.splitlines() == [
        f"{GEMINI}: 263 of 1,444 clips answered",
        "gpt-4o-audio-preview/seed_42_ABCD.jsonl: 304 of 1,444 clips answered",
        f"qwen25-omni/{FIXED}: 60 of 1,444 clips answered",
        f"3 of 16 models are in {folder}; set EARWITNESS_ANSWERS={folder} to show them.",
    ]
    assert "13 missing:" in captured.err
    assert (
        f"  Phi-4-MM1: of phi4, {FIXED}: it does not exist (404 from 127.0.0.1); seed_42_ABCD.jsonl:"
        in captured.err
    )
    assert (folder / RESULTS / GEMINI).read_bytes() == (AGL1K / RESULTS / GEMINI).read_bytes()
    assert len(find_models(folder)) == 3


def test_a_model_is_asked_for_by_any_of_its_names_and_fetched_once(archive, folder):
    assert main(["fetch", "answers", "Gemini 3 Pro", "QWEN25-omni", "alm/gpt-4o-audio-preview"]) == 0
    calls = len(archive.requests(RESULTS))
    assert main(["fetch", "answers", "gemini-3-pro-preview"]) == 0
    assert len(archive.requests(RESULTS)) == calls


def test_a_model_that_nobody_knows_is_refused_with_those_there_are(archive, folder, capsys):
    assert main(["fetch", "answers", "gpt-9"]) == 1
    assert (
        "AGL1K publishes no answers of a model 'gpt-9'; it has google/gemini-3-pro" in capsys.readouterr().err
    )
    assert archive.requests() == []


def test_the_file_that_agl1ks_figures_are_of_comes_first(archive, folder):
    archive.put_raw(f"{RESULTS}/google/gemini-3-pro-preview/{FIXED}", one_answer())
    assert main(["fetch", "answers", "gemini-3-pro"]) == 0
    assert [path.name for path in (folder / RESULTS).rglob("seed*")] == [FIXED]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"version https://git-lfs.github.com/spec/v1\n", "no answer can be scored"),
        (json.dumps([answer("k"), answer("k")]).encode(), "no clip 'k'"),
        (one_answer()[:-1] + b"," + one_answer()[1:], "1 clips are answered more than once"),
    ],
)
def test_a_file_that_cannot_be_used_is_not_kept(archive, folder, capsys, content, why):
    archive.put_raw(f"{RESULTS}/phi4/{FIXED}", content)
    assert main(["fetch", "answers", "phi4"]) == 3
    assert why in capsys.readouterr().err
    assert find_models(folder) == []


def test_lines_that_cannot_be_used_are_counted(archive, folder, capsys):
    rows = [answer("aporee_43130_49161"), answer("nobody")]
    archive.put_raw(f"{RESULTS}/phi4/{FIXED}", json.dumps(rows).encode())
    assert main(["fetch", "answers", "phi4"]) == 0
    assert f"phi4/{FIXED}: 1 of 1,444 clips answered, unusable lines: 1" in capsys.readouterr().out


def test_a_folder_that_a_host_names_need_not_be_there_yet(archive, folder, tmp_path, monkeypatch):
    monkeypatch.setenv("EARWITNESS_ANSWERS", str(tmp_path / "mine"))
    assert main(["fetch", "answers", "gemini-3-pro"]) == 0
    assert (tmp_path / "mine" / RESULTS / GEMINI).exists()


@pytest.mark.parametrize("there", ["results/audio_localization", "audio_localization", "."])
def test_answers_come_beside_those_that_are_there(tmp_path, there):
    (tmp_path / there / "my-model").mkdir(parents=True)
    assert root_of(tmp_path) == tmp_path / there


def test_an_interrupted_fetch_leaves_nothing_that_is_taken_for_a_model(archive, folder):
    archive.fail("ABCD", cut=1000)
    archive.fail("ABCD", status=429, headers={"Retry-After": "86400"}, times=None)
    assert main(["fetch", "answers", "gemini-3-pro"]) == 3
    assert find_models(folder) == []
    archive.heal()
    assert main(["fetch", "answers", "gemini-3-pro"]) == 0
    assert [model.folder_name for model in find_models(folder)] == ["google/gemini-3-pro-preview"]
    assert not (folder / RESULTS / ".arriving").exists()
