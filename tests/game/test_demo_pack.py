import csv
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from itertools import combinations

import mutagen
import numpy as np
import pytest
import soundfile

from data.build.demo.__main__ import RECIPES, paint
from data.build.demo.facts import FACTS
from game.geo.gazetteer import Gazetteer
from game.geo.geodesy import distance_km
from game.project_files import ROOT

PACK = ROOT / "data" / "demo"
COLUMNS = [
    "key",
    "file",
    "lat",
    "lon",
    "city",
    "country",
    "country_code",
    "continent",
    "seconds",
    "speech",
    "animal",
    "music",
    "nature",
    "things",
    "title",
    "description",
    "credit",
    "licence",
    "source",
    "fact",
]
KINDS = ("speech", "animal", "music", "nature", "things")
ALIKE = 0.86  # correlation of two clips' spectral textures above which a listener might mix them up
BANDS = np.geomspace(60, 14_000, 29)  # Hz


@cache
def clips() -> tuple[dict[str, str], ...]:
    with (PACK / "clips.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def heard(name: str) -> tuple[np.ndarray, int]:
    samples, rate = soundfile.read(PACK / "audio" / name)
    return samples, rate


@cache
def textures() -> dict[str, np.ndarray]:
    return {clip["key"]: texture(*heard(clip["file"])) for clip in clips()}


def texture(sound: np.ndarray, rate: int) -> np.ndarray:
    """Mean and spread over time of the level (dB) in each band."""
    size = 2048
    blocks = sound[: len(sound) // size * size].reshape(-1, size) * np.hanning(size)
    power = np.abs(np.fft.rfft(blocks)) ** 2
    edges = np.searchsorted(np.fft.rfftfreq(size, 1 / rate), BANDS)
    level = 10 * np.log10(np.add.reduceat(power, edges, axis=1)[:, :-1] + 1e-3)
    parts = [level.mean(axis=0), 2 * level.std(axis=0), 2 * np.abs(np.diff(level, axis=0)).mean(axis=0)]
    return np.concatenate([part - part.mean() for part in parts])


def most_alike(candidates: dict[str, np.ndarray]) -> tuple[float, str, str]:
    """The most alike two, by correlation once what all clips have in common is taken off."""
    common = np.mean(list(candidates.values()), axis=0)
    return max(
        (float(np.corrcoef(candidates[one] - common, candidates[other] - common)[0, 1]), one, other)
        for one, other in combinations(sorted(candidates), 2)
    )


def test_the_manifest_has_the_columns_of_a_pack_in_their_order():
    assert list(clips()[0]) == COLUMNS


def test_the_pack_has_28_to_32_clips_and_four_or_more_of_each_continent():
    continents = Counter(clip["continent"] for clip in clips())
    assert 28 <= len(clips()) <= 32
    assert set(continents) == {"Africa", "Asia", "Europe", "North America", "Oceania", "South America"}
    assert min(continents.values()) >= 4


def test_keys_and_file_names_are_opaque_and_unique_and_the_order_tells_nothing():
    keys = [clip["key"] for clip in clips()]
    assert all(re.fullmatch(r"demo_[0-9a-f]{4}", key) for key in keys)
    assert keys == sorted(set(keys))
    assert all(clip["file"] == f"{clip['key']}.mp3" for clip in clips())


def test_the_folder_holds_the_manifests_recordings_and_no_others():
    assert {file.name for file in (PACK / "audio").iterdir()} == {clip["file"] for clip in clips()}


def test_the_recordings_together_stay_under_four_megabytes():
    assert sum(file.stat().st_size for file in (PACK / "audio").iterdir()) < 4_000_000


def test_labels_are_those_of_the_gazetteer():
    gazetteer = Gazetteer.load()
    for clip in clips():
        place = gazetteer.place(float(clip["lat"]), float(clip["lon"]))
        labels = (clip["city"], clip["country"], clip["country_code"], clip["continent"])
        assert labels == (place.city, place.country, place.country_code, place.continent), clip["key"]


def test_coordinates_have_five_decimals_and_no_two_places_are_within_five_kilometres():
    for clip in clips():
        assert all(re.fullmatch(r"-?\d+\.\d{5}", clip[axis]) for axis in ("lat", "lon")), clip["key"]
    spots = [(float(clip["lat"]), float(clip["lon"])) for clip in clips()]
    assert min(float(distance_km(*here, *there)) for here, there in combinations(spots, 2)) > 5


def test_every_clip_has_a_title_a_description_and_says_that_it_is_synthetic_and_free():
    assert (
        len({clip["title"] for clip in clips()})
        == len({clip["description"] for clip in clips()})
        == len(clips())
    )
    for clip in clips():
        assert 10 < len(clip["title"]) < 70 and 40 < len(clip["description"]) < 320, clip["key"]
        assert (clip["credit"], clip["licence"]) == ("Earwitness, synthetic", "CC0-1.0")
        assert clip["source"].startswith("Synthetic")


def test_shares_lie_between_0_and_1_and_a_third_of_the_clips_has_no_speech():
    shares = np.array([[float(clip[kind]) for kind in KINDS] for clip in clips()])
    assert shares.min() >= 0 and shares.max() <= 1
    assert (shares.max(axis=1) > 0.1).all()
    assert 0.25 < np.mean(shares[:, 0] < 0.1) < 0.45


@pytest.mark.parametrize("clip", clips(), ids=lambda clip: clip["key"])
def test_a_recording_is(clip):
    file = PACK / "audio" / clip["file"]
    info = soundfile.info(file)
    assert (info.format, info.subtype, info.channels) == ("MP3", "MPEG_LAYER_III", 1), "MP3 mono"
    assert mutagen.File(file).tags is None, "without tags"
    data = file.read_bytes()
    assert data[:3] != b"ID3" and data[-128:-125] != b"TAG" and b"APETAGEX" not in data, "without tags"
    sound, rate = heard(clip["file"])
    assert 10 <= len(sound) / rate <= 20, "of 10 to 20 s"
    assert len(sound) / rate == pytest.approx(float(clip["seconds"]), abs=0.01), (
        "as long as the manifest says"
    )
    assert np.abs(sound).max() < 10 ** (-1 / 20), "never above -1 dBFS"
    assert -32 < 20 * np.log10(np.sqrt(np.mean(sound**2))) < -15, "as loud as the others"
    assert longest_silence(sound, rate) < 2, "never silent for long"


def longest_silence(sound: np.ndarray, rate: int) -> float:
    """Seconds of the longest stretch below -55 dBFS, looked at in frames of 50 ms."""
    size = rate // 20
    rms = np.sqrt(np.mean(sound[: len(sound) // size * size].reshape(-1, size) ** 2, axis=1))
    quiet = "".join("q" if value < 10 ** (-55 / 20) else " " for value in rms)
    return max(map(len, quiet.split())) / 20 if "q" in quiet else 0.0


def test_the_check_for_silence_finds_silence():
    sound, rate = heard(clips()[0]["file"])
    assert longest_silence(np.concatenate([sound, np.zeros(3 * rate), sound]), rate) == pytest.approx(
        3, abs=1
    )


def test_no_two_clips_sound_alike():
    correlation, one, other = most_alike(textures())
    assert correlation < ALIKE, f"{one} and {other} sound alike"


@pytest.mark.parametrize("clip", clips(), ids=lambda clip: clip["key"])
def test_the_check_for_likeness_finds_a_quieter_and_shorter_copy(clip):
    sound, rate = heard(clip["file"])
    with_copy = {**textures(), "copy": texture(0.5 * sound[2 * rate :], rate)}
    correlation, one, other = most_alike(with_copy)
    assert correlation > ALIKE
    assert {one, other} == {"copy", clip["key"]}


def test_the_manifest_is_the_one_that_the_recipes_make():
    made = {r.key: (f"{r.lat:.5f}", f"{r.lon:.5f}", r.title, r.description) for r in RECIPES}
    assert {c["key"]: (c["lat"], c["lon"], c["title"], c["description"]) for c in clips()} == made
    assert {c["key"]: c["fact"] for c in clips()} == FACTS


def test_a_clip_made_again_is_the_same_to_the_sample():
    recipe = next(
        recipe for recipe in RECIPES if recipe.title.startswith("Lake")
    )  # no voice: no espeak-ng needed
    assert np.array_equal(paint(recipe).mix(), paint(recipe).mix())


@pytest.mark.slow
def test_without_espeak_the_script_says_what_to_install_and_leaves_the_pack_alone(tmp_path):
    command = [sys.executable, "-m", "data.build.demo", "--into", str(tmp_path / "pack")]
    done = subprocess.run(command, cwd=ROOT, env={"PATH": str(tmp_path)}, capture_output=True, text=True)
    assert done.returncode == 1
    assert "apt-get install espeak-ng" in done.stderr
    assert not (tmp_path / "pack").exists()
