"""A head's impulse responses: KEMAR with normal pinnae, measured at the MIT Media Lab (1994)."""

import bz2
import hashlib
import io
import pickle
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.signal import resample_poly

from game.scenes.directions import unit_vector

RATE = 48_000
CREDIT = "KEMAR responses: Bill Gardner and Keith Martin, MIT Media Lab, 1994"
NAME = "MIT KEMAR, normal pinna"
TAPS = 384
NEIGHBOURS = 3
SAME_DIRECTION = 0.1
"""Degrees within which a measured response is taken as it is."""

Response = NDArray[np.float64]


@dataclass(frozen=True)
class Head:
    """Impulse responses of two ears, from all directions that were measured.

    Attributes
    ----------
    azimuths, elevations : array
        Degrees; azimuth positive to the left.
    responses : array
        By direction, ear (left, right) and sample, at 48 kHz.
    sha256 : str
        Of the file that they come from.
    """

    azimuths: Response
    elevations: Response
    responses: Response
    sha256: str

    def nearest(self, vectors: Response) -> NDArray[np.intp]:
        """The measured direction nearest to each unit vector."""
        nearest: NDArray[np.intp] = np.einsum("nk,mk->nm", vectors, self._vectors).argmax(axis=1)
        return nearest

    def response(self, azimuth: float, elevation: float) -> Response:
        """The two ears' responses from any direction, by ear and sample.

        Between measured directions, delays and the responses without their delays are averaged apart.
        """
        cosines = np.einsum("mk,k->m", self._vectors, unit_vector(azimuth, elevation))
        angles = np.degrees(np.arccos(np.clip(cosines, -1, 1)))
        around = np.argsort(angles, kind="stable")[:NEIGHBOURS]
        if angles[around[0]] < SAME_DIRECTION:
            measured: Response = self.responses[around[0]]
            return measured
        weights = 1 / angles[around]
        weights /= weights.sum()
        delays = np.einsum("n,ne->e", weights, self._delays[around])
        aligned = np.einsum("n,nef->ef", weights, self._aligned[around])
        mixed: Response = np.fft.irfft(aligned * _shift(delays), TAPS)
        return mixed

    @cached_property
    def _vectors(self) -> Response:
        return unit_vector(self.azimuths, self.elevations)

    @cached_property
    def _delays(self) -> Response:
        """Samples until each response passes a tenth of its peak, to an eighth of a sample."""
        fine = np.abs(resample_poly(self.responses, 8, 1, axis=2))
        delays: Response = (fine > 0.1 * fine.max(axis=2, keepdims=True)).argmax(axis=2) / 8
        return delays

    @cached_property
    def _aligned(self) -> NDArray[np.complex128]:
        aligned: NDArray[np.complex128] = np.fft.rfft(self.responses) / _shift(self._delays)
        return aligned


@lru_cache(maxsize=1)
def kemar() -> Head:
    """The head, read from the package `slab`, which is not imported: it would want a sound card.

    Raises
    ------
    ModuleNotFoundError
        When `slab` is not installed.
    """
    found = find_spec("slab")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("No module named 'slab'", name="slab")
    content = (Path(found.origin).parent / "data" / "mit_kemar_normal_pinna.bz2").read_bytes()
    measured = _Measured(content).read()
    responses = np.array([each.data.T for each in measured.data])
    at_48_khz = resample_poly(responses, 160, 147, axis=2)[:, :, :TAPS]
    azimuths, elevations = measured.sources[:, 0], measured.sources[:, 1]
    levelled = _levelled(at_48_khz, np.cos(np.radians(elevations)))
    return Head(azimuths, elevations, levelled, hashlib.sha256(content).hexdigest())


def _levelled(responses: Response, weights: Response) -> Response:
    """Responses with one gain for all: noise from everywhere is as loud at the ears as in the open."""
    power = np.average((responses**2).sum(axis=2).mean(axis=1), weights=weights)
    levelled: Response = responses / np.sqrt(power)
    return levelled


def _shift(samples: Response) -> NDArray[np.complex128]:
    """What delays a spectrum by so many samples, along a new last axis."""
    turns = samples[..., None] * np.arange(TAPS // 2 + 1) / TAPS
    shift: NDArray[np.complex128] = np.exp(-2j * np.pi * turns)
    return shift


class _Bag:
    """Stands for slab's own classes, whose attributes are all that is read."""

    data: Any
    sources: Any


class _Measured(pickle.Unpickler):
    """Reads slab's file, and makes nothing of it but arrays."""

    def __init__(self, content: bytes) -> None:
        super().__init__(io.BytesIO(bz2.decompress(content)))

    def read(self) -> Any:
        return self.load()

    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("slab."):
            return _Bag
        if (module, name) in {("numpy", "dtype"), ("numpy", "ndarray")}:
            return getattr(np, name)
        if (module, name) == ("numpy.core.multiarray", "_reconstruct"):
            return super().find_class("numpy._core.multiarray", name)
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a file of responses")
