"""What is rendered is what a head would hear: times and levels between the ears, distances, sides, fields."""

import numpy as np
import pyroomacoustics as pra
import pytest
from pyroomacoustics.directivities import RealSphericalHarmonicsDirectivity
from scipy.signal import butter, oaconvolve, sosfilt

from game.scenes.build.acoustics import arrivals
from game.scenes.build.encoding import mp3
from game.scenes.build.hrirs import RATE, kemar
from game.scenes.build.rendering import impulse_responses, render
from game.scenes.build.scene_checks import audible_share, intensity_direction
from game.scenes.cues import interaural_level_db, interaural_time_us
from game.scenes.directions import great_circle_degrees, unit_vector
from game.scenes.sampling import seeded
from game.scenes.scene import Room, Scene, Source
from tests.game.scenes.build.decoded import decoded

ROOM = Room((8.0, 7.0, 3.6), 0.4, (4.0, 3.5, 1.8))
ROUND = [(15.0 * turn, 0.0) for turn in range(24)]
BEFORE_REFLECTIONS = 280
"""Samples after the direct sound of a source 1 m away in this room."""


def source(azimuth, elevation=0.0, distance=1.0, sound="rain", start=0.0, seconds=1.0):
    return Source(sound, 0, azimuth, elevation, distance, start, seconds)


def scene(*sources, seconds=1.0):
    return Scene("s", seconds, sources, ROOM, (), {}, {}, None)


def responses(azimuth, elevation=0.0, distance=1.0):
    where = source(azimuth, elevation, distance)
    ears, field = impulse_responses(ROOM, where, kemar(), seeded(1, "test"))
    return ears, field, int(arrivals(ROOM, where).delays[0])


def through(responses):
    """Noise through several responses."""
    return oaconvolve(np.random.default_rng(1).standard_normal((1, RATE // 4)), responses, axes=1)


def cues(ears):
    """Interaural time in microseconds (positive: the left ear first) and level in dB."""
    return interaural_time_us(ears, RATE), interaural_level_db(ears, RATE)


def test_times_and_levels_between_the_ears_are_kemars_own_at_24_directions_and_in_the_mp3():
    for azimuth, elevation in ROUND:
        ears, _, delay = responses(azimuth, elevation)
        heard = through(ears[:, delay : delay + BEFORE_REFLECTIONS])
        own = through(kemar().response(azimuth, elevation)[:, :BEFORE_REFLECTIONS])
        for played in (heard, decoded(mp3(0.05 * heard))):
            off = np.abs(np.subtract(cues(played), cues(own)))
            assert (off <= (30, 1)).all(), azimuth


def test_kemar_is_as_wide_as_a_head_and_hears_the_left_with_the_left_ear():
    time, level = cues(through(kemar().response(90, 0)))
    assert 600 < time < 800
    assert level > 6
    assert cues(through(kemar().response(-90, 0)))[0] < -600


def test_between_measured_directions_the_cues_lie_between_theirs():
    for azimuth in (2.5, 47.5, 87.5, 132.5, -62.5):
        time, level = cues(through(kemar().response(azimuth, 0)))
        sides = [cues(through(kemar().response(azimuth + side, 0))) for side in (-2.5, 2.5)]
        assert time == pytest.approx(np.mean([side[0] for side in sides]), abs=30)
        assert level == pytest.approx(np.mean([side[1] for side in sides]), abs=1.5)


def test_the_farther_the_less_direct_sound_against_reverberation():
    ratios = []
    for distance in (0.8, 1.2, 1.8, 2.5, 3.3):
        ears, _, delay = responses(30, 0, distance)
        direct = (ears[:, delay : delay + 120] ** 2).sum()
        ratios.append(10 * np.log10(direct / ((ears**2).sum() - direct)))
    assert (np.diff(ratios) < -1).all()


@pytest.mark.parametrize("rt60", [0.25, 0.5])
def test_the_reverberation_lasts_as_long_as_the_room_says(rt60):
    room = Room(ROOM.size_m, rt60, ROOM.listener_m)
    _, field = impulse_responses(room, source(40, 0, 2.0), kemar(), seeded(1, "test"))
    falling = 10 * np.log10(np.cumsum(field[0][::-1] ** 2)[::-1] + 1e-12)
    falling -= falling[0]
    start, end = (int(np.argmax(falling < level)) for level in (-8, -28))
    assert 3 * (end - start) / RATE == pytest.approx(rt60, rel=0.2)


@pytest.mark.parametrize(("azimuth", "elevation"), [(0, 0), (90, 0), (-135, 30), (60, -30), (180, 10)])
def test_the_field_points_to_within_5_degrees_of_the_source(azimuth, elevation):
    made = render(scene(source(azimuth, elevation, 1.5)), kemar(), seeded(1, "test"))
    assert great_circle_degrees(azimuth, elevation, *intensity_direction(made.foa)) <= 5


def test_the_field_is_that_of_pyroomacoustics_own_microphones():
    _, field, delay = responses(40, 20, 1.5)
    absorption, _ = pra.inverse_sabine(ROOM.rt60, ROOM.size_m)
    box = pra.ShoeBox(ROOM.size_m, fs=RATE, materials=pra.Material(absorption), max_order=6)
    here = np.array(ROOM.listener_m)
    box.add_source(here + 1.5 * unit_vector(40, 20))
    for order, degree in ((0, 0), (-1, 1), (0, 1), (1, 1)):  # W, Y, Z, X
        box.add_microphone(here, directivity=RealSphericalHarmonicsDirectivity(order, degree))
    box.compute_rir()
    before = pra.constants.get("frac_delay_length") // 2
    single = delay + round(0.025 * RATE)  # ways, before the tail begins
    low = butter(4, 4000, fs=RATE, output="sos")
    for channel, (response,) in enumerate(box.rir):
        sn3d = np.sqrt(4 * np.pi / (1 if channel == 0 else 3))
        ours, theirs = sosfilt(low, [field[channel, :single], sn3d * response[before:][:single]])
        assert np.corrcoef(ours, theirs)[0, 1] > 0.99
        assert (ours * theirs).sum() / (theirs**2).sum() == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(("azimuth", "louder"), [(90, 0), (-90, 1)])
def test_a_sound_on_one_side_is_louder_on_that_side_of_the_mp3(azimuth, louder):
    made = render(scene(source(azimuth, sound="hammer")), kemar(), seeded(1, "test"))
    power = (decoded(mp3(made.binaural)) ** 2).sum(axis=1)
    assert power[louder] > 2 * power[1 - louder]
    assert np.abs(made.binaural).max() < 1


def test_what_others_cover_is_no_longer_audible():
    made = render(
        scene(source(20, sound="owl", distance=3), source(-20, sound="rain", distance=0.8)),
        kemar(),
        seeded(1, "test"),
    )
    near, owl = made.heard[1], made.heard[0]
    assert audible_share((owl, near), 1) > 0.8
    assert audible_share((owl, 100 * near), 0) < 0.1
    assert audible_share((owl,), 0) == 1
