"""What two ears hear of a direction: interaural time and level."""

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, correlate, resample_poly, sosfiltfilt

LATEST_US = 1000.0  # no head is so wide that an interaural time is longer
FINE = 16  # steps to a sample
MARGIN = 64  # samples beyond, so that the steps near the latest are exact
TIME_HZ = (200.0, 1500.0)  # where people hear interaural time in the fine structure
LEVEL_HZ = (200.0, 16_000.0)

Array = NDArray[np.float64]


def interaural_time_us(ears: Array, rate: int) -> float:
    """By how much a sound reaches the left ear before the right, in microseconds.

    The peak of the cross-correlation of what lies between `TIME_HZ`.

    Parameters
    ----------
    ears : ndarray, (2, samples)
        Left and right.
    rate : int
        Samples a second.
    """
    band = butter(2, TIME_HZ, "bandpass", fs=rate, output="sos")
    left, right = sosfiltfilt(band, ears, axis=1)
    found = correlate(right, left, method="fft")
    reach = int(np.ceil(LATEST_US * rate / 1e6))
    middle = ears.shape[1] - 1
    around = found[middle - reach - MARGIN : middle + reach + MARGIN + 1]
    fine = resample_poly(around, FINE, 1)[MARGIN * FINE : (MARGIN + 2 * reach) * FINE + 1]
    return float((fine.argmax() / FINE - reach) / rate * 1e6)


def interaural_level_db(ears: Array, rate: int) -> float:
    """By how much a sound is louder at the left ear than at the right, in dB, between `LEVEL_HZ`."""
    power = np.abs(np.fft.rfft(ears, axis=1)) ** 2
    hertz = np.fft.rfftfreq(ears.shape[1], 1 / rate)
    left, right = power[:, (hertz >= LEVEL_HZ[0]) & (hertz <= LEVEL_HZ[1])].sum(axis=1)
    return float(10 * np.log10(left / right))
