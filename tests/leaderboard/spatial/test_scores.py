"""Scores around the head: known listeners come out as they are, and chance at chance."""

from dataclasses import replace

import numpy as np
import pytest

from benchmarks.listeners import DESIGNS, coverages, played, pointed
from game.scenes.directions import azimuth_elevation
from leaderboard.spatial.breakdown import breakdown
from leaderboard.spatial.chance import AHEAD, UNIFORM, even_directions
from leaderboard.spatial.measures import values
from leaderboard.spatial.scores import scores
from leaderboard.spatial.trials import NOT_PASSED, NOT_TAKEN, PASSED, check_result, counted

SEED = 13


def row(**fields):
    blank = dict.fromkeys(
        (
            *("azimuth", "elevation", "distance_m", "option", "number_answered", "level"),
            *("true_azimuth", "true_elevation", "true_distance_m", "true_option", "true_number"),
        )
    )
    usual = {
        **blank,
        **{"player": "p", "pack": "around", "pack_hash": "0" * 64, "item": "i", "family": "twnm"},
        **{"task": "q7_point", "kind": "point", "track": "static", "rendering": "binaural"},
        **{"headphones_check": "passed", "sides_check": "passed", "counts": True, "practice": False},
        **{"azimuth": 0.0, "elevation": 0.0, "true_azimuth": 0.0, "true_elevation": 0.0},
    }
    return usual | fields


def holds_chance(score):
    low, high = score.interval or (np.nan, np.nan)
    return low <= score.chance[UNIFORM] <= high


def test_one_answer_of_each_kind_is_measured():
    found = scores(
        counted(
            [
                row(true_azimuth=30.0, azimuth=150.0, distance_m=2.0, true_distance_m=1.0),
                row(item="c", kind="choice", task="q2_closer", azimuth=None, option=1, true_option=1),
                row(
                    item="m",
                    kind="number",
                    task="q3_metres",
                    azimuth=None,
                    number_answered=1.0,
                    true_number=3.0,
                ),
                row(
                    item="d", kind="number", task="q4_angle", azimuth=None, number_answered=50, true_number=90
                ),
            ]
        )
    )
    figures = {key: one.value for key, one in found.items()}
    assert figures == pytest.approx(
        {
            **{"error_degrees": 120, "median_degrees": 120, "lateral_degrees": 0, "polar_degrees": 180},
            **{"front_back": 1, "within_20": 0, "within_30": 0},  # level: no up or down to confuse
            **{"distance_ratio": np.log(2), "distance_error_m": 1, "correct": 1},
            **{"metres_ratio": np.log(3), "metres_error": 2, "angle_error": 40},
        },
        abs=1e-9,
    )
    assert found["correct"].chance == {UNIFORM: 0.5, AHEAD: 0.5}
    assert found["angle_error"].chance == {UNIFORM: 45}  # any of 0 to 180, for 90
    any_metres = np.linspace(0, 8, 100_001)[1:]
    assert found["metres_error"].chance[UNIFORM] == pytest.approx(np.abs(any_metres - 3).mean(), abs=1e-3)
    ratio = np.abs(np.log(any_metres / 3)).mean()
    assert found["metres_ratio"].chance[UNIFORM] == pytest.approx(ratio, abs=1e-3)


def test_practice_and_what_does_not_count_are_left_out_and_checks_are_never_pooled():
    rows = [row(practice=True), row(counts=False), row(true_azimuth=None), row(), row(track="head-turn")]
    assert len(counted(rows)) == 2
    assert len(set(counted(rows).group.tolist())) == 2
    results = [check_result(*one) for one in (("passed", None), ("passed", "swapped"), (None, "passed"))]
    assert results == [PASSED, NOT_PASSED, NOT_TAKEN]


def test_every_item_counts_once_however_often_it_was_answered():
    often = [row(player=str(number), azimuth=40.0) for number in range(9)]
    assert scores(counted([*often, row(item="j")]))["error_degrees"].value == pytest.approx(20)


@pytest.mark.parametrize("design", DESIGNS[:2], ids=["one listener", "twenty people"])
def test_a_listener_of_known_errors_comes_out_within_the_intervals(design):
    trials = played(replace(design, spread=0.0), np.random.default_rng(SEED))
    found = scores(trials)
    print(f"seed {SEED}:", {key: (one.value, one.interval) for key, one in found.items()})
    for key, truth in (("lateral_degrees", 10.0), ("front_back", 0.2)):
        low, high = found[key].interval or (np.nan, np.nan)
        assert low <= truth <= high
        assert high - low < 0.8 * truth
    assert found["front_back"].over_people == (design.players > 1)


def test_chance_players_come_out_at_chance():
    rng = np.random.default_rng(SEED)
    item, player = np.tile(np.arange(120), 10), np.repeat(np.arange(10), 120)
    azimuth, elevation = (column[item] for column in even_directions(120))
    guessed = azimuth_elevation(rng.normal(size=(len(item), 3)))
    found = scores(pointed(item, player, (azimuth, elevation), guessed))
    print(f"seed {SEED}:", {key: (one.value, one.interval, one.chance) for key, one in found.items()})
    assert all(holds_chance(one) for one in found.values())
    ahead = scores(pointed(item, player, (azimuth, elevation), (0 * azimuth, 0 * azimuth)))
    assert all(one.value == pytest.approx(one.chance[AHEAD]) for one in ahead.values())


def test_blind_choices_come_out_at_the_chance_of_their_options():
    rows = [
        row(kind="choice", task=task, azimuth=None, item=f"{task}{at}", true_option=0, option=at % options)
        for task, options in (("l1_class", 4), ("q2_closer", 2))
        for at in range(40)
    ]
    parts = {part.name: part.scores["correct"] for part in breakdown(counted(rows))}
    chances = [parts[name].chance[UNIFORM] for name in ("l1_class", "q2_closer", "all")]
    assert chances == pytest.approx([0.25, 0.5, 0.375])
    assert [one.value for one in parts.values()] == pytest.approx([0.375, 0.375, 0.25, 0.5])


def test_front_back_is_about_sounds_that_are_clearly_before_or_behind():
    trials = counted([row(item=str(at), true_azimuth=float(at), azimuth=180.0 - at) for at in (30, 70, 80)])
    assert np.isnan(values(trials)["front_back"]).tolist() == [False, False, True]


@pytest.mark.slow
def test_intervals_hold_the_truth():
    found = list(coverages(60, DESIGNS[1:3]))
    print(*found, sep="\n")
    assert len(found) == 10
    assert all(one.held >= 84 for one in found)  # four Monte Carlo errors below 95
