"""TWNM's own items as a pack: decoded once, unscored where nobody has published the answer."""

import numpy as np
import pytest
import soundfile

from game.packs import hub_pack
from game.scenes.build.hrirs import RATE, kemar
from game.scenes.cues import interaural_level_db, interaural_time_us
from game.scenes.scene_loading import load_scene_pack, loaded_scene_pack
from game.scenes.scene_pack import ScenePackError
from game.scenes.twnm.decoding import Decoder, cue_errors
from tests.builders.foa_benchmark import questions, write_folders
from tests.game.packs.test_hub_pack import files_of, put

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    dev, test = questions(6, "WXYZ", "right"), questions(2, "WXYZ", "right", seed=5)
    return write_folders(tmp_path_factory.mktemp("sets") / "twnm", dev, test)


def test_the_decoding_keeps_kemars_cues():
    errors = cue_errors(Decoder(kemar()))
    assert (errors.itd_us < 10, errors.most_itd_us < 30) == (True, True)
    assert (errors.ild_db < 0.5, errors.most_ild_db < 1) == (True, True)


def test_kemars_own_cues_are_those_that_were_measured():
    noise, response = np.random.default_rng(0).standard_normal(RATE), kemar().response(90, 0)
    ears = np.stack([np.convolve(noise, response[ear]) for ear in (0, 1)])
    assert interaural_time_us(ears, RATE) == pytest.approx(708, abs=10)
    assert interaural_level_db(ears, RATE) > 10


def test_each_split_is_read_by_itself_and_one_without_answers_is_kept_unscored(folder, tmp_path):
    pack = load_scene_pack(str(folder), tmp_path)
    assert pack and (pack.name, pack.rendering, pack.tracks) == ("twnm", "decoded", ("static", "head-turn"))
    assert pack.cues and pack.cues["itd_us"] < 10
    assert any("channels W, X, Y, Z, positive azimuths to the right" in line for line in pack.card.credit)
    scored = {item.id: item.answer and item.answer.option for item in pack.items}
    assert scored == {**{f"dev-{n:03}": n % 4 for n in range(6)}, "test-000": None, "test-001": None}
    item = pack.item("dev-000")
    assert item.text.plain and item.text.plain.endswith("90° is on your right, 180° is behind you.")
    assert not item.english.endswith("you.")


def test_what_is_heard_comes_from_the_side_that_the_answer_states(folder, tmp_path):
    pack = load_scene_pack(str(folder), tmp_path)
    assert pack
    for item in pack.items[:6]:
        assert item.answer and item.answer.option is not None
        first = item.english_options[item.answer.option].partition(";")[0]
        azimuth = float(first.partition("azimuth ")[2].partition("°")[0])
        side = -np.sin(np.radians(azimuth))  # positive azimuths are to the right here; left is positive
        ears, rate = soundfile.read(pack.audio(item.scene, "static")[0], always_2d=True)
        level = interaural_level_db(ears[: len(ears) * 2 // 5].T, rate)
        assert abs(side) < 0.2 or np.sign(level) == np.sign(side)


def test_it_is_decoded_once(folder, tmp_path, monkeypatch):
    first = load_scene_pack(str(folder), tmp_path)
    monkeypatch.setattr(Decoder, "decode", None)
    again = load_scene_pack(str(folder), tmp_path)
    assert first and again and again.hash == first.hash


def test_without_what_decodes_it_the_host_is_told(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("game.scenes.build.hrirs.find_spec", lambda name: None)
    kemar.cache_clear()
    with pytest.raises(ScenePackError, match=r"pip install -r requirements-scenes.txt"):
        load_scene_pack(str(folder), tmp_path)


def test_it_comes_from_the_hub_by_its_address(folder, tmp_path, hub, monkeypatch):
    monkeypatch.setattr(hub_pack, "PAUSES_SECONDS", (0.0,))
    repo = hub.new_repo()
    put(hub, repo, files_of(folder) | {"README.md": b"# TWNM\n"})
    address = f"hf://datasets/{repo}"
    with pytest.raises(ScenePackError, match=r"has not been downloaded yet"):
        loaded_scene_pack(address, tmp_path)
    pack = load_scene_pack(address, tmp_path, endpoint=hub.endpoint)
    again = loaded_scene_pack(address, tmp_path)  # without asking the Hub
    assert pack and again and len(pack.items) == 8 and again.hash == pack.hash


def test_a_dataset_without_scenes_is_refused(tmp_path, hub, monkeypatch):
    monkeypatch.setattr(hub_pack, "PAUSES_SECONDS", (0.0,))
    repo = hub.new_repo()
    put(hub, repo, {"README.md": b"# Nothing\n"})
    with pytest.raises(ScenePackError, match=r"it holds neither metadata.jsonl nor Parquet files"):
        load_scene_pack(f"hf://datasets/{repo}", tmp_path, endpoint=hub.endpoint)
