"""How many clips a deal still tells apart, and what somebody scores who looks them up without listening."""

import os
from collections import defaultdict
from collections.abc import Hashable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Figure
from game.geo.geodesy import distance_km, geoscore
from game.packs.clip import Clip
from game.project_files import DATA
from game.sound.outline import outline
from game.sound.peaks import measure_peaks
from leaderboard.answers.schema import read_clips

SIMULATED = 240  # heights of a waveform, as `measure_peaks` returns them
SEED = 20260130


def measure(quick: bool) -> list[Figure]:
    """Measure the pack that EARWITNESS_PACK names by its folder, or the demo.

    Where recordings are missing, as in AGL1K's table alone, waveforms are simulated.
    """
    folder = Path(os.environ.get("EARWITNESS_PACK") or DATA / "demo")
    clips = read_clips(folder)[: 12 if quick else None]
    is_complete = all(clip.file.exists() for clip in clips)
    if is_complete:
        waveforms, kind = [measure_peaks(clip.file) for clip in clips], "measured"
    else:
        waveforms, kind = simulated_waveforms(len(clips)), "simulated"
    tenths = [round(clip.seconds, 1) for clip in clips]
    whole = [round(clip.seconds) for clip in clips]
    outlines = [tuple(outline(waveform)) for waveform in waveforms]
    deals = list(zip(whole, outlines, strict=True))
    scores = _scores(clips)
    nothing = [0] * len(clips)
    return [
        Figure("clips", "", len(clips)),
        *_told_apart("nothing", nothing, scores),
        *_told_apart("seconds to 0.1", tenths, scores),
        *_told_apart("whole seconds", whole, scores),
        *_told_apart(f"240 {kind} peaks", list(map(tuple, waveforms)), scores),
        *_told_apart(f"outline, {kind}", outlines, scores),
        *_told_apart("whole seconds and outline", deals, scores),
    ]


def identified(values: Sequence[Hashable]) -> int:
    """How many clips have a value that no other clip has."""
    return sum(len(group) == 1 for group in _groups(values))


def look_up_score(values: Sequence[Hashable], scores: NDArray[np.float64]) -> float:
    """Mean GeoScore of somebody who knows every clip's place and value, and is told only the value.

    Parameters
    ----------
    values : sequence
        One for each clip.
    scores : ndarray of shape (points, clips)
        GeoScore of each point that may be clicked, for each clip. Of the clips with the value that was told,
        the point with the best mean is clicked.
    """
    return float(sum(scores[:, group].sum(1).max() for group in _groups(values)) / len(values))


def simulated_waveforms(count: int, seed: int = SEED) -> list[list[int]]:
    """Waveforms as varied as field recordings': steady, swelling, and with a few loud events."""
    rng = np.random.default_rng(seed)
    return [_waveform(rng) for _ in range(count)]


def _waveform(rng: np.random.Generator) -> list[int]:
    time = np.arange(SIMULATED)
    swing_db, memory = rng.choice([1, 3, 6]), rng.choice([0.5, 0.9, 0.97])
    steps = rng.normal(0, swing_db * np.sqrt(1 - memory**2), SIMULATED)
    level_db = np.zeros(SIMULATED)
    for at in range(1, SIMULATED):
        level_db[at] = memory * level_db[at - 1] + steps[at]
    for _ in range(rng.poisson(3)):
        event_db = rng.uniform(5, 25) * np.exp(
            -(((time - rng.uniform(0, SIMULATED)) / rng.uniform(1, 12)) ** 2)
        )
        level_db = np.maximum(level_db, event_db)
    heights = np.rint(100 * 10 ** ((level_db - level_db.max()) / 40)).astype(int)
    return [int(height) for height in heights]


def _told_apart(name: str, values: Sequence[Hashable], scores: NDArray[np.float64]) -> list[Figure]:
    return [
        Figure(f"identified by {name}", "clips", identified(values)),
        Figure(f"GeoScore by {name}", "points", look_up_score(values, scores)),
    ]


def _groups(values: Sequence[Hashable]) -> list[list[int]]:
    groups: dict[Hashable, list[int]] = defaultdict(list)
    for index, value in enumerate(values):
        groups[value].append(index)
    return list(groups.values())


def _scores(clips: Sequence[Clip]) -> NDArray[np.float64]:
    """GeoScore of a click on each clip's place, for each clip."""
    lat, lon = np.array([(clip.lat, clip.lon) for clip in clips]).T
    kilometres = [
        distance_km(lat, lon, np.full_like(lat, y), np.full_like(lon, x))
        for y, x in zip(lat, lon, strict=True)
    ]
    return np.array([geoscore(row) for row in kilometres])
