"""Small scene packs whose sounds are all the same short recording."""

from dataclasses import replace
from pathlib import Path

from game.scenes.questions.asking import items_about
from game.scenes.sampling import sample_scene
from game.scenes.scene import Scene
from game.scenes.scene_pack import PackCard, as_line
from tests.builders.recordings import encoded

NAMES = ("dog", "cat", "cow", "bell", "owl", "drum", "saw", "bee")
CARD = PackCard(1, "tiny", "Tiny scenes", ("nobody",), "CC0-1.0", "binaural")
HALVES = ("wy", "zx")


def write_scene_pack(folder: Path, count: int = 16, answered: bool = True) -> Path:
    """A pack of scenes of two seconds, every other one with first-order sound.

    Parameters
    ----------
    answered : bool
        Whether the questions come with their answers.
    """
    scenes = [_scene(index) for index in range(count)]
    for scene in scenes:
        for file in scene.files.values():
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            (folder / file).write_bytes(encoded("mp3", channels=2))
    items = items_about(scenes, NAMES, 7)
    if not answered:
        items = [replace(item, answer=None) for item in items]
    (folder / "pack.json").write_text(as_line(CARD))
    (folder / "scenes.jsonl").write_text("\n".join(map(as_line, scenes)) + "\n")
    (folder / "items.jsonl").write_text("\n".join(map(as_line, items)) + "\n")
    return folder


def _scene(index: int) -> Scene:
    scene = sample_scene(7, index, 0, 2.0, NAMES, 4)
    files = {"binaural.mp3": f"binaural/{scene.id}.mp3"}
    if index % 2:
        files |= {f"foa.{half}.mp3": f"foa/{scene.id}.{half}.mp3" for half in HALVES}
    return replace(scene, files=files, sha256=dict.fromkeys(files, "0" * 64), checked_degrees=2.0)
