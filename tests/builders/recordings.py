"""Generated recordings, and the real ones from the shared folder."""

import io
import os
from functools import cache
from pathlib import Path

import numpy as np
import soundfile

from game.project_files import ROOT

SHARED = Path(os.environ.get("EARWITNESS_SHARED", ROOT.parent / "shared"))
AGL1K = SHARED / "agl1k"
REAL = tuple(sorted((AGL1K / "audios").glob("*.mp3")))

CANARY = "CANARY-Essaouira 31.51"

_KINDS = {
    "mp3": {"format": "MP3"},
    "mp3-vbr": {"format": "MP3", "bitrate_mode": "VARIABLE"},
    "ogg": {"format": "OGG", "subtype": "VORBIS"},
    "opus": {"format": "OGG", "subtype": "OPUS"},
    "flac": {"format": "FLAC"},
    "flac24": {"format": "FLAC", "subtype": "PCM_24"},
    "wav": {"format": "WAV"},
    "wav24": {"format": "WAVEX", "subtype": "PCM_24"},
    "wavfloat": {"format": "WAV", "subtype": "FLOAT"},
}


def sweep(seconds: float, rate: int, channels: int = 1) -> np.ndarray:
    """A rising tone over noise, from silence to about half of full scale; shape (samples, channels)."""
    time = np.arange(int(seconds * rate)) / rate
    noise = np.random.default_rng(1).normal(0, 0.05, (len(time), channels))
    tone = 0.3 * np.sin(2 * np.pi * (200 + 300 * time) * time)
    return (tone[:, None] + noise) * (time / seconds)[:, None]


@cache
def encoded(kind: str, seconds: float = 2.0, rate: int = 48_000, channels: int = 1) -> bytes:
    """A generated recording in one of the `_KINDS`, as the encoder wrote it."""
    file = io.BytesIO()
    soundfile.write(file, sweep(seconds, rate, channels), rate, **_KINDS[kind])
    return file.getvalue()


def samples(recording: bytes | Path) -> np.ndarray:
    """The decoded samples."""
    source = io.BytesIO(recording) if isinstance(recording, bytes) else recording
    decoded: np.ndarray = soundfile.read(source, dtype="int32")[0]
    return decoded


def forms(text: str) -> set[bytes]:
    """A text in each encoding that tags use."""
    return {
        text.encode(encoding, "ignore") for encoding in ("latin-1", "utf-8", "utf-16-le", "utf-16-be")
    } - {b""}
