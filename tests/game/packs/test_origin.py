import json
from datetime import date

import pytest

from game.__main__ import main
from game.geo.gazetteer import Gazetteer
from game.packs.loading import load_pack
from game.packs.origin import Encoding, Origin, Sample, Stratum, read_origin, write_origin
from game.packs.table import PackError
from tests.builders.running_game import TOWNS, Player, running, running_with_page, write_pack

SAMPLE = Sample(2, 6, 7, {"Asia, with speech": Stratum(2, 3)}, ("k4", "k1"))
ORIGIN = Origin("AGL1K", date(2026, 11, 21), SAMPLE, Encoding.mp3(64))
SUMMARY = (
    "from AGL1K; fetched 2026-11-21; a random sample of 2 of 6 clips, seed 7; "
    "MP3 of 64 kbit/s, mono (re-encoded)"
)


@pytest.fixture
def folder(tmp_path):
    """A pack of six clips, k0 to k5."""
    return write_pack(tmp_path / "walk", TOWNS)


@pytest.fixture
def load(folder, tmp_path):
    return lambda: load_pack(str(folder), Gazetteer.load(), tmp_path / "state")


# ---- what is written is read


@pytest.mark.parametrize(
    "origin",
    [ORIGIN, Origin("a walk"), Origin("a walk", encoding=Encoding.opus(32)), Origin("é", sample=SAMPLE)],
)
def test_what_was_written_is_read(folder, origin):
    write_origin(folder, origin)
    assert read_origin(folder, ["k1", "k4"]) == origin
    assert not list(folder.glob("*.part"))


def test_a_pack_without_the_file_has_no_origin(load):
    assert load().origin is None


def test_it_is_told_in_one_line():
    assert str(ORIGIN) == SUMMARY
    assert str(Origin("a walk")) == "from a walk"
    assert "not for older iPhones" in str(Origin("a walk", encoding=Encoding.opus(32)))


def test_what_a_later_version_adds_is_passed_over(folder, load):
    write_origin(folder, Origin("a walk"))
    fields = json.loads((folder / "pack.json").read_text()) | {"curator": {"since": 2030}}
    (folder / "pack.json").write_text(json.dumps(fields))
    assert load().origin == Origin("a walk")


# ---- what it does


def test_clips_outside_the_sample_are_neither_played_nor_missing(folder, load):
    (folder / "audio" / "4.mp3").unlink()
    (folder / "audio" / "5.mp3").unlink()
    write_origin(folder, ORIGIN)
    pack = load()
    assert [clip.key for clip in pack.clips] == ["k1"]
    assert (pack.missing, pack.unreadable) == (("k4",), ())
    assert pack.origin == ORIGIN


def test_the_hash_is_of_what_is_played_and_not_of_when_it_was_fetched(folder, load):
    whole = load().hash
    write_origin(folder, Origin("a walk", date(2026, 1, 1)))
    assert load().hash == whole
    write_origin(folder, ORIGIN)
    assert load().hash != whole


def test_the_packs_command_tells_it(folder, tmp_path, capsys, monkeypatch):
    write_origin(folder, ORIGIN)
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path))
    monkeypatch.setenv("EARWITNESS_PACK", str(folder))
    assert main(["packs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[1].split()[:4] == ["walk", "*", "2", "0"]
    assert lines[2] == f"  {SUMMARY}"


def test_readiness_tells_it_and_names_no_clip(folder, tmp_path):
    write_origin(folder, ORIGIN)
    with running(tmp_path / "state", EARWITNESS_PACK=str(folder)) as client:
        ready = client.get("/readyz").json()["pack"]
        assert (ready["playable"], ready["missing"], ready["origin"]) == (2, 0, SUMMARY)
        heard = {reveal["clip"]["key"] for reveal in Player(client).play()}
        assert heard == {"k1", "k4"}


def test_the_about_tab_tells_it_to_players(folder, tmp_path):
    write_origin(folder, ORIGIN)
    with running_with_page(tmp_path / "state", EARWITNESS_PACK=str(folder)) as client:
        assert SUMMARY in client.get("/config").text


# ---- what is refused, and how to fix it


@pytest.mark.parametrize(
    ("change", "part"),
    [
        ({"source": ""}, "source: "),
        ({"source": None}, "source: "),
        ({"fetched": "yesterday"}, "fetched: "),
        ({"encoding": {"kind": "wma", "kbit_s": 64}}, "encoding.kind: "),
        ({"encoding": {"kind": "mp3", "kbit_s": 0}}, "encoding.kbit_s: "),
        ({"sample": {"clips": 1, "of": 6, "seed": 1, "strata": {}}}, "sample.keys: field required"),
        ({"sample": {"clips": 1, "of": 6, "seed": 1, "strata": {}, "keys": ["k9"]}}, "'k9' is in no row"),
        ({"sample": {"clips": 2, "of": 6, "seed": 1, "strata": {}, "keys": ["k1"]}}, "keys names 1"),
        ({"sample": {"clips": 2, "of": 6, "seed": 1, "strata": {}, "keys": ["k1", "k1"]}}, "keys names 1"),
    ],
)
def test_a_mistake_is_refused_with_its_place(folder, load, change, part):
    (folder / "pack.json").write_text(json.dumps({"source": "a walk"} | change))
    with pytest.raises(PackError) as error:
        load()
    for words in ("pack.json: ", part, "Correct it, or delete the file"):
        assert words in str(error.value)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'"text"', b"\xff", b"null", b'{"source": "a'])
def test_a_damaged_file_is_refused(folder, load, content):
    (folder / "pack.json").write_bytes(content)
    with pytest.raises(PackError, match=r"pack\.json: .*Correct it, or delete the file"):
        load()


def test_a_file_that_cannot_be_read_is_refused(folder, load):
    (folder / "pack.json").mkdir()
    with pytest.raises(PackError, match=r"pack\.json cannot be read: Is a directory"):
        load()
