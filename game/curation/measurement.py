"""All that is measured of a recording, in one pass."""

from dataclasses import astuple, dataclass
from pathlib import Path
from struct import Struct

import numpy as np

from game.curation.acoustics import Acoustics, Meter
from game.curation.fingerprint import Fingerprint, Printer
from game.curation.spectra import Frames, blocks_of
from game.sound.decoding import decoder

_FIGURES = Struct("<4d")
_BLOCK = 1 << 16  # samples a channel decoded at a time: a second or two


@dataclass(frozen=True, slots=True)
class Measured:
    """One recording."""

    acoustics: Acoustics
    fingerprint: Fingerprint

    def as_bytes(self) -> bytes:
        """In a form that lasts; `measured` reads it again."""
        return _FIGURES.pack(*astuple(self.acoustics)) + self.fingerprint.astype("<u4").tobytes()


def measured(found: bytes) -> Measured:
    """Read what `Measured.as_bytes` wrote."""
    figures = Acoustics(*_FIGURES.unpack_from(found))
    return Measured(figures, np.frombuffer(found, "<u4", offset=_FIGURES.size).astype(np.uint32))


def measure(path: Path) -> Measured:
    """Decode a recording block by block; memory does not grow with what is decoded.

    Raises
    ------
    AudioError
        When it cannot be sealed or decoded.
    """
    with decoder(path) as (sound, _):
        frames = Frames(sound.samplerate)
        meter, printer = Meter(frames.bins_hz), Printer(frames.bins_hz)
        for block in blocks_of(sound, _BLOCK):
            powers = frames.powers(block)
            meter.add(block, powers)
            printer.add(powers)
    return Measured(meter.result(), printer.result())
