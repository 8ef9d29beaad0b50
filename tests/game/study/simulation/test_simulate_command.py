"""`python -m game study simulate`: the whole study through HTTP, and nothing of the host's touched."""

import pytest

from game.__main__ import main
from game.exit_codes import INTERRUPTED
from game.study.simulation.schedule import Schedule
from leaderboard.study import archive_reading
from tests.builders.running_game import TOWNS, write_pack
from tests.builders.studies import write_study


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("simulated")
    write_pack(folder / "towns", TOWNS)
    return folder


def study_file(folder, **changes):
    values = {"pack": "./towns", "rounds": 3, "allocation": {"rule": "quota", "answers": 2}}
    return str(write_study(folder, **values | {"practice": {"rounds": 1}} | changes))


@pytest.fixture
def simulate(folder, monkeypatch, capsys):
    monkeypatch.setenv("EARWITNESS_STATE", str(folder / "host"))

    def run(*arguments):
        code = main(["study", "simulate", *arguments])
        return code, capsys.readouterr()

    return run


def guesses(out):
    """What was guessed about each clip, and which rounds count; names are drawn anew each time."""
    [archive] = (out / "archive").iterdir()
    rows = archive_reading.read(archive).rounds.to_pylist()
    assert (out / "report" / "report.html").is_file()
    return sorted((row["clip_key"], row["lat"], row["lon"], row["why_not"]) for row in rows)


@pytest.mark.slow
def test_the_same_seed_gives_the_same_guesses(folder, simulate, tmp_path):
    file, found = study_file(folder), []
    for name in ("once", "again"):
        code, printed = simulate(file, "--seed", "5", "--out", str(tmp_path / name))
        assert (code, printed.err) == (0, "")
        assert "2 to 2 a clip, 6 clips" in printed.out
        found.append(guesses(tmp_path / name))
    assert found[0] == found[1]
    assert not (folder / "host").exists()


def test_ctrl_c_is_one_sentence(folder, simulate, monkeypatch, tmp_path):
    def interrupt(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(Schedule, "play", interrupt)
    code, printed = simulate(study_file(folder), "--out", str(tmp_path / "out"))
    assert code == INTERRUPTED
    assert printed.err == "\npython -m game: the simulation was stopped before its end\n"
    assert not (tmp_path / "out").exists()


def test_a_wrong_number_says_what_to_write(folder, simulate):
    with pytest.raises(SystemExit, match="--skill: leave is 2: write a number from 0 to 1"):
        simulate(study_file(folder), "--skill", "leave=2")
