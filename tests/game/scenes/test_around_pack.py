"""The pack of scenes that comes with the game: small, whole, and playable on both tracks."""

import hashlib

import numpy as np
import pytest

from game.project_files import ROOT
from game.scenes.build.building import versions
from game.scenes.build.encoding import mp3
from game.scenes.build.hrirs import kemar
from game.scenes.build.rendering import render
from game.scenes.build.sounds import catalog
from game.scenes.sampling import sample_scene, seeded
from game.scenes.scene_loading import load_scene_pack
from tests.game.scenes.build.decoded import decoded

MEGABYTE = 1_000_000


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    return load_scene_pack("around", tmp_path_factory.mktemp("state"))


def test_it_has_24_scenes_half_of_them_to_turn_in_and_is_below_6_megabytes(pack):
    assert len(pack.scenes) == 24
    assert sum(bool(pack.audio(scene.id, "head-turn")) for scene in pack.scenes) >= 12
    files = [file for file in (ROOT / "data" / "around").rglob("*") if file.is_file()]
    assert sum(file.stat().st_size for file in files) < 6 * MEGABYTE
    assert {item.family for item in pack.items_on("head-turn")} == {"hear-you-are", "twnm"}
    assert len(pack.items) >= 150


def test_its_sounds_are_those_of_its_table_and_can_be_heard(pack):
    for scene in pack.scenes:
        for kind, file in scene.files.items():
            content = (pack.folder / file).read_bytes()
            assert hashlib.sha256(content).hexdigest() == scene.sha256[kind]
        heard = decoded((pack.folder / scene.files["binaural.mp3"]).read_bytes())
        assert heard.shape[0] == 2
        assert 0.1 < np.abs(heard).max() <= 1
        assert abs(heard.shape[1] / 48_000 - scene.seconds) < 0.1
        assert scene.checked_degrees <= 5


def test_its_first_scene_is_what_its_seed_gives(pack):
    card, scene = pack.card, pack.scenes[0]
    sampled = (
        sample_scene(card.seed, 0, attempt, scene.seconds, catalog.NAMES, catalog.VARIANTS)
        for attempt in range(50)
    )
    attempt = next(number for number, drawn in enumerate(sampled) if drawn.sources == scene.sources)
    rendered = render(scene, kemar(), seeded(card.seed, "tail", 0, attempt))
    committed = (pack.folder / scene.files["binaural.mp3"]).read_bytes()
    made = mp3(rendered.binaural)
    for ours, theirs in zip(decoded(made), decoded(committed), strict=True):
        assert np.corrcoef(ours, theirs)[0, 1] > 0.999
    assert card.hrtf["sha256"] == kemar().sha256
    if card.versions == versions():
        assert made == committed
