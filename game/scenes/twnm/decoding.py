"""First-order sound for headphones: parametric, since a static decoder would move everything to the front.

In each moment and band the intensity vector tells where the sound comes from, and how much of it comes from
nowhere in particular. The first part goes through the head's responses of that direction, the rest to both
ears without a direction (directional audio coding: Pulkki 2007).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter1d

from game.scenes.build.hrirs import RATE, Head
from game.scenes.cues import interaural_level_db, interaural_time_us
from game.scenes.directions import unit_vector

FRAME, HOP, SIZE = 1024, 512, 2048  # samples: half of a transform is room for the responses
BANDS = 36  # from LOWEST_HZ up, evenly on a logarithmic scale
LOWEST_HZ = 100.0
SMOOTHED = 5  # frames over which intensity and energy are averaged, 53 ms
PROBES = 24
PROBE_SECONDS = 1.0

Array = NDArray[np.float64]
Spectra = NDArray[np.complex128]


@dataclass(frozen=True)
class Decoder:
    """Decodes for the ears of one head."""

    head: Head

    def decode(self, field: Array) -> Array:
        """What two ears hear of a field.

        Parameters
        ----------
        field : ndarray, (4, samples)
            W, Y, Z, X in SN3D at 48 kHz.

        Returns
        -------
        ndarray, (2, samples)
            Left and right.
        """
        spectra = _analysed(field)
        which, diffuse = self._directions(spectra)
        direct = spectra[0] * np.sqrt(1 - diffuse)
        rest = spectra[0] * np.sqrt(diffuse)
        bins = np.arange(spectra.shape[2])
        ears = np.stack(
            [direct * self._transfer[which, ear, bins] + rest * self._nowhere[ear] for ear in (0, 1)]
        )
        return _synthesised(ears, field.shape[1])

    def _directions(self, spectra: Spectra) -> tuple[NDArray[np.intp], Array]:
        """By frame and bin: the measured direction nearest to the sound's, and the diffuse share."""
        velocity = spectra[[3, 1, 2]]
        intensity = _by_band(np.real(np.conj(spectra[0]) * velocity))
        energy = _by_band((np.abs(spectra) ** 2).sum(axis=0)[None] / 2)[0]
        length = np.linalg.norm(intensity, axis=0)
        diffuse = np.clip(1 - length / np.maximum(energy, np.finfo(float).tiny), 0, 1)
        vectors = intensity / np.maximum(length, np.finfo(float).tiny)
        nearest = self.head.nearest(vectors.reshape(3, -1).T).reshape(diffuse.shape)
        of_bin = _bands()
        return nearest[:, of_bin], diffuse[:, of_bin]

    @cached_property
    def _transfer(self) -> Spectra:
        transfer: Spectra = np.fft.rfft(self.head.responses, SIZE)
        return transfer

    @cached_property
    def _nowhere(self) -> Spectra:
        """For either ear, the mean strength of all directions, with phases of its own."""
        strength = np.sqrt((np.abs(self._transfer) ** 2).mean(axis=(0, 1)))
        spread = np.random.default_rng(0).standard_normal((2, SIZE // 4)) * np.hanning(SIZE // 4)
        phases = np.fft.rfft(spread, SIZE)
        nowhere: Spectra = strength * phases / np.maximum(np.abs(phases), np.finfo(float).tiny)
        return nowhere


@dataclass(frozen=True, slots=True)
class CueErrors:
    """How far a decoding's interaural cues lie from the head's own, over directions all around.

    Attributes
    ----------
    itd_us, ild_db : float
        Mean absolute differences.
    most_itd_us, most_ild_db : float
        The largest.
    """

    itd_us: float
    ild_db: float
    most_itd_us: float
    most_ild_db: float


def cue_errors(decoder: Decoder) -> CueErrors:
    """Measure a decoder at `PROBES` directions: noise from there, against the head's own responses."""
    noise = np.random.default_rng(1).standard_normal(round(PROBE_SECONDS * RATE))
    differences = []
    for number in range(PROBES):
        azimuth, elevation = number * 360 / PROBES, (0.0, 30.0, -30.0)[number % 3]
        x, y, z = unit_vector(azimuth, elevation)
        decoded = decoder.decode(np.outer([1, y, z, x], noise))
        response = decoder.head.response(azimuth, elevation)
        own = np.stack([np.convolve(noise, response[ear])[: len(noise)] for ear in (0, 1)])
        differences.append(
            (
                abs(interaural_time_us(decoded, RATE) - interaural_time_us(own, RATE)),
                abs(interaural_level_db(decoded, RATE) - interaural_level_db(own, RATE)),
            )
        )
    times, levels = np.array(differences).T
    return CueErrors(float(times.mean()), float(levels.mean()), float(times.max()), float(levels.max()))


def _analysed(field: Array) -> Spectra:
    padded = np.pad(field, ((0, 0), (FRAME, FRAME + HOP)))
    frames = np.lib.stride_tricks.sliding_window_view(padded, FRAME, axis=1)[:, ::HOP]
    window = np.hanning(FRAME + 1)[:-1]  # shifted by half of itself it adds up to one
    spectra: Spectra = np.fft.rfft(frames * window, SIZE)
    return spectra


def _synthesised(spectra: Spectra, samples: int) -> Array:
    frames = np.fft.irfft(spectra, SIZE)
    ears = np.zeros((len(frames), frames.shape[1] * HOP + SIZE))
    for number in range(frames.shape[1]):
        ears[:, number * HOP : number * HOP + SIZE] += frames[:, number]
    return ears[:, FRAME : FRAME + samples]


def _bands() -> NDArray[np.intp]:
    """In which band each bin is."""
    hertz = np.fft.rfftfreq(SIZE, 1 / RATE)
    edges = np.geomspace(LOWEST_HZ, RATE / 2, BANDS)
    found: NDArray[np.intp] = np.unique(np.searchsorted(edges, hertz), return_inverse=True)[1]
    return found


def _by_band(values: Array) -> Array:
    """Sums over the bins of each band, averaged over some frames; by whatever, frame and band."""
    starts = np.flatnonzero(np.diff(_bands(), prepend=-1))
    summed = np.add.reduceat(values, starts, axis=2)
    smoothed: Array = uniform_filter1d(summed, SMOOTHED, axis=1, mode="nearest")
    return smoothed
