"""Four answers to choose from, the right one first.

From each of the four the same four would have been made: they do not say which of them is right.
"""

from math import exp, log

from game.scenes.directions import wrapped
from game.scenes.sampling import HIGHEST, LOWEST, NEAREST, farthest
from game.scenes.scene import Room, Source

CLEARLY_FARTHER = 1.3
"""Between the distances of one option and the next."""


def four_azimuths(azimuth: float) -> list[float]:
    """An azimuth, and its mirror images front to back, left to right, and through the head.

    Near the axes, where mirror images fall together, quarters of a turn.
    """
    if 20 <= abs(azimuth) % 90 <= 70:
        return [azimuth, *(float(wrapped(each)) for each in (180 - azimuth, -azimuth, azimuth + 180))]
    return [azimuth, *(float(wrapped(azimuth + turn)) for turn in (180, 90, -90))]


def four_elevations(elevation: float) -> list[float]:
    """An elevation and three more, a quarter of the range of elevations from one to the next."""
    return _quarters(elevation, LOWEST, HIGHEST)


def four_distances(room: Room | None, source: Source) -> list[float]:
    """A distance and three more that a source in its direction could have; none where they would be alike."""
    most = farthest(room, source.azimuth, source.elevation) if room else NEAREST
    if most < NEAREST * CLEARLY_FARTHER**4:
        return []
    return [exp(each) for each in _quarters(log(source.distance_m), log(NEAREST), log(most))]


def four_layouts(here: int, there: int) -> list[tuple[int, int]]:
    """Where two sounds are, changed for one another, behind instead of in front, and both.

    None for places that are hardly told apart: one beside the other, opposite, or mirror images of one
    another front to back.
    """
    if (here - there) % 8 not in (2, 3, 5, 6) or (here + there) % 8 == 4:
        return []
    return [(here, there), (there, here), (here + 4, there + 4), (there + 4, here + 4)]


def _quarters(value: float, least: float, most: float) -> list[float]:
    """A value, and those a quarter, a half and three quarters of a range away from it, going round."""
    step = (most - least) / 4
    return [value, *(least + (value - least + times * step) % (most - least) for times in (1, 2, 3))]
