"""Directions around a listener's head: angles, errors and reversals.

Azimuth is 0 in front and positive to the left, elevation positive upwards, both in degrees. x points forward,
y to the left, z up. Everything works on single numbers and on arrays.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Degrees = NDArray[np.float64]
TELLABLE = 15.0
"""Degrees by which a mirrored answer must be nearer to the truth before the answer counts as reversed."""


def unit_vector(azimuth: ArrayLike, elevation: ArrayLike) -> NDArray[np.float64]:
    """The direction as x, y, z along a new last axis."""
    around, up = np.radians(azimuth), np.radians(elevation)
    level = np.cos(up)
    vector = np.empty((*np.broadcast(around, up).shape, 3))
    vector[..., 0] = level * np.cos(around)
    vector[..., 1] = level * np.sin(around)
    vector[..., 2] = np.sin(up)
    return vector


def azimuth_elevation(vector: ArrayLike) -> tuple[Degrees, Degrees]:
    """Azimuth and elevation of vectors of any length, x, y, z along the last axis."""
    x, y, z = np.moveaxis(np.asarray(vector, dtype=np.float64), -1, 0)
    return np.degrees(np.arctan2(y, x)), np.degrees(np.arctan2(z, np.hypot(x, y)))


def wrapped(azimuth: ArrayLike) -> Degrees:
    """The same azimuth above -180 and up to 180."""
    turned: Degrees = 180 - np.mod(180 - np.asarray(azimuth, dtype=np.float64), 360)
    return turned


def great_circle_degrees(
    azimuth: ArrayLike, elevation: ArrayLike, other_azimuth: ArrayLike, other_elevation: ArrayLike
) -> Degrees:
    """The angle between two directions, 0 to 180; exact to 1e-6 degrees for small angles, too."""
    one, other = unit_vector(azimuth, elevation), unit_vector(other_azimuth, other_elevation)
    across = np.linalg.norm(np.cross(one, other), axis=-1)
    along = np.sum(one * other, axis=-1)
    angle: Degrees = np.degrees(np.arctan2(across, along))
    return angle


def lateral_polar(azimuth: ArrayLike, elevation: ArrayLike) -> tuple[Degrees, Degrees]:
    """Interaural-polar angles: how far to the left (-90 to 90), and the turn about the axis of the ears.

    The polar angle is -90 below, 0 in front, 90 above, 180 behind; from -90 and below 270.
    """
    x, y, z = np.moveaxis(unit_vector(azimuth, elevation), -1, 0)
    lateral = np.degrees(np.arcsin(np.clip(y, -1, 1)))
    polar = np.degrees(np.arctan2(z, x))
    return lateral, np.mod(polar + 90, 360) - 90


def polar_error(
    azimuth: ArrayLike, elevation: ArrayLike, answered: ArrayLike, answered_up: ArrayLike
) -> Degrees:
    """How far the polar angle of an answer is off, 0 to 180."""
    _, true = lateral_polar(azimuth, elevation)
    _, given = lateral_polar(answered, answered_up)
    return np.abs(wrapped(given - true))


def lateral_error(
    azimuth: ArrayLike, elevation: ArrayLike, answered: ArrayLike, answered_up: ArrayLike
) -> Degrees:
    """How far the lateral angle of an answer is off, positive where it lies too far to the left."""
    true, _ = lateral_polar(azimuth, elevation)
    given, _ = lateral_polar(answered, answered_up)
    return given - true


def fold_front_back(azimuth: ArrayLike) -> Degrees:
    """The azimuth, or that of its mirror image in front where it lies behind: -90 to 90."""
    turned = wrapped(azimuth)
    behind = np.abs(turned) > 90
    folded: Degrees = np.where(behind, np.where(turned > 0, 180.0, -180.0) - turned, turned)
    return folded


def is_front_back_reversed(
    azimuth: ArrayLike, elevation: ArrayLike, answered: ArrayLike, answered_up: ArrayLike
) -> NDArray[np.bool_]:
    """Whether an answer lies in the other half, front or back, and its mirror image is nearer to the truth.

    Nearer by `TELLABLE` degrees at least: beside the ears there is no front or back to confuse.
    """
    return _reversed((azimuth, elevation), (answered, answered_up), axis=0)


def is_up_down_reversed(
    azimuth: ArrayLike, elevation: ArrayLike, answered: ArrayLike, answered_up: ArrayLike
) -> NDArray[np.bool_]:
    """Whether an answer lies in the other half, up or down, and its mirror image is nearer to the truth."""
    return _reversed((azimuth, elevation), (answered, answered_up), axis=2)


def clock_position(azimuth: ArrayLike) -> NDArray[np.int64]:
    """The hour at which a direction stands on a clock face with 12 in front."""
    hours = np.round(np.mod(-np.asarray(azimuth, dtype=np.float64), 360) / 30).astype(np.int64) % 12
    return np.where(hours == 0, 12, hours)


def _reversed(
    true: tuple[ArrayLike, ArrayLike], given: tuple[ArrayLike, ArrayLike], axis: int
) -> NDArray[np.bool_]:
    truth, answer = unit_vector(*true), unit_vector(*given)
    mirrored = answer.copy()
    mirrored[..., axis] *= -1
    gain = great_circle_degrees(*true, *given) - great_circle_degrees(*true, *azimuth_elevation(mirrored))
    apart = truth[..., axis] * answer[..., axis] < 0
    reversed_answers: NDArray[np.bool_] = apart & (gain >= TELLABLE)
    return reversed_answers
