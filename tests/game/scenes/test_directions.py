"""Angles around a head, against what they must be by geometry."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.scenes.directions import (
    azimuth_elevation,
    clock_position,
    fold_front_back,
    great_circle_degrees,
    is_front_back_reversed,
    is_up_down_reversed,
    lateral_error,
    lateral_polar,
    polar_error,
    unit_vector,
    wrapped,
)

AZIMUTHS, ELEVATIONS = st.floats(-180, 180), st.floats(-89, 89)


def test_the_axes_are_forward_left_and_up():
    assert np.allclose(unit_vector([0, 90, 0], [0, 0, 90]), np.eye(3), atol=1e-12)


@given(AZIMUTHS, ELEVATIONS)
def test_vectors_and_angles_are_inverse(azimuth, elevation):
    around, up = azimuth_elevation(3 * unit_vector(azimuth, elevation))
    assert great_circle_degrees(around, up, azimuth, elevation) < 1e-6


@given(AZIMUTHS, ELEVATIONS)
def test_lateral_and_polar_angles_name_the_same_direction(azimuth, elevation):
    lateral, polar = np.radians(lateral_polar(azimuth, elevation))
    vector = [np.cos(lateral) * np.cos(polar), np.sin(lateral), np.cos(lateral) * np.sin(polar)]
    assert np.allclose(vector, unit_vector(azimuth, elevation), atol=1e-9)


@pytest.mark.parametrize(
    ("true", "answered", "front_back", "up_down"),
    [
        ((30, 0), (150, 0), True, False),
        ((150, 0), (30, 10), True, False),
        ((30, 0), (40, 0), False, False),
        ((30, 0), (-30, 0), False, False),  # the wrong side is no reversal
        ((85, 0), (95, 0), False, False),  # beside the ear nobody can tell
        ((30, 0), (-150, 0), True, False),
        ((0, 40), (0, -35), False, True),
        ((0, 5), (0, -5), False, False),
    ],
)
def test_reversals_are_those_whose_mirror_image_is_nearer(true, answered, front_back, up_down):
    assert is_front_back_reversed(*true, *answered) == front_back
    assert is_up_down_reversed(*true, *answered) == up_down


def test_errors_have_their_sign_and_reach():
    assert lateral_error(30, 0, 40, 0) == pytest.approx(10)
    assert lateral_error(-30, 0, -40, 0) == pytest.approx(-10)
    assert polar_error(0, 0, 180, 0) == pytest.approx(180)
    assert polar_error(30, 0, 150, 0) == pytest.approx(180)


def test_angles_wrap_fold_and_stand_on_a_clock():
    assert wrapped([180, -180, 190, 540, -190]).tolist() == [180, 180, -170, 180, 170]
    assert fold_front_back([0, 30, 150, -150, 180, 90]).tolist() == [0, 30, 30, -30, 0, 90]
    assert clock_position([0, 90, -90, 180, -30, 14]).tolist() == [12, 9, 3, 6, 1, 12]


def test_everything_works_on_arrays():
    azimuths = np.linspace(-180, 180, 7)
    assert great_circle_degrees(azimuths, 0, azimuths, 10).shape == (7,)
    assert is_front_back_reversed(azimuths, 0, azimuths, 0).tolist() == [False] * 7
