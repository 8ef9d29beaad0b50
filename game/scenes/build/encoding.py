"""Files of a scene: FLAC to keep, MP3 to play."""

import io

import numpy as np
import soundfile
from numpy.typing import NDArray

from game.scenes.build.hrirs import RATE
from game.scenes.build.rendering import Rendered

MP3_KBIT_S = 192
WY, ZX = [0, 1], [2, 3]
"""Channels of the two halves of a first-order field, which the track with head turning joins again."""

Array = NDArray[np.float64]


def binaural_files(rendered: Rendered, keeps_flac: bool) -> dict[str, bytes]:
    """What the two ears hear, by kind of file."""
    files = {"binaural.mp3": mp3(rendered.binaural)}
    return {**files, "binaural.flac": flac(rendered.binaural)} if keeps_flac else files


def field_files(rendered: Rendered, keeps_flac: bool) -> dict[str, bytes]:
    """The first-order field, by kind of file."""
    files = {"foa.wy.mp3": mp3(rendered.foa[WY]), "foa.zx.mp3": mp3(rendered.foa[ZX])}
    return {**files, "foa.flac": flac(rendered.foa)} if keeps_flac else files


def mp3(channels: Array) -> bytes:
    """Two channels as MP3 of a constant bit rate; the same bytes for the same samples and libsndfile."""
    # libsndfile's scale runs from 320 (0) to 32 kbit/s (1).
    level = (320 - MP3_KBIT_S) / (320 - 32)
    return _written(channels, {"format": "MP3", "bitrate_mode": "CONSTANT", "compression_level": level})


def flac(channels: Array) -> bytes:
    """Any number of channels as FLAC of 16 bits."""
    return _written(channels, {"format": "FLAC", "subtype": "PCM_16"})


def _written(channels: Array, settings: dict[str, str | float]) -> bytes:
    file = io.BytesIO()
    with soundfile.SoundFile(file, "w", RATE, len(channels), **settings) as written:
        written.write(np.ascontiguousarray(channels.T))
    return file.getvalue()
