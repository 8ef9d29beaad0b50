"""Scene packs from a folder: read as they were written, refused with the line of the mistake."""

import json
from dataclasses import replace

import pytest

from game.scenes.questions.asking import items_about
from game.scenes.sampling import sample_scene
from game.scenes.scene_loading import load_scene_pack
from game.scenes.scene_pack import PackCard, ScenePackError, as_line, read_scene_pack

NAMES = ("dog", "cat", "cow", "bell", "owl", "drum", "saw", "bee")
CARD = PackCard(1, "tiny", "Tiny scenes", ("nobody",), "CC0-1.0", "binaural")


@pytest.fixture
def pack(tmp_path):
    """Six scenes with empty sounds, half of them with first-order sound."""
    scenes = []
    for index in range(6):
        scene = sample_scene(7, index, 0, 5.0, NAMES, 4)
        files = {"binaural.mp3": f"binaural/{scene.id}.mp3"}
        if index % 2:
            files |= {f"foa.{half}.mp3": f"foa/{scene.id}.{half}.mp3" for half in ("wy", "zx")}
        for file in files.values():
            (tmp_path / file).parent.mkdir(exist_ok=True)
            (tmp_path / file).touch()
        scenes.append(replace(scene, files=files, sha256=dict.fromkeys(files, "0" * 64), checked_degrees=2.0))
    (tmp_path / "pack.json").write_text(as_line(CARD))
    (tmp_path / "scenes.jsonl").write_text("\n".join(map(as_line, scenes)) + "\n")
    (tmp_path / "items.jsonl").write_text("\n".join(map(as_line, items_about(scenes, NAMES, 7))) + "\n")
    return tmp_path, scenes


def test_a_pack_is_read_as_it_was_written(pack):
    folder, scenes = pack
    read = load_scene_pack(str(folder), folder)
    assert read is not None
    assert list(read.scenes) == scenes
    assert list(read.items) == items_about(scenes, NAMES, 7)
    assert (read.name, read.title, read.rendering, read.cues) == ("tiny", "Tiny scenes", "binaural", None)
    assert read.hash == read_scene_pack(folder).hash


def test_a_track_plays_the_scenes_that_have_its_files(pack):
    folder, _ = pack
    read = read_scene_pack(folder)
    assert read.tracks == ("static", "head-turn")
    assert read.audio("s0001", "head-turn") == (folder / "foa/s0001.wy.mp3", folder / "foa/s0001.zx.mp3")
    assert read.audio("s0000", "head-turn") == ()
    assert {item.scene for item in read.items_on("head-turn")} == {"s0001", "s0003", "s0005"}


@pytest.mark.parametrize(
    ("table", "field", "value", "said"),
    [
        ("items.jsonl", "scene", "s9999", "is about a scene that there is not"),
        ("items.jsonl", "kind", "essay", "line 1: kind"),
        ("scenes.jsonl", "files", {"binaural.mp3": "../secret.mp3"}, "lacks its file"),
        ("scenes.jsonl", "files", {}, "has no file binaural.mp3"),
        ("scenes.jsonl", "sources", [{"sound": "dog"}], "line 1: sources.0"),
        ("pack.json", "format", 2, "line 1: format"),
    ],
)
def test_a_mistake_is_named(pack, table, field, value, said):
    folder, _ = pack
    first, *others = (folder / table).read_text().splitlines()
    (folder / table).write_text("\n".join([json.dumps(json.loads(first) | {field: value}), *others]))
    with pytest.raises(ScenePackError, match=said):
        read_scene_pack(folder)


def test_off_is_no_pack_and_an_unknown_name_is_refused(tmp_path):
    assert load_scene_pack("off", tmp_path) is None
    with pytest.raises(ScenePackError, match="There is no scene pack nowhere"):
        load_scene_pack("nowhere", tmp_path)
