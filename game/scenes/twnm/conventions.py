"""How first-order recordings order their channels and count azimuth, found from the sound itself.

Nobody states either. Items whose answers state directions tell: under the right reading, the intensity of the
sound points there.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from game.scenes.directions import unit_vector
from game.scenes.scene_pack import ScenePackError
from game.scenes.twnm.rows import Row

Order = Literal["WYZX", "WXYZ"]
Sense = Literal["left", "right"]
ORDERS: tuple[Order, Order] = ("WYZX", "WXYZ")
SENSES: tuple[Sense, Sense] = ("left", "right")

ENOUGH_ROWS = 80  # that are listened to
LEAST_STATED = 6  # directions
CAP_DEGREES = 25.0
# Of a recording's directional sound: twice what a cap of 25 degrees has of the whole sphere. With several
# sources in a room, no more than that may be left for one of them.
LEAST_SHARE = 0.09
ALMOST = 0.8  # of the most: near the front, both senses say nearly the same
LEAST_AGREEING = 0.6  # of the stated directions
MOST_OF_THE_BEST = 0.75  # that another reading may explain

_WINDOW, _HOP = 1024, 512
_LOWEST, _HIGHEST = 200.0, 6000.0  # Hz
_NUMBER = r"[^\d+-]{0,4}([+-]?\d+(?:\.\d+)?)"
_DIRECTION = re.compile(rf"azimuth{_NUMBER}[^\d]{{1,24}}?elevation{_NUMBER}", re.IGNORECASE)
Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read the recordings and their questions.

    Attributes
    ----------
    order : str
        Of the channels: ``WYZX`` (ACN) or ``WXYZ`` (as FuMa has them).
    sense : str
        To which side positive azimuths lie.
    """

    order: Order
    sense: Sense


READINGS = tuple(Reading(order, sense) for order, sense in product(ORDERS, SENSES))


@dataclass(frozen=True, slots=True)
class Convention:
    """The reading that the sound agrees with.

    Attributes
    ----------
    stated : int
        Directions that answers state.
    agreeing : mapping
        With how many of them the sound agrees, by reading.
    """

    reading: Reading
    stated: int
    agreeing: Mapping[Reading, int]

    def __str__(self) -> str:
        order, side = ", ".join(self.reading.order), self.reading.sense
        agreeing = self.agreeing[self.reading]
        return (
            f"channels {order}, positive azimuths to the {side}: "
            f"the sound agrees with {agreeing} of {self.stated} directions that answers state"
        )


def stated_directions(answer: str) -> list[tuple[float, float]]:
    """Azimuths and elevations that an answer states, such as "azimuth 242.52°, elevation 36.27°"."""
    found = [(float(azimuth), float(elevation)) for azimuth, elevation in _DIRECTION.findall(answer)]
    return [(azimuth, elevation) for azimuth, elevation in found if abs(elevation) <= 90]


def find_convention(rows: Iterable[Row]) -> Convention:
    """Find the reading that most stated directions agree with.

    Raises
    ------
    ScenePackError
        When too few answers state directions, or the sound contradicts every reading, or fits several.
    """
    telling = [(row, stated_directions(row.options[row.answer])) for row in rows if row.answer is not None]
    telling = [(row, directions) for row, directions in telling if directions]
    step = max(1, len(telling) // ENOUGH_ROWS)
    agreeing = dict.fromkeys(READINGS, 0)
    stated = 0
    for row, directions in telling[::step]:
        vectors, weights = _intensity(*row.read())
        stated += len(directions)
        for each in directions:
            for reading in _agreeing(vectors, weights, *each):
                agreeing[reading] += 1
    return _decide(stated, agreeing)


def _decide(stated: int, agreeing: Mapping[Reading, int]) -> Convention:
    if stated < LEAST_STATED:
        raise ScenePackError(
            f"The order of the channels cannot be found: answers state only {stated} directions, "
            f"and {LEAST_STATED} are needed."
        )
    best, second = sorted(READINGS, key=lambda reading: -agreeing[reading])[:2]
    counts = "; ".join(
        f"{reading.order} with azimuths to the {reading.sense}: {agreeing[reading]} of {stated}"
        for reading in READINGS
    )
    if agreeing[best] < LEAST_AGREEING * stated:
        raise ScenePackError(f"The sound contradicts the directions that answers state. {counts}.")
    if agreeing[second] > MOST_OF_THE_BEST * agreeing[best]:
        raise ScenePackError(f"The sound fits more than one reading of its channels. {counts}.")
    return Convention(best, stated, agreeing)


def _agreeing(vectors: Array, weights: Array, azimuth: float, elevation: float) -> list[Reading]:
    """The readings under which most of the sound comes from where an answer says; none if little does."""
    shares = {
        reading: _share(vectors, weights, _in_channels(reading, azimuth, elevation)) for reading in READINGS
    }
    most = max(shares.values())
    return [reading for reading, share in shares.items() if share >= max(LEAST_SHARE, ALMOST * most)]


def _share(vectors: Array, weights: Array, towards: Array) -> float:
    within = vectors @ towards >= np.cos(np.radians(CAP_DEGREES))
    return float(weights[within].sum() / weights.sum()) if len(weights) else 0.0


def _in_channels(reading: Reading, azimuth: float, elevation: float) -> Array:
    """The unit vector of a direction in the order of the last three channels."""
    x, y, z = unit_vector(azimuth if reading.sense == "left" else -azimuth, elevation)
    return np.array([y, z, x] if reading.order == "WYZX" else [x, y, z])


def _intensity(channels: Array, rate: int) -> tuple[Array, Array]:
    """Where the sound of each moment and pitch comes from, in the channels' order, and how strong it is."""
    if channels.shape[1] < _WINDOW:
        channels = np.pad(channels, ((0, 0), (0, _WINDOW - channels.shape[1])))
    windows = np.lib.stride_tricks.sliding_window_view(channels, _WINDOW, axis=1)[:, ::_HOP]
    hertz = np.fft.rfftfreq(_WINDOW, 1 / rate)
    kept = (hertz >= _LOWEST) & (hertz <= _HIGHEST)
    spectra = np.fft.rfft(windows * np.hanning(_WINDOW))[:, :, kept]
    vectors = np.real(np.conj(spectra[0]) * spectra[1:]).reshape(3, -1).T
    weights = np.linalg.norm(vectors, axis=1)
    heard = weights > 0
    return vectors[heard] / weights[heard, None], weights[heard]


def in_acn(channels: Array, order: Order) -> Array:
    """The recording with its channels as W, Y, Z, X."""
    return channels if order == "WYZX" else channels[[0, 2, 3, 1]]


def side_of(sense: Sense) -> str:
    """Where 90 degrees lie, as a sentence for those who read azimuths in a question."""
    return f"Azimuth 0° is straight ahead, 90° is on your {sense}, 180° is behind you."


def states_azimuth(texts: Sequence[str]) -> bool:
    """Whether any of some texts speaks of azimuths."""
    return any("azimuth" in one.lower() for one in texts)
