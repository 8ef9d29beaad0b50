import io
from collections import Counter

import numpy as np
import pytest
import soundfile

from game.sound.headphone_check import (
    INTERVAL_SECONDS,
    INTERVALS,
    PAUSE_SECONDS,
    RATE,
    count_right,
    level_wav,
    trials,
    wav,
)

KEY = b"a key that nobody can guess"
SAMPLES, PAUSE = round(INTERVAL_SECONDS * RATE), round(PAUSE_SECONDS * RATE)


def intervals(trial):
    """The three sounds of a trial, with the silence between them checked."""
    sound, rate = soundfile.read(io.BytesIO(wav(trial)))
    assert (rate, sound.shape) == (RATE, (INTERVALS * SAMPLES + (INTERVALS - 1) * PAUSE, 2))
    starts = [number * (SAMPLES + PAUSE) for number in range(INTERVALS)]
    assert not any(sound[start + SAMPLES : start + SAMPLES + PAUSE].any() for start in starts)
    return [sound[start : start + SAMPLES] for start in starts]


def level_db(sound):
    return 20 * np.log10(np.sqrt(np.mean(sound[:, 0] ** 2)))


def correlation(sound):
    return np.corrcoef(sound.T)[0, 1]


def band(sound, low_hz, high_hz):
    """A sound with nothing but a band of its frequencies left."""
    spectrum = np.fft.rfft(sound, axis=0)
    hertz = np.fft.rfftfreq(len(sound), 1 / RATE)
    return np.fft.irfft(spectrum * ((hertz >= low_hz) & (hertz <= high_hz))[:, None], len(sound), axis=0)


def test_antiphase_trials_are_those_of_woods_et_al():
    """Three tones of 200 Hz: one 6 dB softer, one of the others with its channels in antiphase."""
    for trial in trials("antiphase", 12, KEY, "p.1"):
        sounds = intervals(trial)
        for sound in sounds:
            spectrum = np.abs(np.fft.rfft(sound[:, 0]))
            assert np.argmax(spectrum) == 200  # bins are 1 Hz wide
            assert np.square(spectrum[190:211]).sum() > 0.999 * np.square(spectrum).sum()
        levels = np.array([level_db(sound) for sound in sounds])
        softest = trial.answer - 1
        assert np.delete(levels, softest) - levels[softest] == pytest.approx([6, 6], abs=0.01)
        phases = [1.0] * INTERVALS
        phases[trial.decoy - 1] = -1.0
        assert [correlation(sound) for sound in sounds] == pytest.approx(phases, abs=1e-6)
        in_open_air = [level_db(sound.sum(axis=1, keepdims=True) + 1e-9) for sound in sounds]
        assert np.argmin(in_open_air) == trial.decoy - 1 != softest  # loudspeakers mislead


def test_huggins_trials_are_those_of_milne_et_al():
    """Three noises, equal to each ear alone; in one, a band around 600 Hz differs between the ears."""
    for trial in trials("huggins", 6, KEY, "p.1"):
        for interval, sound in enumerate(intervals(trial), 1):
            assert level_db(sound) == pytest.approx(-26.1, abs=0.3)
            left, right = (np.abs(np.fft.rfft(channel)) for channel in sound.T)
            assert np.square(left[570:630]).sum() == pytest.approx(np.square(right[570:630]).sum(), rel=0.2)
            for ear in np.square([left, right]):  # neither ear alone hears more there than beside it
                assert 0.5 < ear[564:637].mean() / np.r_[ear[450:550], ear[650:750]].mean() < 2
            octaves = [np.mean(np.square(left[low : 2 * low])) for low in (100, 400, 1600, 6400)]
            assert max(octaves) / min(octaves) < 2  # white
            is_answer = interval == trial.answer
            assert correlation(band(sound, 570, 630)) == pytest.approx(-1 if is_answer else 1, abs=0.01)
            for outside in ((100, 555), (645, 10_000)):
                assert correlation(band(sound, *outside)) > 0.999


@pytest.mark.parametrize("check", ["antiphase", "huggins"])
def test_nothing_but_the_sound_tells_the_answer(check):
    chosen = trials(check, 6, KEY, "p.1")
    files = [wav(trial) for trial in chosen]
    assert len({len(file) for file in files}) == len({file[:44] for file in files}) == 1
    assert trials(check, 6, KEY, "p.1") == chosen
    assert [trials(check, 6, *other) == chosen for other in ((KEY, "p.2"), (b"other", "p.1"))] == [False] * 2
    many = trials(check, 3000, KEY, "many")
    assert min(Counter((trial.answer, trial.decoy) for trial in many).values()) > 400
    assert len(Counter((trial.answer, trial.decoy) for trial in many)) == 6


def test_answers_are_counted():
    chosen = trials("antiphase", 6, KEY, "p.1")
    right = [trial.answer for trial in chosen]
    assert count_right(chosen, right) == 6
    assert count_right(chosen, [chosen[0].decoy, *right[1:]]) == 5
    assert count_right(chosen, [trial.decoy for trial in chosen]) == 0


def test_the_level_sound_is_as_loud_as_a_tone():
    sound, _ = soundfile.read(io.BytesIO(level_wav()))
    [tone] = [intervals(t)[i - 1] for t in trials("antiphase", 1, KEY, "p") for i in (t.decoy,)]
    assert level_db(sound) == pytest.approx(level_db(tone), abs=1.0)
    assert np.abs(sound).max() < 1
