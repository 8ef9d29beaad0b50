"""Samples: what every sound is made as, 48,000 a second in one channel."""

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float64]
RATE = 48_000
"""Samples a second."""


def count(seconds: float) -> int:
    """How many samples a duration has."""
    return round(seconds * RATE)


def clock(length: int) -> Samples:
    """The time of each sample, in seconds from the first."""
    return np.arange(length) / RATE
