import shutil

import pytest

from game.__main__ import command_line, main
from game.project_files import DATA


@pytest.fixture
def state(tmp_path, monkeypatch):
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path))
    monkeypatch.delenv("EARWITNESS_PACK", raising=False)
    return tmp_path


def copy_of_demo(state, name):
    return shutil.copytree(DATA / "demo", state / "packs" / name)


def listed(output: str) -> dict[str, list[str]]:
    """The counts and the folder of each pack in the output, by name."""
    rows = [line.replace(" *", "").split(maxsplit=4) for line in output.splitlines()[1:]]
    return {name: rest for name, *rest in rows}


def test_packs_lists_each_pack_once_with_its_counts(state, capsys):
    mine = copy_of_demo(state, "mine")
    recordings = sorted((mine / "audio").iterdir())
    recordings[0].unlink()
    recordings[1].write_bytes(b"no recording")
    assert main(["packs"]) == 0
    captured = capsys.readouterr()
    assert listed(captured.out) == {
        "demo": ["32", "0", "0", str(DATA / "demo")],
        "mine": ["30", "1", "1", str(mine)],
    }
    left_out, missing = captured.err.splitlines()
    assert left_out.startswith(f"left out of mine: {recordings[1].stem}: ")
    assert missing == f"missing from mine: the recordings of {recordings[0].stem}"


def test_packs_marks_the_one_that_is_played(state, capsys, monkeypatch):
    monkeypatch.setenv("EARWITNESS_PACK", str(copy_of_demo(state, "mine")))
    assert main(["packs"]) == 0
    assert [line.split()[:2] for line in capsys.readouterr().out.splitlines() if "*" in line] == [
        ["mine", "*"]
    ]


def test_packs_names_what_cannot_be_played_and_fails(state, capsys, monkeypatch):
    (copy_of_demo(state, "broken") / "clips.csv").write_text("key\n")
    monkeypatch.setenv("EARWITNESS_PACK", "nowhere")
    assert main(["packs"]) == 1
    captured = capsys.readouterr()
    assert list(listed(captured.out)) == ["demo"]
    assert [line.split(": ")[0] for line in captured.err.splitlines()] == ["cannot be played"] * 2
    assert "There is no pack 'nowhere'" in captured.err
    assert "broken/clips.csv, row 1: there is no column" in captured.err


def test_agl1ks_folder_is_a_pack_by_its_path(state, shared, capsys, monkeypatch):
    monkeypatch.setenv("EARWITNESS_PACK", str(shared / "agl1k"))
    assert main(["packs"]) == 0
    assert listed(capsys.readouterr().out)["agl1k"][:3] == ["2", "1442", "0"]


def test_a_setting_that_cannot_be_read_is_one_sentence(state, monkeypatch):
    monkeypatch.setenv("PORT", "seven")
    with pytest.raises(SystemExit, match=r"^python -m game: PORT='seven' cannot be used"):
        main(["packs"])


def test_without_a_command_the_usage_is_shown(capsys):
    with pytest.raises(SystemExit) as end:
        command_line().parse_args([])
    assert end.value.code == 2
    assert "usage: python -m game" in capsys.readouterr().err
