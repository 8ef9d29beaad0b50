"""Equation 2 of AGL1K's paper, against figures known beforehand and against the formulas written out."""

import dataclasses

import numpy as np
import pytest
import soundfile
from hypothesis import given, settings
from hypothesis import strategies as st

from game.curation import filters
from game.curation.acoustics import Acoustics, Meter, complexity, flatness
from game.curation.measurement import Measurement, measure
from game.curation.spectra import HIGH_HZ, PER_SECOND, Frames, band_weights
from game.sound.sealed import AudioError
from tests.builders.recordings import REAL, encoded
from tests.builders.sounds import RATE, noise, tone, varied, write


def heard(sound: np.ndarray, rate: int = RATE) -> Acoustics:
    frames = Frames(rate)
    meter = Meter(frames.bins_hz)
    for block in np.array_split(np.asarray(sound, dtype=np.float32), 7):
        meter.add(block, frames.powers(block))
    return meter.result()


def test_rms_of_a_tone_is_its_amplitude_by_the_root_of_two():
    assert heard(tone(2, 440, level=0.3)).rms == pytest.approx(0.3 / np.sqrt(2), rel=1e-4)


def test_white_noise_is_flat_and_a_tone_is_not():
    assert heard(noise(20, 1)).flatness > 0.99
    assert heard(tone(5, 1000)).flatness < 1e-3


def test_flatness_is_the_geometric_mean_by_the_arithmetic():
    assert flatness(np.array([1.0, 4.0, 16.0])) == pytest.approx(4 / 7)
    assert flatness(np.full(9, 0.2)) == pytest.approx(1)
    assert flatness(np.zeros(9)) == 0


def test_complexity_is_the_change_of_each_band_by_its_energy():
    energies = np.array([[1.0, 5.0, 0.0], [3.0, 5.0, 0.0], [1.0, 5.0, 0.0]])
    assert complexity(energies) == pytest.approx((2 + 2) / 5)  # the second is steady, the third is not heard
    assert complexity(np.array([[0.0], [7.0], [0.0]])) == pytest.approx(2)


def test_what_is_steady_is_less_complex_than_what_changes():
    steady = [heard(sound).complexity for sound in (tone(10, 500), noise(10, 2))]
    assert max(steady) < 4 < heard(varied(10, 3)).complexity


def test_the_share_of_samples_at_the_largest_amplitude_is_counted():
    square = np.tile([0.5, -0.5, 0.25, 0.1], 1000)[:, None]
    assert heard(square).clipping == 0.5
    assert heard(np.clip(4 * noise(2, 4, level=0.25), -1, 1)).clipping == pytest.approx(0.317, abs=0.02)
    assert heard(noise(2, 4)).clipping < 1e-3


def test_silence_and_nothing_at_all_have_figures_too():
    silence = heard(np.zeros((22_050, 2)))
    assert (silence.rms, silence.flatness, silence.complexity) == (0, 0, 0)
    assert heard(np.zeros((0, 1))) == Acoustics(0, 0, 0, 0)


def test_waves_of_opposite_phase_do_not_cancel():
    one = varied(4, 5)
    both = heard(np.hstack([one, -one]))
    for name in ("rms", "flatness", "clipping", "complexity"):
        assert getattr(both, name) == pytest.approx(getattr(heard(one), name), rel=1e-4)


@pytest.mark.parametrize("rate", [16_000, 32_000, 44_100, 48_000, 96_000])
def test_figures_do_not_depend_on_the_sampling_rate(rate):
    def sound(rate):
        gains = np.repeat(np.arange(20) % 3 == 0, rate // 4)[:, None]
        return tone(5, 3000, rate, 0.01)[: len(gains)] + gains * tone(5, 1000, rate)[: len(gains)]

    found, expected = heard(sound(rate), rate), heard(sound(24_000), 24_000)
    assert found.rms == pytest.approx(expected.rms, rel=0.01)
    assert found.complexity == pytest.approx(expected.complexity, rel=0.01)


@settings(max_examples=25)
@given(st.lists(st.integers(0, 4000), max_size=12), st.sampled_from([8000, 11_025, 22_050]))
def test_how_sound_is_cut_into_blocks_changes_no_spectrum(sizes, rate):
    sound = np.random.default_rng(6).normal(0, 0.1, (9000, 2)).astype(np.float32)
    cuts = np.minimum(np.cumsum(sizes, dtype=int), len(sound))
    apart, whole = Frames(rate), Frames(rate)
    pieces = [apart.powers(block) for block in np.split(sound, cuts)]
    np.testing.assert_array_equal(np.concatenate(pieces), whole.powers(sound))


def test_frames_begin_at_the_same_times_at_every_rate():
    for rate in (8000, 11_025, 44_100, 48_000):
        frames = Frames(rate).powers(np.zeros((10 * rate, 1), np.float32))
        assert len(frames) in (10 * PER_SECOND - 1, 10 * PER_SECOND - 2)


def test_the_weights_of_bands_share_each_bin_out():
    weights = band_weights(np.arange(0, 200, 20.0), np.array([30.0, 95.0, 130.0]))
    assert weights.sum(axis=0) * 20 == pytest.approx([65, 35])
    assert weights[5] == pytest.approx([0.25, 0.75])  # from 90 to 110 Hz


@pytest.mark.usefixtures("shared")
@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem[:12])
def test_a_real_recording_has_the_figures_of_the_formulas_written_out(file):
    """Equation 2 over the whole recording at once, in double precision, by nothing of ours but the bands."""
    sound, rate = soundfile.read(file, always_2d=True, stop=20 * 44_100)
    assert rate == 44_100
    found = heard(sound, rate)
    starts = (np.arange(20 * PER_SECOND) * rate) // PER_SECOND
    starts = starts[starts + 2204 <= len(sound)]
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(2204) / 2204)
    frames = sound[starts[:, None] + np.arange(2204)].transpose(0, 2, 1) * window
    power = (np.abs(np.fft.rfft(frames)) ** 2).mean(axis=1)
    hz = np.fft.rfftfreq(2204, 1 / rate)
    density = power[:, (hz >= 100) & (hz <= HIGH_HZ)].mean(axis=0)
    edges = 100 * 2 ** (np.arange(19) / 3)
    bands = power[: len(power) // 20 * 20] @ band_weights(hz, edges)
    energy = bands.reshape(-1, 20, 18).sum(axis=1)
    level = np.abs(np.round(np.clip(sound, -1, 1) * 32767))
    assert found.rms == pytest.approx(np.sqrt((sound**2).mean()), rel=1e-5)
    assert found.flatness == pytest.approx(np.exp(np.log(density).mean()) / density.mean(), rel=1e-4)
    assert found.clipping == pytest.approx((level == level.max()).mean())
    changes = np.abs(energy[1:] - energy[:-1]).sum(axis=0) / energy.sum(axis=0)
    assert found.complexity == pytest.approx(changes.sum(), rel=1e-4)


def test_a_recording_is_measured_from_its_file_and_remembered_bit_for_bit(tmp_path):
    sound = varied(6, 7)
    found = measure(write(tmp_path / "one.flac", sound))
    assert found.acoustics.rms == pytest.approx(heard(sound).rms, rel=1e-3)
    again = Measurement.from_bytes(found.to_bytes())
    assert again.acoustics == found.acoustics
    np.testing.assert_array_equal(again.fingerprint, found.fingerprint)


def test_a_file_that_cannot_be_decoded_is_an_error_that_names_no_file(tmp_path):
    broken = tmp_path / "Paris.mp3"
    broken.write_bytes(b"no sound at all")
    with pytest.raises(AudioError) as raised:
        measure(broken)
    assert "Paris" not in str(raised.value)


def test_what_is_beyond_full_scale_counts_as_it_is_played(tmp_path):
    sound = varied(6, 11).astype(np.float32)
    sound[1000:1400], sound[2000], sound[3000] = 1e30, np.nan, -np.inf
    soundfile.write(tmp_path / "odd.wav", sound, RATE, subtype="FLOAT")
    found = measure(tmp_path / "odd.wav").acoustics
    assert found.clipping == pytest.approx(400 / len(sound))
    assert all(np.isfinite(value) for value in dataclasses.astuple(found))
    assert found.rms < 1


def test_what_is_cut_off_is_measured_as_far_as_it_goes(tmp_path):
    whole = encoded("mp3", 6.0)
    (tmp_path / "half.mp3").write_bytes(whole[: len(whole) // 2])
    assert measure(tmp_path / "half.mp3").acoustics.rms > 0


def test_each_filter_leaves_out_what_lies_beyond_its_bound():
    good = {"rms": 0.1, "flatness": 0.2, "clipping": 0.0, "complexity": 9.0}
    assert filters.failed(Acoustics(**good), filters.DEFAULTS) == {}
    for each in filters.FILTERS:
        beyond = each.bound * (0.9 if each.keeps == "least" else 1.1)
        assert list(filters.failed(Acoustics(**good | {each.name: beyond}), filters.DEFAULTS)) == [
            each.left_out
        ]
        at = Acoustics(**good | {each.name: each.bound})
        assert filters.failed(at, filters.DEFAULTS) == {}


def test_the_kinds_of_bad_recordings_that_the_paper_names_are_told_apart():
    bad = {
        "quiet": varied(8, 8) * 1e-3,
        "noise-like": noise(8, 9) * np.linspace(0, 1, 8 * RATE)[:, None] ** 4,
        "clipped": np.clip(varied(8, 10) * 20, -1, 1),
        "monotonous": tone(8, 300) + tone(8, 900) + tone(8, 2000),
    }
    for called, sound in bad.items():
        assert list(filters.failed(heard(sound), filters.DEFAULTS)) == [called]
