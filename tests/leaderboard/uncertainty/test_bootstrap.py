import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import ndtri

from game.geo.geodesy import geoscore
from leaderboard.entrants.entrant import NO_ANSWER, Entrant
from leaderboard.scoring.metrics import QUANTILES, Outcomes, shares
from leaderboard.scoring.quantiles import weighted_quantiles
from leaderboard.uncertainty.bootstrap import percentiles, rank_intervals, replicate, resample
from leaderboard.uncertainty.entrant_estimates import estimated
from leaderboard.uncertainty.resamples import Draws
from leaderboard.uncertainty.scaled_intervals import FARTHEST_KM
from leaderboard.uncertainty.standard_errors import estimate

SEED = 20260
SHARES = list(QUANTILES.values())


def entrant(distance_km, clip, player=None, unit="clip"):
    nothing = np.zeros(len(clip), dtype=bool)
    rows = Outcomes(clip, distance_km, nothing, {}, {}, {"speech": nothing})
    return Entrant("one", "One", "human", "", rows, np.full(len(clip), NO_ANSWER), player, unit)


def people(rng, players, clips, each):
    """Every clip heard by ``each`` players, who differ as clips and answers do."""
    clip = np.repeat(np.arange(clips), each)
    player = np.argsort(rng.random((clips, players)), axis=1)[:, :each].ravel()
    z = rng.normal(0, 0.5, players)[player] + rng.normal(0, 0.8, clips)[clip] + rng.normal(0, 1, len(clip))
    return entrant(np.minimum(np.exp(7.5 + z), 20000), clip, player)


def model(distance_km):
    return entrant(np.asarray(distance_km, dtype=np.float64), np.arange(len(distance_km)))


def drawn(clips, players=0, replicates=100, seed=SEED):
    return Draws.of(clips, players, np.random.default_rng(seed), replicates)


def test_every_replicate_draws_as_many_clips_and_players_as_there_are():
    draws = drawn(30, 50, 500)
    assert (draws.clips.shape, draws.players.shape, draws.replicates) == ((30, 500), (50, 500), 500)
    assert (draws.clips.sum(axis=0) == 30).all() and (draws.players.sum(axis=0) == 50).all()
    assert draws.clips.var() == pytest.approx(1 - 1 / 30, rel=0.05)


def test_one_seed_gives_one_set_of_draws_whose_clips_do_not_depend_on_who_plays():
    draws = drawn(30, 50)
    assert (draws.players == drawn(30, 50).players).all()
    assert (draws.clips == drawn(30, 80).clips).all() and (draws.clips == drawn(30).clips).all()
    assert (draws.clips != drawn(30, seed=SEED + 1).clips).any()


def test_blocks_are_the_draws_in_their_order():
    draws = drawn(7, 5, 150)
    blocks = list(draws.blocks())
    assert [block.replicates for block in blocks] == [64, 64, 22]
    assert (np.concatenate([block.players for block in blocks], axis=1) == draws.players).all()


def test_a_clip_drawn_twice_is_two_clips():
    distance = np.array([100.0, 5000, 20, 900, 40])
    draws = drawn(5)
    found = replicate(model(distance), draws)
    for at, counts in enumerate(draws.clips.T):
        heard = np.repeat(distance, counts)
        assert found.distance_km[at] == pytest.approx(heard.mean())
        assert found.geoscore[at] == pytest.approx(geoscore(heard).mean())
        assert found.quantiles[:, at] == pytest.approx(np.quantile(heard, SHARES))


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 10**6), rows=st.sampled_from([40, 300, 700]), unit=st.sampled_from(["clip", "player"])
)
def test_replicates_are_the_figures_of_rows_that_are_written_down_as_often_as_drawn(seed, rows, unit):
    rng = np.random.default_rng(seed)
    clip, player = rng.integers(0, 25, rows), rng.integers(0, 15, rows)
    distance = np.where(rng.random(rows) < 0.1, np.nan, rng.gamma(1, 2000, rows).round(-2))
    people_, draws = entrant(distance, clip, player, unit), drawn(27, 16, 70, seed)
    found = replicate(people_, draws)
    known = ~np.isnan(distance)
    share = shares(people_.units[known])
    for at in (0, 1, 69):
        times = draws.clips[clip[known], at].astype(int) * draws.players[player[known], at]
        repeated, weights = np.repeat(distance[known], times), np.repeat(share, times)
        assert found.distance_km[at] == pytest.approx(np.average(repeated, weights=weights))
        assert found.geoscore[at] == pytest.approx(np.average(geoscore(repeated), weights=weights))
        assert found.quantiles[:, at] == pytest.approx(weighted_quantiles(repeated, weights, SHARES))


def test_replicates_in_which_nothing_is_drawn_have_no_figures_and_leave_the_others_theirs():
    draws = drawn(2, replicates=200)
    lone = entrant(np.array([100.0]), np.array([1]))
    found = replicate(lone, draws)
    assert (np.isnan(found.distance_km) == (draws.clips[1] == 0)).all()
    assert (np.isnan(found.quantiles) == (draws.clips[1] == 0)).all()
    assert percentiles(found.distance_km).tolist() == [100, 100]
    nobody = entrant(np.full(3, np.nan), np.arange(3), np.arange(3))
    assert np.isnan(replicate(nobody, drawn(3, 3)).quantiles).all()


def test_scores_spread_as_two_way_errors_say_and_less_than_they_were_drawn():
    rng = np.random.default_rng(SEED)
    people_, draws = people(rng, 60, 120, 3), drawn(120, 60, 500)
    scores = geoscore(people_.rows.distance_km)
    true = estimate([scores], people_.rows.clip, people_.player, people_.rows.clip)
    found = resample(people_, draws)
    assert np.std(found.geoscore) == pytest.approx(true.error[0])
    assert np.std(replicate(people_, draws).geoscore) > 1.1 * true.error[0]
    assert abs(found.geoscore.mean() - true.mean[0]) < 0.2 * true.error[0]


def test_quantiles_are_scaled_as_the_mean_distance_is():
    rng = np.random.default_rng(SEED)
    people_, draws = people(rng, 60, 120, 3), drawn(120, 60, 500)
    distance = people_.rows.distance_km
    raw, found = replicate(people_, draws), resample(people_, draws)
    scale = estimate([distance], people_.rows.clip, people_.player, people_.rows.clip).error[0]
    scale /= np.std(raw.distance_km)
    points = weighted_quantiles(distance, shares(people_.rows.clip), SHARES)
    for point, each, (low, high) in zip(points, raw.quantiles, found.quantiles.values(), strict=True):
        ends = point + scale * (np.percentile(each, [2.5, 97.5]) - point)
        assert (low, high) == pytest.approx(tuple(ends))
        assert low < point < high


def test_quantiles_stay_on_the_earth_however_much_is_added_to_their_errors():
    one = people(np.random.default_rng(SEED), 30, 40, 10)

    def unsure(entrant, columns):
        return estimated(entrant, columns).widened(np.array([1e8, 1e8]), 5)

    for low, high in resample(one, drawn(40, 30), unsure).quantiles.values():
        assert 0 <= low < high <= FARTHEST_KM


def test_identical_answers_have_quantiles_and_scores_without_any_spread():
    clip, player = np.repeat(np.arange(20), 2), np.tile(np.arange(10), 4)
    found = resample(entrant(np.full(40, 1234.5), clip, player), drawn(20, 10))
    assert all(low == high == pytest.approx(1234.5) for low, high in found.quantiles.values())
    assert np.ptp(found.geoscore) == 0


def test_fewer_than_ten_players_have_no_intervals():
    clip, player = np.repeat(np.arange(30), 3), np.tile(np.arange(9), 10)
    found = resample(entrant(np.arange(90.0), clip, player), drawn(30, 9))
    assert found.quantiles == {} and np.isnan(found.geoscore).all()


@pytest.mark.parametrize("distances", [[], [np.nan, np.nan], [100.0]])
def test_a_model_with_too_little_to_say_has_no_intervals(distances):
    found = resample(model(distances), drawn(2))
    assert found.quantiles == {} and np.isnan(found.geoscore).all()


# Players, clips, guesses a clip; no player where each clip has one answer.
DESIGNS = {"1 guess a clip": (60, 150, 1), "20 guesses a clip": (60, 100, 20), "20 players": (20, 150, 3)}


@pytest.mark.slow
@pytest.mark.parametrize("design", DESIGNS)
def test_intervals_of_quantiles_hold_the_truth_about_as_often_as_they_say(design):
    """A loose bound, 88 to 99%: errors are those of the mean distance, and simulations are few."""
    rng, simulations, held = np.random.default_rng(SEED), 200, np.zeros(3)
    players, clips, each = DESIGNS[design]
    truth = np.exp(7.5 + ndtri(SHARES) * np.linalg.norm([0.5, 0.8, 1.0]))
    for seed in range(simulations):
        found = resample(people(rng, players, clips, each), drawn(clips, players, 128, seed))
        low, high = np.array(list(found.quantiles.values())).T
        held += (low <= truth) & (truth <= high)
    print(f"seed {SEED}, {simulations} simulations, {design}: {held / simulations}")
    assert ((held >= 0.88 * simulations) & (held <= 0.99 * simulations)).all()


def test_ranks_are_paired_by_the_clips_that_all_entrants_have_drawn():
    rng = np.random.default_rng(SEED)
    clips = rng.gamma(1, 3000, 150)
    better, worse, other = model(clips), model(clips * 1.02), model(rng.permutation(clips) * 1.01)
    draws = drawn(150, replicates=400)
    scores = np.array([geoscore(one.rows.distance_km).mean() for one in (better, worse, other)])
    replicates = np.array([resample(one, draws).geoscore for one in (better, worse, other)])
    found = rank_intervals(scores, replicates)
    assert found[:, 0].tolist() == [1, 2, 1]
    assert found[:, 1].tolist() == [2, 3, 3]


def test_ranks_count_who_is_better_and_take_in_rows_without_replicates():
    nothing = np.full(100, np.nan)
    moving = np.append(np.full(90, 10.0), np.full(10, 30.0))
    found = rank_intervals(np.array([12.0, 20.0, 20.0]), np.array([moving, nothing, nothing]))
    assert found.tolist() == [[1, 3], [1, 2], [1, 2]]
    rarely = np.append(np.full(98, 10.0), np.full(2, 30.0))
    assert rank_intervals(np.array([10.0, 20.0]), np.array([rarely, nothing])).tolist() == [[2, 2], [1, 1]]


def test_percentiles_leave_out_what_is_not_known():
    known = np.arange(101.0)
    rows = np.array([known, np.where(known < 50, np.nan, known), np.full(101, np.nan)])
    assert percentiles(rows) == pytest.approx(
        np.array([[2.5, 97.5], [51.25, 98.75], [np.nan] * 2]), nan_ok=True
    )
    assert percentiles(known) == pytest.approx([2.5, 97.5])
