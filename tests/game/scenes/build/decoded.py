"""What an encoded file sounds like."""

import io

import numpy as np
import soundfile
from numpy.typing import NDArray


def decoded(content: bytes) -> NDArray[np.float64]:
    """The samples of a file, by channel."""
    samples, _ = soundfile.read(io.BytesIO(content), always_2d=True)
    channels: NDArray[np.float64] = samples.T
    return channels
