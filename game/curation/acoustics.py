"""The four acoustic measures of AGL1K's paper (equation 2), computed in one pass over a recording."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from game.curation.spectra import HIGH_HZ, PER_SECOND, Powers, Samples, band_weights

LOW_HZ = 100.0  # six octaves below HIGH_HZ
THIRDS = 18  # of an octave, from LOW_HZ to HIGH_HZ
ENERGY_FRAMES = PER_SECOND // 2  # spectra in half a second, which are summed into one energy per band
_FULL_SCALE = 32767  # of 16 bits
_SILENCE = 1e-12  # power below which a spectrum counts as empty


@dataclass(frozen=True, slots=True)
class Acoustics:
    """Equation 2 for one recording.

    Attributes
    ----------
    rms : float
        Root mean square of all samples of all channels; full scale is 1.
    flatness : float
        Geometric mean over arithmetic mean of the power spectral density from LOW_HZ to HIGH_HZ: 1 for white
        noise.
    clipping : float
        Share of samples whose amplitude, in 16 bits, is the recording's largest.
    complexity : float
        Sum over bands of the change of energy from frame to frame, divided by the energy: 0 for a steady
        tone, about 2 for steady noise, at most 2 per band.
    """

    rms: float
    flatness: float
    clipping: float
    complexity: float


class Meter:
    """Accumulates the sums of equation 2 block by block. Memory grows by 18 numbers per half second.

    Parameters
    ----------
    bins_hz : ndarray of float
        The centres of the spectra's bins.

    Notes
    -----
    The paper leaves frames, bands and the spectral estimate open. Here the density is the mean of all power
    spectra (Welch's method), bands are thirds of an octave, and frames last half a second. With shorter
    frames and narrower bands, the randomness of noise would count as complexity, and steady rain as varied.
    """

    def __init__(self, bins_hz: NDArray[np.float64]) -> None:
        edges = LOW_HZ * 2 ** (np.arange(THIRDS + 1) / 3)
        self._weights = band_weights(bins_hz, edges)
        self._inside = (bins_hz >= LOW_HZ) & (bins_hz <= HIGH_HZ)
        self._squares, self._samples = 0.0, 0
        self._loudest, self._at_loudest = 0, 0
        self._power, self._frames = np.zeros(len(bins_hz)), 0
        self._bands: list[Powers] = []

    def add(self, block: Samples, powers: Powers) -> None:
        """Add a block of sound, from -1 to 1, and its spectra."""
        self._squares += float(np.vdot(block, block))
        self._samples += block.size
        self._add_loudest(np.rint(np.abs(block) * _FULL_SCALE))
        self._power += powers.sum(axis=0, dtype=np.float64)
        self._frames += len(powers)
        self._bands.append(powers @ self._weights)

    def _add_loudest(self, amplitudes: NDArray[np.float32]) -> None:
        loudest = int(amplitudes.max(initial=0))
        if loudest < self._loudest:
            return
        before = self._at_loudest if loudest == self._loudest else 0
        self._loudest, self._at_loudest = loudest, before + int((amplitudes == loudest).sum())

    def result(self) -> Acoustics:
        """The measures of the sound added so far; all 0 without sound."""
        if not self._samples:
            return Acoustics(0.0, 0.0, 0.0, 0.0)
        return Acoustics(
            rms=float(np.sqrt(self._squares / self._samples)),
            flatness=flatness(self._power[self._inside] / max(self._frames, 1)),
            clipping=self._at_loudest / self._samples,
            complexity=complexity(_energies(np.concatenate(self._bands))),
        )


def flatness(density: NDArray[np.float64]) -> float:
    """Geometric mean over arithmetic mean of a power spectral density; 0 for silence."""
    mean = float(density.mean()) if density.size else 0.0
    if mean <= _SILENCE:
        return 0.0
    return float(np.exp(np.log(np.maximum(density, _SILENCE * mean)).mean()) / mean)


def complexity(energies: NDArray[np.floating]) -> float:
    """Sum over bands of the summed change of energy from frame to frame, divided by the summed energy.

    Parameters
    ----------
    energies : ndarray of float, shape (frames, bands)
        A band without energy adds nothing.
    """
    total = energies.sum(axis=0)
    changes = np.abs(np.diff(energies, axis=0)).sum(axis=0)
    heard = total > _SILENCE
    return float((changes[heard] / total[heard]).sum())


def _energies(bands: Powers) -> NDArray[np.float64]:
    """Sum the spectra of each half second; an incomplete half second at the end is dropped."""
    whole = len(bands) // ENERGY_FRAMES
    shaped = bands[: whole * ENERGY_FRAMES].reshape(whole, ENERGY_FRAMES, THIRDS)
    summed: NDArray[np.float64] = shaped.sum(axis=1, dtype=np.float64)
    return summed
