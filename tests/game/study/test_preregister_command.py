"""`python -m game study preregister`: what it writes and notes, and when it refuses."""

import json

import pytest

from game.__main__ import main
from game.settings import Settings
from game.store.database import working_engine
from game.study import study_rows
from game.study.preregistration import read_preregistration
from game.study.study_file import read_study
from tests.builders.studies import write_study

DEMO = {"pack": "demo", "practice": {"rounds": 0}}


@pytest.fixture(autouse=True)
def _state(tmp_path, monkeypatch):
    (tmp_path / "state").mkdir()
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "state"))


def preregistered(file, out) -> int:
    return main(["study", "preregister", str(file), "--out", str(out)])


def in_database(work):
    engine = working_engine(Settings.from_env().database_url)
    with engine.begin() as connection:
        found = work(connection)
    engine.dispose()
    return found


def test_it_writes_both_files_and_notes_the_json_in_the_database(tmp_path, capsys):
    file, out = write_study(tmp_path, **DEMO), tmp_path / "registry"
    assert preregistered(file, out) == 0
    markdown, frozen = sorted(out.iterdir(), key=lambda path: path.suffix, reverse=True)
    assert capsys.readouterr().out.splitlines()[:2] == [str(markdown), str(frozen)]
    text = frozen.read_text("utf-8")
    read = read_preregistration(text, frozen.name)
    assert (read["study_hash"], len(read["clips"])) == (read_study(file).hash, 32)
    assert read["hash"] in markdown.read_text("utf-8")
    noted = in_database(lambda connection: study_rows.find(connection, "ten-clips"))
    assert noted.preregistration == text
    assert preregistered(file, out) == 1
    assert "is there already: keep it" in capsys.readouterr().err
    assert json.loads(frozen.read_text("utf-8")) == read


def test_once_a_clip_was_dealt_it_is_too_late(tmp_path, capsys):
    file = write_study(tmp_path, **DEMO)

    def deal(connection):
        study_rows.keep(connection, read_study(file))
        study_rows.note_first_deal(connection, "ten-clips", 1_800_000_000.0)

    in_database(deal)
    assert preregistered(file, tmp_path / "out") == 1
    assert "its first clip was dealt on 2027-01-15" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pilot": True}, "ten-clips is a pilot"),
        ({"rounds": 500}, "500 rounds a person are more than the 32 clips"),
        ({"pack": "nowhere"}, "study.yaml:4: pack: "),
    ],
    ids=["pilot", "too many rounds", "no pack"],
)
def test_it_refuses_in_one_sentence(tmp_path, capsys, changes, said):
    assert preregistered(write_study(tmp_path, **DEMO | changes), tmp_path / "out") == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path, capsys):
    file = write_study(tmp_path, **DEMO)
    (tmp_path / "out").write_text("a file")
    assert preregistered(file, tmp_path / "out") == 1
    assert f"{tmp_path / 'out'} cannot be written to: " in capsys.readouterr().err
