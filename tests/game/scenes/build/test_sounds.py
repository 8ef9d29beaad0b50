"""Our own sounds: the same each time, equally loud, at once there, and each unlike all the others."""

import hashlib
import subprocess
import sys

import numpy as np
import pytest

from game.scenes.build.sounds.catalog import NAMES, VARIANTS, sound, versions
from game.scenes.build.sounds.loudness import LOUDNESS, loudest

pytestmark = pytest.mark.slow

RATE = 48_000
SECONDS = 3.0
HEARD = range(4)
DULL = {"cow", "owl", "stream", "man"}
"""Their real counterparts have little above 4 kHz."""


@pytest.fixture(scope="module")
def sounds():
    return {name: [sound(name, variant, SECONDS).astype(np.float64) for variant in HEARD] for name in NAMES}


@pytest.fixture(scope="module")
def each(sounds):
    return [(f"{name} {n}", made) for name, variants in sounds.items() for n, made in enumerate(variants)]


def test_there_are_at_least_24_names_with_at_least_4_variants():
    assert len(NAMES) == len(set(NAMES)) >= 24
    assert VARIANTS >= 4


def test_every_sound_has_its_length_and_its_level(each):
    assert {len(made) for _, made in each} == {RATE * 3}
    assert [name for name, made in each if abs(loudest(made) - LOUDNESS) > 0.1] == []
    assert [name for name, made in each if not np.abs(made).max() < 0.99] == []


def test_every_sound_is_heard_within_a_third_of_a_second_and_never_long_silent(each):
    late = [name for name, made in each if onset(made) > 0.35]
    gaps = [name for name, made in each if longest_silence(made) > 1.2]
    assert (late, gaps) == ([], [])


def test_every_sound_has_what_height_and_front_are_told_by(sounds):
    """Energy above 4 kHz, at least a hundredth of all; for the dullest a two-hundred-and-fiftieth."""
    for name, variants in sounds.items():
        least = -24 if name in DULL else -20
        assert min(treble(made) for made in variants) > least, name


def test_a_nearest_centroid_tells_the_sounds_apart(sounds):
    """Each variant is held out of its own sound's centroid in turn."""
    seen = np.array([[features(made) for made in variants] for variants in sounds.values()])
    seen /= seen.reshape(-1, seen.shape[2]).std(axis=0)
    hits = []
    for position, variants in enumerate(seen):
        for variant in HEARD:
            centroids = seen.mean(axis=1)
            centroids[position] = np.delete(variants, variant, axis=0).mean(axis=0)
            distances = np.linalg.norm(centroids - variants[variant], axis=1)
            hits.append(distances.argmin() == position)
    assert np.mean(hits) >= 0.9


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        *(("man", 80, 155), ("woman", 165, 255), ("baby", 350, 550), ("cow", 80, 160), ("dog", 300, 650)),
        *(
            ("cat", 450, 800),
            ("rooster", 500, 950),
            ("owl", 600, 900),
            ("bee", 180, 270),
            ("door knock", 100, 220),
        ),
    ],
)
def test_voices_have_the_pitch_of_the_real_ones(sounds, name, lowest, highest):
    assert all(lowest <= pitch(made) <= highest for made in sounds[name])


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        *(("telephone", 10, 27), ("whistle", 22, 40), ("helicopter", 11, 17), ("frog", 44, 63)),
        ("cricket", 25, 36),
    ],
)
def test_what_flutters_does_so_as_fast_as_the_real_one(sounds, name, lowest, highest):
    assert all(lowest <= flutter(made) <= highest for made in sounds[name])


@pytest.mark.parametrize(
    ("name", "lowest", "highest"),
    [
        *(
            ("footsteps", 1.6, 2.2),
            ("clock", 1.7, 2.6),
            ("hammer", 1.9, 2.9),
            ("saw", 1.9, 2.8),
            ("cow", 0.3, 0.8),
        ),
        *(("cat", 0.6, 1.1), ("bell", 0.4, 0.9)),
    ],
)
def test_what_repeats_does_so_as_often_as_the_real_one(sounds, name, lowest, highest):
    assert all(lowest <= repeats(made) <= highest for made in sounds[name])


def test_another_process_in_another_order_makes_the_same_bytes(sounds):
    names = ["woman", "man", "thunder", "dog", "bell"]
    program = (
        "import sys, hashlib; from game.scenes.build.sounds.catalog import sound\n"
        f"for name in {names}: print(hashlib.sha256(sound(name, 1, {SECONDS}).tobytes()).hexdigest())"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    expected = [hashlib.sha256(sounds[name][1].astype(np.float32).tobytes()).hexdigest() for name in names]
    assert ran.stdout.split() == expected


def test_variants_differ_and_no_sound_repeats_itself(sounds):
    for name, variants in sounds.items():
        assert len({made.tobytes() for made in variants}) == len(variants), name
        half = len(variants[0]) // 2
        assert not np.array_equal(variants[0][:half], variants[0][half:]), name


@pytest.mark.parametrize(
    ("name", "variant", "seconds"), [("unicorn", 0, 3), ("dog", VARIANTS, 3), ("dog", 0, 0)]
)
def test_what_there_is_not_is_refused(name, variant, seconds):
    with pytest.raises(ValueError, match="There is no sound"):
        sound(name, variant, seconds)


def test_the_versions_that_the_samples_depend_on_are_named():
    assert set(versions()) == {"espeakng-loader", "numpy", "scipy"}


def onset(made):
    return np.flatnonzero(np.abs(made) > 0.1 * np.abs(made).max())[0] / RATE


def longest_silence(made):
    """Seconds between two samples that are within 46 dB of the highest."""
    heard = np.flatnonzero(np.abs(made) > 0.005 * np.abs(made).max())
    return np.diff(heard).max() / RATE


def treble(made):
    """Energy above 4 kHz against all, in dB."""
    power = np.abs(np.fft.rfft(made)) ** 2
    return 10 * np.log10(power[int(4000 * SECONDS) :].sum() / power.sum())


def pitch(made):
    """The fundamental between 60 and 1,200 Hz, by autocorrelation: the median of the loud moments."""
    slow = made[::4]
    windows = np.lib.stride_tricks.sliding_window_view(slow, 720)[::360]
    loud = windows[windows.std(axis=1) > 0.3 * slow.std()]
    repeated = np.fft.irfft(np.abs(np.fft.rfft(loud, 2048)) ** 2)[:, 10:200]
    return 12_000 / np.median(10 + repeated.argmax(axis=1))


def flutter(made):
    """The strongest rate of the envelope between 10 and 70 a second."""
    envelope = np.add.reduceat(np.abs(made), np.arange(0, len(made), 240))
    rates = np.fft.rfftfreq(len(envelope), 1 / 200)
    moving = np.abs(np.fft.rfft((envelope - envelope.mean()) * np.hanning(len(envelope))))
    return rates[np.where((rates >= 10) & (rates <= 70), moving, 0).argmax()]


def repeats(made):
    """How often a second the envelope, smoothed over 0.15 s, resembles itself moved on."""
    envelope = np.add.reduceat(made**2, np.arange(0, len(made), 240)) ** 0.25
    smooth = np.convolve(envelope, np.hanning(31), "same")
    moving = smooth - smooth.mean()
    alike = np.correlate(moving, moving, "full")[len(moving) - 1 :]
    dip = np.flatnonzero(alike < 0)[0]
    return 200 / (dip + alike[dip : int(200 * SECONDS * 0.9)].argmax())


def features(made):
    """Levels of 24 bands, how fast the loudness moves, how flat the spectrum is, how much is not silence."""
    windows = np.lib.stride_tricks.sliding_window_view(made, 2048)[::1024] * np.hanning(2048)
    power = np.abs(np.fft.rfft(windows, axis=1)) ** 2
    edges = np.searchsorted(np.fft.rfftfreq(2048, 1 / RATE), np.geomspace(60, 20_000, 25))
    bands = np.add.reduceat(power, edges, axis=1)[:, :-1]
    envelope = np.sqrt(np.add.reduceat(made**2, np.arange(0, len(made), 240)) / 240)
    moving = np.abs(np.fft.rfft(envelope - envelope.mean())) ** 2
    rates = np.searchsorted(np.fft.rfftfreq(len(envelope), 1 / 200), [0.3, 1, 2, 4, 8, 16, 32, 64])
    modulation = np.add.reduceat(moving, rates)[:-1] / (envelope.mean() * len(envelope)) ** 2
    middle = power[:, 4:800] + 1e-12
    flatness = np.log10(middle).mean(axis=1) - np.log10(middle.mean(axis=1))
    sounding = np.mean(envelope > 0.1 * envelope.max())
    return np.concatenate(
        [
            np.log10(bands.mean(axis=0) + 1e-9),
            2 * np.log10(modulation + 1e-5),
            [4 * np.average(flatness, weights=bands.sum(axis=1)), 4 * np.log10(sounding)],
        ]
    )
