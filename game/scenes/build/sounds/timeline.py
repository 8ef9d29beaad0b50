"""A timeline: where the single events of a sound go."""

from collections.abc import Iterable

import numpy as np
from numpy.random import Generator

from game.scenes.build.sounds.samples import Samples, count


def beats(random: Generator, seconds: float, every: float, unevenness: float = 0.05) -> list[float]:
    """Times from near the start on, `every` seconds apart, each interval longer or shorter by a share."""
    times = [0.02 + 0.05 * random.random()]
    while times[-1] < seconds:
        times.append(times[-1] + every * (1 + unevenness * random.uniform(-1, 1)))
    return times[:-1]


def drops(random: Generator, seconds: float, each_second: float) -> list[float]:
    """Times at which things happen that know nothing of one another, so many each second on average."""
    times: list[float] = np.sort(random.uniform(0, seconds, round(seconds * each_second))).tolist()
    return times


def laid(length: int, events: Iterable[tuple[float, Samples]]) -> Samples:
    """Events, each with its time in seconds, added up; what reaches beyond the end is cut off."""
    line = np.zeros(length)
    for time, event in events:
        start = count(time)
        part = event[: max(0, length - start)]
        line[start : start + len(part)] += part
    return line
