from functools import cache
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from game.geo.geodesy import geoscore
from leaderboard.scoring.columns import KINDS, LEVELS
from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.scoring.measures import measure
from leaderboard.scoring.metrics import Outcomes, values
from leaderboard.scoring.rows import Floats, Integers
from leaderboard.scoring.spreads import spreads
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS
from leaderboard.uncertainty.standard_errors import among_both, estimate
from tests.builders.student_interval import student_interval

SEED = 20260
TABLES, DRAWS = 200, 10  # who hears what, and effects and answers for each of these
SIMULATIONS = TABLES * DRAWS
TENTHS = np.array([-1.0, 1.0] * 5)  # ten players, or clips, half of them below and half above


def crossed(table) -> tuple[Floats, Integers, Integers]:
    """Rows of a table of players by clips in which everybody answers every clip."""
    player, clip = np.indices(table.shape)
    return table.ravel(), clip.ravel(), player.ravel()


def people(rng, players, clips, each, activity=0.0):
    """Who hears which clip: every clip by ``each`` players, some of whom play more than others."""
    keen = rng.normal(0, activity, players) + rng.gumbel(size=(clips, players))
    return np.repeat(np.arange(clips), each), np.argsort(keen, axis=1)[:, :each].ravel()


def naive(column, clip, player, unit):
    """Mean, standard error and degrees of freedom, row by row."""
    rows = [row for row in range(len(column)) if not np.isnan(column[row])]
    in_unit = {u: [row for row in rows if unit[row] == u] for u in {unit[row] for row in rows}}
    share = {row: 1 / len(in_unit) / len(members) for members in in_unit.values() for row in members}
    mean = sum(share[row] * column[row] for row in rows)

    def sums(key):
        weight: dict[Any, float] = {}
        score: dict[Any, float] = {}
        for row in rows:
            weight[key(row)] = weight.get(key(row), 0) + share[row]
            score[key(row)] = score.get(key(row), 0) + share[row] * (column[row] - mean)
        return weight, score

    def one_way(weight, score):
        even = sum(w * w for w in weight.values())
        variance = sum(score[g] ** 2 / (1 - 2 * weight[g] + even) for g in weight)
        # The quadratic form in groups' effects, written out: its trace over that of its square.
        form = np.diag([weight[g] ** 2 / (1 - 2 * weight[g] + even) for g in weight])
        away = np.eye(len(weight)) - np.array(list(weight.values()))[None, :]
        matrix = away.T @ form @ away
        return variance, np.trace(matrix) ** 2 / np.trace(matrix @ matrix)

    of_players, of_clips = (one_way(*sums(lambda row, by=by: by[row])) for by in (player, clip))
    cells = sum(score**2 for score in sums(lambda row: (player[row], clip[row]))[1].values())
    variance = max(of_players[0] + of_clips[0] - cells, of_players[0], of_clips[0])
    doubt = sum(part**2 / freedom for part, freedom in (of_players, of_clips))
    return mean, variance**0.5, max(variance**2 / doubt, min(of_players[1], of_clips[1]))


def test_one_answer_a_clip_has_the_error_of_a_plain_mean():
    found = estimate([np.array([1.0, 2.0, 3.0, 6.0])], np.arange(4), None, np.arange(4))
    assert (found.mean[0], found.freedom[0]) == (3, pytest.approx(3))
    assert found.error[0] == pytest.approx((14 / 3 / 4) ** 0.5)
    assert student_interval(found)[1][0] - 3 == pytest.approx(3.18245 * (14 / 12) ** 0.5, rel=1e-5)


def test_players_who_say_the_same_everywhere_count_as_one_answer_each():
    score, clip, player = crossed(np.repeat(1 + TENTHS[:, None], 7, axis=1))
    found = estimate([score], clip, player, clip)
    assert (found.mean[0], found.error[0]) == pytest.approx((1, 1 / 3))
    assert found.freedom[0] == pytest.approx(9)


def test_the_variance_is_that_of_players_and_of_clips_without_what_is_in_both():
    score, clip, player = crossed(TENTHS[:, None] + TENTHS)
    found = estimate([score], clip, player, clip)
    # Ten sums of 0.1 each way, over 0.9; a hundred cells of which half are 0 and half 0.02.
    variance = 1 / 9 + 1 / 9 - 0.02
    assert found.error[0] == pytest.approx(variance**0.5)
    assert found.freedom[0] == pytest.approx(variance**2 / (2 * (1 / 9) ** 2 / 9))


def test_the_variance_is_never_below_that_of_players_or_clips_alone():
    score, clip, player = crossed(np.outer(TENTHS, TENTHS) + TENTHS / 100)
    found = estimate([score], clip, player, clip)
    assert found.error[0] == pytest.approx((0.01**2 / 9) ** 0.5)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), by_player=st.booleans())
def test_errors_are_those_of_a_loop_over_rows(seed, by_player):
    rng = np.random.default_rng(seed)
    clip, player = rng.integers(0, 7, 60), np.append(np.arange(12), rng.integers(0, 14, 48))
    score = rng.gamma(1, 1000, 60)
    gappy = np.where(rng.random(60) < 0.1, np.nan, score)
    gappy[:12] = score[:12]
    unit = player if by_player else clip
    found = estimate([score, gappy], clip, player, unit)
    for at, column in enumerate((score, gappy)):
        expected = naive(column, clip, player, unit)
        assert (found.mean[at], found.error[at], found.freedom[at]) == pytest.approx(expected, rel=1e-9)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), by_player=st.booleans(), most=st.integers(1, 2))
def test_means_over_sets_of_clips_are_those_of_their_rows(seed, by_player, most):
    rng = np.random.default_rng(seed)
    pair = np.tile(rng.permutation(15 * 7)[:60], most)  # each player hears a clip once, or twice
    clip, player = pair % 7, pair // 7
    column = np.where(rng.random(len(pair)) < 0.2, np.nan, rng.integers(0, 3, len(pair)))
    column[clip == 0] = 1 / 3
    sets = rng.random((7, 5)) < 0.6
    sets[:, 0], sets[:, 1] = np.arange(7) == 0, False
    table, unit = CrossedTable.of(clip, player), player if by_player else clip
    (spread,) = spreads(table, [column], sets[: table.shape[1]], by_player)
    found = among_both(spread)
    masked = [np.where(mask[clip], column, np.nan) for mask in sets.T]
    one_by_one = estimate(masked, clip, player, unit)
    for name in ("mean", "error", "freedom", "fewest", "most"):
        expected = getattr(one_by_one, name)
        assert getattr(found, name) == pytest.approx(expected, rel=1e-9, nan_ok=True)
    if (clip == 0).any():
        assert found.mean[0] == 1 / 3 and found.error[0] in (0, pytest.approx(np.nan, nan_ok=True))


def test_identical_answers_have_intervals_of_no_width():
    clip, player = people(np.random.default_rng(SEED), 40, 60, 3)
    found = estimate([np.full(180, 1 / 3), np.zeros(180)], clip, player, clip)
    low, high = student_interval(found)
    assert low.tolist() == high.tolist() == [1 / 3, 0]
    assert estimate([np.full(9, 0.1)], np.arange(9), None, np.arange(9)).error.tolist() == [0]


def test_there_is_no_interval_with_fewer_than_ten_players_or_two_clips():
    score, clip, player = crossed(np.arange(20.0).reshape(10, 2))
    few = np.where(player == MIN_PLAYERS - 1, np.nan, score)
    single = np.where(clip == 1, np.nan, score)
    none = np.full(20, np.nan)
    found = estimate([score, few, single, none], clip, player, clip)
    assert np.isnan(found.mean).tolist() == [False, False, False, True]
    for ends in (*student_interval(found), found.error):
        assert np.isnan(ends).tolist() == [False, True, True, True]
    alone = estimate([np.array([5.0])], np.zeros(1, dtype=int), None, np.zeros(1, dtype=int))
    assert (alone.mean[0], np.isnan(alone.error[0])) == (5, True)


def test_the_means_are_the_figures_of_the_table():
    rng = np.random.default_rng(SEED)
    clip, player = people(rng, 30, 50, 4)
    some = {level: np.where(rng.random(200) < 0.2, np.nan, rng.random(200) < 0.5) for level in LEVELS}
    speech = (rng.random(50) < 0.6)[clip]
    heard = {"speech": speech, **{sound: ~speech & (rng.random(50) < 0.5)[clip] for sound in KINDS}}
    distance = np.where(rng.random(200) < 0.05, np.nan, rng.gamma(1, 2000, 200))
    rows = Outcomes(clip, distance, rng.random(200) < 0.1, some, some, heard)
    for unit in (clip, player):
        keys, columns = zip(*values(rows), strict=True)
        found, figures = estimate(columns, clip, player, unit), measure(rows, unit)
        assert found.mean.tolist() == pytest.approx([figures[key] for key in keys])


# Players, clips, guesses a clip.
DESIGNS = {
    "1 guess a clip": (60, 150, 1),
    "3 guesses a clip": (80, 120, 3),
    "20 guesses a clip": (60, 100, 20),
    "20 players": (20, 150, 3),
}
SPREADS = (0.5, 0.8, 1.0)  # of players, of clips and of answers


def on_scales(z):
    """Normal values, kilometres with the skewness (2.0) of AGL1K's best model, and their GeoScores."""
    km = np.minimum(np.exp(7.5 + z), 20000)
    return np.stack([z, km, geoscore(km)])


@cache
def truths():
    """The population's means, integrated over a fine grid of the normal density."""
    z, step = np.linspace(-9, 9, 200001, retstep=True)
    density = np.exp(-(z**2) / 2) / np.sqrt(2 * np.pi)
    return (on_scales(z * np.linalg.norm(SPREADS)) * density).sum(axis=1) * step


def drawn(rng, players, clips, each, activity=0.0):
    """Columns of answers on every scale, draw after draw, with their clips and players."""
    clip, player = people(rng, players, clips, each, activity)
    effects = zip((players, clips, len(clip)), SPREADS, strict=True)
    of_player, of_clip, of_row = (rng.normal(0, spread, (DRAWS, size)) for size, spread in effects)
    z = of_player[:, player] + of_clip[:, clip] + of_row
    return [column for draw in z for column in on_scales(draw)], clip, player


def held_by(found):
    """In how many draws the interval holds the truth, by scale."""
    low, high = (ends.reshape(DRAWS, -1) for ends in student_interval(found))
    return ((low <= truths()) & (truths() <= high)).sum(axis=0)


@pytest.mark.slow
@pytest.mark.parametrize("design", DESIGNS)
def test_intervals_hold_the_truth_as_often_as_they_say(design):
    rng = np.random.default_rng(SEED)
    held = np.zeros(3)
    for _ in range(TABLES):
        columns, clip, player = drawn(rng, *DESIGNS[design])
        held += held_by(estimate(columns, clip, player, clip))
    print(f"seed {SEED}, {SIMULATIONS} simulations, {design}: {held / SIMULATIONS}")
    assert ((held >= 0.93 * SIMULATIONS) & (held <= 0.97 * SIMULATIONS)).all()


@pytest.mark.slow
def test_so_they_do_when_players_count_once_and_when_a_few_play_much_more_than_others():
    rng = np.random.default_rng(SEED)
    held = np.zeros((2, 3))
    for _ in range(TABLES):
        columns, clip, player = drawn(rng, 150, 150, 4, activity=1.2)
        for at, unit in enumerate((clip, player)):
            held[at] += held_by(estimate(columns, clip, player, unit))
    print(f"seed {SEED}, {SIMULATIONS} simulations, clips and players as units: {held / SIMULATIONS}")
    assert ((held >= 0.93 * SIMULATIONS) & (held <= 0.97 * SIMULATIONS)).all()
