"""`python -m game study new` and `check`: from the template to what will be served."""

import re

import pytest

from game.__main__ import main
from game.project_files import DATA
from game.study.study_file import read_study
from tests.builders.studies import write_study

DEMO = {"pack": "demo", "practice": {"rounds": 0}}


@pytest.fixture(autouse=True)
def _state(tmp_path, monkeypatch):
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "state"))


def refused(*arguments) -> str:
    with pytest.raises(SystemExit) as stopped:
        main(["study", *map(str, arguments)])
    return str(stopped.value)


def test_a_new_study_passes_the_check_and_has_codes_of_its_own(tmp_path, capsys):
    first, second = tmp_path / "first.yaml", tmp_path / "second.yaml"
    for file in (first, second):
        assert main(["study", "new", "--out", str(file), "--name", "agl1k-60"]) == 0
    assert main(["study", "check", str(first)]) == main(["study", "check", str(second)]) == 0
    assert (
        "python -m game fetch agl1k" in capsys.readouterr().err
    )  # whoever has the pack reads about its clips
    studies = [read_study(file) for file in (first, second)]
    codes = {
        str(ending.code)
        for study in studies
        for ending in (study.endings.completed, study.endings.screened_out, study.endings.failed)
        if ending
    }
    assert len(codes) == 6 and all(re.fullmatch("C[A-Z2-9]{8}", code) for code in codes)
    assert {study.name for study in studies} == {"agl1k-60"}


def test_new_never_overwrites_a_file(tmp_path):
    file = tmp_path / "mine.yaml"
    file.write_text("mine")
    assert "mine.yaml is there already" in refused("new", "--out", file)
    assert file.read_text() == "mine"
    assert "cannot be written" in refused("new", "--out", tmp_path / "nowhere" / "mine.yaml")


def test_a_name_that_is_no_address_is_refused(tmp_path, capsys):
    refused("new", "--out", tmp_path / "a.yaml", "--name", "My study")
    assert "use 1 to 40 of a-z" in capsys.readouterr().err


def test_the_check_says_what_will_be_served(tmp_path, capsys):
    pay = {"currency": "GBP", "amount": 3.0, "minutes": 5}
    study = write_study(
        tmp_path,
        **DEMO,
        clips={"random": {"count": 20, "seed": 7, "strata": ["speech"]}},
        rounds=10,
        allocation={"rule": "quota", "answers": 10},
        pay=pay,
        comparisons=[
            {"entrant": "gemini-3-pro", "claim": "superiority"},
            {"entrant": "nobody", "claim": "superiority"},
        ],
    )
    assert main(["study", "check", str(study)]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for words in (
        "clips 20, a random sample with seed 7",
        " no_speech",
        "answers 10 for each clip, 200 in all, rule quota",
        "people 20 needed",
        "GBP 3.00 for 5 minutes, 36.00 an hour",
        "GBP 60.00 in all",
        f"hash {read_study(study).hash}",
        "! ethics: nobody has reviewed",
        "! contact: participants have nobody to ask",
        "! preregistration: do it before the first round",
        "! comparisons: no answers of nobody are known here",
        "! pay: 5 minutes are announced",
    ):
        assert words in said, words
    assert "answers of gemini-3-pro" not in said


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"rounds": 33}, "study.yaml:5: rounds: 33 rounds a person are more than the 32 clips"),
        ({"clips": {"keys": ["x"]}, "rounds": 1}, "clips.keys: 1 not in demo: x; write other clips"),
        ({"pack": "nowhere"}, "study.yaml:4: pack: There is no pack 'nowhere': looked for"),
        ({"practice": {"pack": "nowhere"}}, "practice.pack: There is no pack 'nowhere'"),
        ({"practice": {"pack": str(DATA / "demo")}}, "practice.pack: "),
        ({"catch": {"rounds": 1, "pack": "./catches"}}, "catch.pack: There is no pack '"),
    ],
)
def test_a_study_that_its_pack_cannot_serve_fails_the_check(tmp_path, capsys, values, message):
    good = write_study(tmp_path, **DEMO, name="good").rename(tmp_path / "good.yaml")
    bad = write_study(tmp_path, **DEMO | values)
    assert main(["study", "check", str(bad), str(good)]) == 1
    captured = capsys.readouterr()
    assert message in captured.err and f"{good}: study" in captured.out


def test_the_check_takes_folders_and_refuses_a_name_twice(tmp_path, capsys):
    for name in ("a.yaml", "b.yaml"):
        write_study(tmp_path, **DEMO).rename(tmp_path / name)
    assert main(["study", "check", str(tmp_path)]) == 1
    assert f"b.yaml:2: name: {tmp_path / 'a.yaml'} has the same; write another" in capsys.readouterr().err
    (tmp_path / "none").mkdir()
    assert "there is no study file (.yaml) in this folder" in refused("check", tmp_path / "none")
