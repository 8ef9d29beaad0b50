"""Packs of scenes from the command line: whole, the same for the same seed, checked."""

import hashlib
import json

import numpy as np
import pytest

from game.__main__ import command_line
from game.scenes.build import building
from game.scenes.build.scene_checks import intensity_direction
from game.scenes.directions import great_circle_degrees
from game.scenes.scene_pack import read_scene_pack
from tests.game.scenes.build.decoded import decoded

pytestmark = pytest.mark.slow


def build(folder, *more):
    words = ["scenes", "build", "--out", str(folder), "--count", "3", "--seconds", "2", "--jobs", "1", *more]
    chosen = command_line().parse_args(words)
    return chosen.run(chosen)


def digests(folder):
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {str(f.relative_to(folder)): hashlib.sha256(f.read_bytes()).hexdigest() for f in files}


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packs") / "mine"
    assert build(folder, "--seed", "5", "--turning", "2") == 0
    return folder


def test_a_pack_is_playable_and_lists_each_files_hash(built):
    pack = read_scene_pack(built)
    assert (pack.name, len(pack.scenes), pack.tracks) == ("mine", 3, ("static", "head-turn"))
    assert sum("foa.flac" in scene.files for scene in pack.scenes) == 1
    found = digests(built)
    listed = {scene.files[kind]: sha for scene in pack.scenes for kind, sha in scene.sha256.items()}
    assert listed.items() <= found.items()
    assert found.keys() - listed.keys() == {"pack.json", "scenes.jsonl", "items.jsonl"}
    card = json.loads((built / "pack.json").read_text())
    assert card["hrtf"]["credit"] in card["credit"]
    assert len(card["hrtf"]["sha256"]) == 64
    assert card["versions"].keys() >= {"numpy", "scipy", "pyroomacoustics", "espeakng-loader", "libsndfile"}


def test_every_scene_points_where_it_says_in_the_kept_field(built):
    for scene in read_scene_pack(built).scenes:
        assert scene.checked_degrees is not None
        assert scene.checked_degrees <= 5
        if "foa.flac" in scene.files and len(scene.sources) == 1:
            (source,) = scene.sources
            field = decoded((built / scene.files["foa.flac"]).read_bytes())
            off = great_circle_degrees(source.azimuth, source.elevation, *intensity_direction(field))
            assert off <= 6
            halves = [decoded((built / scene.files[f"foa.{half}.mp3"]).read_bytes()) for half in ("wy", "zx")]
            joined = np.concatenate(halves)[:, : field.shape[1]]
            assert np.corrcoef(joined[0], field[0])[0, 1] > 0.99


def test_the_same_seed_gives_the_same_bytes_in_more_processes_and_another_other_ones(built, tmp_path):
    assert build(tmp_path / "mine", "--seed", "5", "--turning", "2", "--jobs", "2") == 0
    assert digests(tmp_path / "mine") == digests(built)
    order = building.Order("x", "x", 1, 6, 2.0, 0, False)
    building.build_pack(order, tmp_path / "other", 1, quiet=True)
    assert (tmp_path / "other" / "scenes.jsonl").read_text() not in (built / "scenes.jsonl").read_text()
    assert not list((tmp_path / "other").rglob("*.flac"))


def test_a_folder_that_is_there_is_left_alone(built, capsys):
    before = digests(built)
    assert build(built) == 1
    assert "is there already" in capsys.readouterr().err
    assert digests(built) == before


def test_a_package_that_is_missing_is_named(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(building, "NEEDED", ("no_such_package",))
    assert build(tmp_path / "none") == 1
    assert "no_such_package is missing: pip install" in capsys.readouterr().err


def test_a_build_that_fails_leaves_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(building, "MOST_DEGREES", -1.0)
    monkeypatch.setattr(building, "MOST_ATTEMPTS", 1)
    assert build(tmp_path / "none") == 1
    assert "failed its checks" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
