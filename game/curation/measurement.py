"""Everything measured in a recording, in one pass."""

from dataclasses import astuple, dataclass
from pathlib import Path
from struct import Struct

import numpy as np

from game.curation.acoustics import Acoustics, Meter
from game.curation.fingerprint import Fingerprint, Printer
from game.curation.spectra import Frames, blocks_of
from game.sound.decoding import decoder

_FIGURES = Struct("<4d")
_BLOCK = 1 << 16  # samples per channel decoded at a time: a second or two


@dataclass(frozen=True, slots=True)
class Measurement:
    """Acoustic measures and fingerprint of a recording."""

    acoustics: Acoustics
    fingerprint: Fingerprint

    def to_bytes(self) -> bytes:
        """Encode for the cache."""
        return _FIGURES.pack(*astuple(self.acoustics)) + self.fingerprint.astype("<u4").tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> "Measurement":
        """Decode what `to_bytes` encoded."""
        figures = Acoustics(*_FIGURES.unpack_from(content))
        return cls(figures, np.frombuffer(content, "<u4", offset=_FIGURES.size).astype(np.uint32))


def measure(path: Path) -> Measurement:
    """Measure a recording, decoded block by block, so that memory does not grow with its length.

    Raises
    ------
    AudioError
        When it cannot be sealed or decoded.
    """
    with decoder(path) as sound:
        frames = Frames(sound.rate)
        meter, printer = Meter(frames.bins_hz), Printer(frames.bins_hz)
        for block in blocks_of(sound, _BLOCK):
            powers = frames.powers(block)
            meter.add(block, powers)
            printer.add(powers)
    return Measurement(meter.result(), printer.result())
