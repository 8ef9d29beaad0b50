"""Copies are found however they were encoded, cut or turned down, and strangers are not taken for copies."""

import itertools

import numpy as np
import pytest
import soundfile

from game.curation.duplicates import Copy, find_copies, leave_one
from game.curation.measurement import measure
from tests.builders.recordings import REAL
from tests.builders.sounds import noise, varied, write

pytestmark = pytest.mark.slow


def prints(folder, **sounds):
    """Fingerprints of sounds written to files, each alone or with its encoding, and read back."""
    found = {}
    for key, entry in sounds.items():
        sound, *encoding = entry if isinstance(entry, tuple) else (entry,)
        found[key] = fingerprint(folder, key, sound, *encoding)
    return found


def fingerprint(folder, key, sound, suffix=".flac", rate=22_050, kbit_s=None):
    return measure(write(folder / f"{key}{suffix}", sound, rate, kbit_s)).fingerprint


def pairs(found, **how):
    return {frozenset((copy.first, copy.second)) for copy in find_copies(found, **how)}


def test_a_copy_of_each_kind_is_found_and_so_is_a_copy_of_a_copy(tmp_path):
    street = varied(14, 1)
    found = prints(
        tmp_path,
        whole=street,
        encoded=(street, ".mp3", 22_050, 64),
        quieter=street * 0.05,
        cut=street[3 * 22_050 + 777 :][: 9 * 22_050],
        stereo=(np.hstack([street, street * 0.5]), ".ogg"),
        noisy=street + noise(14, 2, level=0.05 * float(np.std(street))),
    )
    assert pairs(found) == set(map(frozenset, itertools.combinations(found, 2)))


def test_the_overlap_is_told_and_an_exact_copy_has_no_wrong_bit(tmp_path):
    street = varied(12, 3)
    (copy,) = find_copies(prints(tmp_path, whole=street, end=street[4 * 22_050 :]))
    assert copy.bit_errors == 0
    assert copy.overlap == pytest.approx(8, abs=0.1)


def test_strangers_are_no_copies_be_they_ever_so_alike(tmp_path):
    sounds = {f"street{seed}": varied(10, seed) for seed in range(10, 15)}
    sounds |= {f"rain{seed}": noise(10, seed) for seed in range(3)}
    assert pairs(prints(tmp_path, **sounds)) == set()


def test_silence_is_no_copy_of_silence(tmp_path):
    silence = np.zeros((10 * 22_050, 1))
    street = varied(10, 20)
    found = prints(
        tmp_path, a=silence, b=silence, c=np.vstack([street, silence]), d=np.vstack([silence, street])
    )
    assert pairs(found) == {frozenset("cd")}


def test_what_is_shared_for_a_moment_is_no_copy(tmp_path):
    street, yard = varied(10, 21), varied(10, 22)
    chime = varied(3, 23)
    found = prints(tmp_path, a=np.vstack([street, chime]), b=np.vstack([chime, yard]))
    assert pairs(found) == set()


def test_nothing_and_what_is_too_short_have_no_copies(tmp_path):
    assert find_copies({}) == []
    short = varied(0.5, 24)
    assert pairs(prints(tmp_path, a=short, b=short)) == set()


def test_bits_may_differ_as_far_as_is_asked(tmp_path):
    street = varied(10, 25)
    found = prints(tmp_path, a=street, b=(street, ".mp3", 22_050, 48))
    (copy,) = find_copies(found)
    assert 0 < copy.bit_errors < 0.2
    assert find_copies(found, max_bit_errors=copy.bit_errors / 2) == []
    assert find_copies(found, max_bit_errors=-1) == []


@pytest.mark.usefixtures("shared")
def test_the_real_recordings_are_known_again_and_told_apart(tmp_path):
    found: dict[str, np.ndarray] = {}
    for name, file in zip("ab", REAL, strict=True):
        sound, rate = soundfile.read(file, always_2d=True, stop=20 * 44_100)
        mono = sound.mean(axis=1, keepdims=True)
        found |= {name: measure(write(tmp_path / f"{name}.flac", sound, rate)).fingerprint}
        small = write(tmp_path / f"{name}64.mp3", 0.3 * mono[3 * rate + 501 :], rate, 64)
        found |= {f"{name}64": measure(small).fingerprint}
    copies = find_copies(found)
    assert {(copy.first, copy.second) for copy in copies} == {("a", "a64"), ("b", "b64")}
    assert max(copy.bit_errors for copy in copies) < 0.2
    assert min(copy.overlap for copy in copies) > 14


def copies(*names):
    return [Copy(first, second, 0.1, 10.0) for first, second in names]


def test_of_copies_the_longest_stays_and_of_equals_the_first():
    length = {"a": 10.0, "b": 30.0, "c": 30.0, "d": 20.0, "e": 5.0}
    left_out = leave_one("abcde", length, copies("ab", "bc", "ac", "de"))
    assert {key: copy.of(key) for key, copy in left_out.items()} == {"a": "b", "c": "b", "e": "d"}


def test_a_clip_stays_when_only_what_goes_is_a_copy_of_it():
    left_out = leave_one("abc", {"a": 30.0, "b": 20.0, "c": 10.0}, copies("ab", "bc"))
    assert set(left_out) == {"b"}


def test_copies_of_clips_that_are_out_already_do_not_count():
    assert leave_one("b", {"b": 1.0}, copies("ab")) == {}


def test_many_recordings_are_compared_by_what_they_have_in_common(tmp_path):
    rng = np.random.default_rng(26)
    tapes = {f"k{n}": rng.integers(1, 2**32, 800, dtype=np.uint32) for n in range(60)}
    tapes["copy"] = tapes["k7"][200:] ^ (np.uint32(1) << rng.integers(0, 32, 600, dtype=np.uint32))
    tapes["copy"][::20] = tapes["k7"][200::20]
    assert pairs(tapes) == {frozenset(("k7", "copy"))}
