"""Generated sounds: varied like a street, steady like a motor; and how they are encoded."""

from pathlib import Path

import numpy as np
import soundfile

RATE = 22_050  # samples a second
_BLOCK = 1 << 14  # samples per write: libsndfile's Vorbis encoder cannot take many


def noise(seconds: float, seed: int, rate: int = RATE, level: float = 0.1) -> np.ndarray:
    """White noise, shape (samples, 1)."""
    return np.random.default_rng(seed).normal(0, level, (int(seconds * rate), 1))


def tone(seconds: float, hz: float, rate: int = RATE, level: float = 0.3) -> np.ndarray:
    """A steady tone, shape (samples, 1)."""
    return level * np.sin(2 * np.pi * hz * np.arange(int(seconds * rate))[:, None] / rate)


def varied(seconds: float, seed: int, rate: int = RATE) -> np.ndarray:
    """Noise in half-octave bands whose loudness changes three times a second, shape (samples, 1)."""
    rng = np.random.default_rng(seed)
    samples, count = int(seconds * rate), int(3 * seconds) + 2
    spectrum = np.fft.rfft(rng.normal(0, 1, samples))
    hz = np.fft.rfftfreq(samples, 1 / rate)
    at = np.arange(samples) * 3 / rate
    sound = np.zeros(samples)
    for low in 100 * 2 ** (np.arange(14) / 2):
        band = np.fft.irfft(np.where((hz >= low) & (hz < low * np.sqrt(2)), spectrum, 0) / low, samples)
        sound += band * np.interp(at, np.arange(count), rng.uniform(0.05, 1, count) ** 3)
    normalized: np.ndarray = 0.1 * sound / sound.std()
    return normalized[:, None]


def write(file: Path, sound: np.ndarray, rate: int = RATE, kbit_s: int | None = None) -> Path:
    """Encode a sound in the format of the file's suffix."""
    kind = {".mp3": "MP3", ".flac": "FLAC", ".wav": "WAV", ".ogg": "OGG"}[file.suffix]
    least, most = (32, 320) if rate >= 32_000 else (8, 160)  # kbit/s of MP3 in libsndfile
    level = None if kbit_s is None else (most - kbit_s) / (most - least)
    how = {} if level is None else {"bitrate_mode": "CONSTANT", "compression_level": level}
    file.parent.mkdir(parents=True, exist_ok=True)
    with soundfile.SoundFile(file, "w", rate, sound.shape[1], format=kind, **how) as out:
        for start in range(0, len(sound), _BLOCK):
            out.write(sound[start : start + _BLOCK])
    return file
