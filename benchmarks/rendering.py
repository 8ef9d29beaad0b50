"""Rendering scenes: what two ears hear against KEMAR's own, where the field points, and how fast."""

import io
import time
from collections.abc import Callable
from functools import partial

import numpy as np
import pyroomacoustics as pra
import soundfile
from numpy.typing import NDArray
from pyroomacoustics.directivities import RealSphericalHarmonicsDirectivity
from scipy.signal import oaconvolve

from benchmarks.figures import Figure, Target
from game.scenes.build.acoustics import IMAGE_ORDER, arrivals
from game.scenes.build.encoding import WY, ZX, mp3
from game.scenes.build.hrirs import RATE, kemar
from game.scenes.build.rendering import impulse_responses, render
from game.scenes.build.scene_checks import intensity_direction
from game.scenes.build.sounds import catalog
from game.scenes.cues import interaural_level_db, interaural_time_us
from game.scenes.directions import great_circle_degrees, unit_vector, wrapped
from game.scenes.sampling import seeded
from game.scenes.scene import Room, Scene, Source

ROOM = Room((8.0, 7.0, 3.6), 0.4, (4.0, 3.5, 1.8))
DIRECTIONS = 24
METRES = 1.2
BEFORE_REFLECTIONS = 280  # samples
DISTANCES = (0.8, 1.2, 1.8, 2.5, 3.3)
ACN = ((0, 0), (-1, 1), (0, 1), (1, 1))  # order and degree of W, Y, Z, X
SCENE = Scene(
    "three", 10.0,
    tuple(Source(sound, 0, azimuth, 0.0, 1.5, 0.0, 10.0)
          for sound, azimuth in (("rain", 30.0), ("dog", -70.0), ("clock", 150.0))),
    ROOM, (), {}, {}, None,
)  # fmt: skip

Array = NDArray[np.float64]


def measure(quick: bool) -> list[Figure]:
    """Render noise from 24 directions, at five distances, and one scene of 10 s with three sources."""
    every = 6 if quick else 1
    azimuths = [float(wrapped(15 * turn)) for turn in range(0, DIRECTIONS, every)]
    return [*_cues(azimuths), *_fields(azimuths), *_distances(), _pace(1 if quick else 5)]


def _cues(azimuths: list[float]) -> list[Figure]:
    """Times and levels between the ears, of the direct sound, through MP3."""
    figures, times, levels = [], [], []
    for azimuth in azimuths:
        ears, _ = _responses(azimuth, METRES)
        direct = ears[:, _first_sample(azimuth) :][:, :BEFORE_REFLECTIONS]
        heard = _through_mp3(_noise_through(direct))
        own = _noise_through(kemar().response(azimuth, 0.0)[:, :BEFORE_REFLECTIONS])
        time_us, own_us = interaural_time_us(heard, RATE), interaural_time_us(own, RATE)
        level_db, own_db = interaural_level_db(heard, RATE), interaural_level_db(own, RATE)
        figures += [
            Figure(f"{azimuth:.0f} degrees: time between the ears; baseline: KEMAR", "us", time_us, own_us),
            Figure(f"{azimuth:.0f} degrees: level between the ears; baseline: KEMAR", "dB", level_db, own_db),
        ]
        times.append(abs(time_us - own_us))
        levels.append(abs(level_db - own_db))
    return [
        *figures,
        Figure("time between the ears off KEMAR's, worst direction", "us", max(times), target=Target(30.0)),
        Figure("level between the ears off KEMAR's, worst direction", "dB", max(levels), target=Target(1.0)),
    ]


def _fields(azimuths: list[float]) -> list[Figure]:
    """How far the intensity vector of noise in the room points from its source, as kept and as two MP3s."""
    kept, played = [], []
    for azimuth in azimuths:
        field = _noise_through(_responses(azimuth, METRES)[1])
        halves = np.concatenate([_through_mp3(field[half]) for half in (WY, ZX)])
        off = partial(great_circle_degrees, azimuth, 0.0)
        kept.append(float(off(*intensity_direction(field))))
        played.append(float(off(*intensity_direction(halves))))
    return [
        Figure(
            "the field's intensity off its source, worst direction", "degrees", max(kept), target=Target(5.0)
        ),
        Figure("the same of the two MP3s", "degrees", max(played), target=Target(5.0)),
    ]


def _distances() -> list[Figure]:
    return [
        Figure(f"direct to reverberant sound at {metres} m", "dB", _direct_to_reverberant(metres))
        for metres in DISTANCES
    ]


def _direct_to_reverberant(metres: float) -> float:
    ears, _ = _responses(30.0, metres)
    direct = (ears[:, _first_sample(30.0, metres) :][:, :120] ** 2).sum()
    return float(10 * np.log10(direct / ((ears**2).sum() - direct)))


def _pace(times: int) -> Figure:
    """Our two ears, field and tail, against the field alone by pyroomacoustics' own microphones."""
    ours, baseline = [], []
    for _ in range(times):
        ours.append(_seconds(lambda: render(SCENE, kemar(), seeded(1, "pace"))))
        baseline.append(_seconds(_rendered_by_pyroomacoustics))
    name = "a scene of 10 s with three sources; baseline: its field alone, by pyroomacoustics"
    return Figure(name, "s", min(ours), min(baseline), Target(4.0, of="ratio"))


def _rendered_by_pyroomacoustics() -> None:
    absorption, _ = pra.inverse_sabine(ROOM.rt60, ROOM.size_m)
    box = pra.ShoeBox(ROOM.size_m, fs=RATE, materials=pra.Material(absorption), max_order=IMAGE_ORDER)
    here = np.array(ROOM.listener_m)
    for source in SCENE.sources:
        sound = catalog.sound(source.sound, source.variant, source.seconds)
        there = here + source.distance_m * unit_vector(source.azimuth, source.elevation)
        box.add_source(there, signal=sound)
    for order, degree in ACN:
        box.add_microphone(here, directivity=RealSphericalHarmonicsDirectivity(order, degree))
    box.simulate()


def _seconds(work: Callable[[], object]) -> float:
    before = time.perf_counter()
    work()
    return time.perf_counter() - before


def _source(azimuth: float, metres: float) -> Source:
    return Source("rain", 0, azimuth, 0.0, metres, 0.0, 1.0)


def _responses(azimuth: float, metres: float) -> tuple[Array, Array]:
    return impulse_responses(ROOM, _source(azimuth, metres), kemar(), seeded(1, "rendering"))


def _first_sample(azimuth: float, metres: float = METRES) -> int:
    return int(arrivals(ROOM, _source(azimuth, metres)).delays[0])


def _noise_through(responses: Array) -> Array:
    noise = 0.05 * np.random.default_rng(1).standard_normal(RATE)
    heard: Array = oaconvolve(noise[None], responses, axes=1)
    return heard


def _through_mp3(channels: Array) -> Array:
    samples, _ = soundfile.read(io.BytesIO(mp3(channels)), always_2d=True)
    decoded: Array = samples.T
    return decoded
