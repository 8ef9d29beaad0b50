"""Scene packs from a folder: read as they were written, refused with the line of the mistake."""

import json
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from game.scenes.points import points
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
        ("scenes.jsonl", "files", {"binaural.mp3": "a\0b"}, "lacks its file"),
        ("scenes.jsonl", "files", {}, "has no file binaural.mp3"),
        ("scenes.jsonl", "seconds", 0, "line 1: s0000: it lasts for none"),
        ("scenes.jsonl", "id", "s0001", "line 2: s0001: its id is there twice"),
        ("items.jsonl", "options", [], "line 1: .*: options and english_options"),
        ("items.jsonl", "answer", {"option": 4}, "line 1: .*: answer does not fit"),
        ("items.jsonl", "answer", {"azimuth": 1, "elevation": 2}, "line 1: .*: answer does not fit"),
        ("items.jsonl", "source", 1, "line 1: .*: source is none"),
        ("items.jsonl", "text", {"key": "spatial.item.q2_closer"}, "line 1: .*: a text is neither"),
        ("items.jsonl", "text", {"key": "nowhere"}, "line 1: .*: a text is neither"),
        ("items.jsonl", "text", {}, "line 1: .*: a text is neither"),
        ("items.jsonl", "kind", "number", "line 1: .*: a number needs a unit"),
        ("items.jsonl", "kind", "point", "line 1: .*: answer does not fit"),
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


@given(table=st.sampled_from(["pack.json", "scenes.jsonl", "items.jsonl"]), data=st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
def test_whatever_stands_in_a_table_a_mistake_is_named_with_its_file(pack, table, data):
    """A value of a random line is replaced by another, anywhere in it; or bytes of the file are."""
    folder, _ = pack
    whole = (folder / table).read_bytes()
    lines = whole.splitlines()
    number = data.draw(st.integers(0, len(lines) - 1))
    if data.draw(st.booleans()):
        lines[number] = json.dumps(damaged(json.loads(lines[number]), data)).encode()
        changed = b"\n".join(lines)
    else:
        at = data.draw(st.integers(0, len(whole) - 1))
        changed = whole[:at] + data.draw(st.binary(max_size=3)) + whole[at + 1 :]
    try:
        (folder / table).write_bytes(changed)
        for item in read_scene_pack(folder).items:
            assert 0 <= points(item, item.answer) <= 100 if item.answer else True
    except ScenePackError as error:
        assert str(folder) in str(error)
    finally:
        (folder / table).write_bytes(whole)


def damaged(value, data):
    """The same JSON with one value, at some depth, replaced."""
    inside = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    if not inside or data.draw(st.integers(0, 3)) == 0:
        other = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
        return data.draw(other | st.just([]) | st.just({}))
    key = data.draw(st.sampled_from(list(inside)))
    value[key] = damaged(value[key], data)
    return value


def test_off_is_no_pack_and_an_unknown_name_is_refused(tmp_path):
    assert load_scene_pack("off", tmp_path) is None
    with pytest.raises(ScenePackError, match="There is no scene pack nowhere"):
        load_scene_pack("nowhere", tmp_path)
