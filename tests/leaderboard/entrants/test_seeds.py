import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from game.geo.geodesy import geoscore
from leaderboard.board import payload
from leaderboard.board.pairs import side_by_side
from leaderboard.board.standings import standing
from leaderboard.board.table import table
from leaderboard.board.text_table import format_table
from leaderboard.entrants.seeds import FIGURES, seed_errors, seeds_of
from leaderboard.entrants.subgroups import clip_groups
from leaderboard.uncertainty.bootstrap import resample
from leaderboard.uncertainty.confidence_intervals import (
    group_intervals,
    mean_intervals,
    row_group_intervals,
)
from leaderboard.uncertainty.entrant_estimates import estimated
from leaderboard.uncertainty.interval_file import Intervals
from leaderboard.uncertainty.resamples import Draws
from tests.builders import ten_clips
from tests.builders.answer_files import SILENCE, answer, write_answers
from tests.builders.equator import CLIPS, crowded, km, model_answers, points, roster_of, ten
from tests.builders.student_interval import student_interval
from tests.builders.ten_clips import EUROPE

SEED = 20260
SIMULATIONS = 2000
MINE = "alm/mine"


def east(degrees, clips=range(10)):
    """Answers this many degrees east of the clips; exactly 0 would be a refusal."""
    return [answer(f"k{at}", lat=1e-9, lon=CLIPS[at][0] + degrees) for at in clips]


def roster_of_seeds(folder, **answers_by_seed):
    """The roster of one model with the answers of these seeds: `s1`, `s2` ..."""
    for seed, answers in answers_by_seed.items():
        write_answers(folder / "mine", answers, f"seed_{seed[1:]}_ABCD.jsonl")
    return roster_of(ten(), None, folder)


def row_of(roster, intervals=None):
    rows = table(roster, intervals or Intervals())
    return next(row for row in rows if row.key == MINE)


def model(scores, **how):
    """A model from a table of seeds by clips, NaN for a clip that a seed did not answer."""
    seed, clip = np.nonzero(~np.isnan(scores))
    far = [ten_clips.km(score) for score in scores[seed, clip]]
    one = ten_clips.entrant(
        clip, far, [EUROPE] * len(clip), [False] * len(clip), key=MINE, name="Mine", kind="alm", **how
    )
    return replace(one, seed=seed)


# What the board shows of seeds


def test_three_seeds_are_one_row_with_the_mean_and_how_far_they_lie_apart(tmp_path):
    roster = roster_of_seeds(tmp_path, s1=east(2), s2=east(4), s9=east(12))
    row = row_of(roster)
    alone = [points(km(degrees)) for degrees in (2, 4, 12)]
    assert row.figures["all"]["geoscore"] == pytest.approx(sum(alone) / 3, rel=1e-5)
    assert (row.seeds.count, row.seeds.clips) == (3, 10)
    between = row.seeds.spread["all"]["geoscore"]
    assert (between.low, between.high) == pytest.approx((alone[2], alone[0]), rel=1e-5)
    assert between.sd == pytest.approx(np.std(alone, ddof=1), rel=1e-5)
    assert row.seeds.spread["speech"]["speech_km"].high == pytest.approx(km(12), rel=1e-5)
    assert set(row.seeds.spread["all"]) == set(FIGURES)
    assert row.note == (
        "Recomputed from its answers to 10 of 10 clips, asked 3 times, averaged by clip. Across its 3 seeds, "
        f"GeoScore ranges from {alone[2]:,.0f} to {alone[0]:,.0f} with a standard deviation of "
        f"{np.std(alone, ddof=1):,.0f}, on the 10 clips that all of them answered."
    )


def test_seeds_are_compared_only_over_the_clips_that_all_of_them_answered(tmp_path):
    roster = roster_of_seeds(tmp_path, s1=east(3), s2=[*east(5, range(4)), answer("k9", **SILENCE)])
    seeds = row_of(roster).seeds
    assert seeds and seeds.clips == 5
    rejected = seeds.spread["all"]["reject_rate"]
    assert (rejected.low, rejected.high) == (0, 0.2)
    assert rejected.sd == pytest.approx(0.2 / 2**0.5)
    assert seeds.spread["all"]["distance_km"].low == pytest.approx(km(3), rel=1e-5)
    assert seeds.spread["all"]["distance_km"].high == pytest.approx((4 * km(5) + 10_000) / 5, rel=1e-5)


def test_seeds_without_a_clip_in_common_are_said_to_be_so(tmp_path):
    row = row_of(roster_of_seeds(tmp_path, s1=east(3, [0, 1]), s2=east(5, [2, 3])))
    assert (row.seeds.clips, row.seeds.spread, row.clips) == (0, {}, 4)
    assert row.note.endswith("No clip has a score from all of its 2 seeds, so their spread is unknown.")


def test_a_model_of_one_seed_or_of_one_that_can_be_read_has_no_spread(tmp_path):
    write_answers(tmp_path / "mine", ["{"], "seed_2_ABCD.jsonl")
    row = row_of(roster_of_seeds(tmp_path, s1=east(3)))
    assert row.seeds is None
    assert row.note == "Recomputed from its answers to 10 of 10 clips."
    assert payload.row(row)["seeds"] is None


def test_json_csv_and_print_tell_of_the_seeds(tmp_path):
    write_answers(tmp_path / "other", model_answers())
    roster = roster_of_seeds(tmp_path, s1=east(2), s2=east(4))
    rows = table(roster, Intervals())
    row = next(row for row in rows if row.key == MINE)
    seeds = payload.row(row)["seeds"]
    assert row.seeds
    score = row.seeds.spread["all"]["geoscore"]
    assert (seeds["count"], seeds["clips"]) == (2, 10)
    assert seeds["spread"]["all"]["geoscore"] == {"sd": score.sd, "low": score.low, "high": score.high}
    lines = {(line["key"], line["part"]): line for line in csv.DictReader(io.StringIO(payload.to_csv(rows)))}
    mine, other = lines[MINE, "all"], lines["alm/other", "all"]
    assert mine["seeds"] == "2"
    assert float(mine["geoscore_seeds_sd"]) == score.sd
    assert (float(mine["geoscore_seeds_min"]), float(mine["geoscore_seeds_max"])) == (score.low, score.high)
    assert (other["seeds"], other["geoscore_seeds_sd"]) == ("", "")
    printed = " ".join(format_table(rows, [], [], Intervals()))
    assert f"mine: {row.seeds.sentence()}"[:60] in printed


# What seeds add to errors


def by_hand(scores):
    """Variance component of seeds in a full table, over seeds, from the textbook's sums of squares."""
    seeds, clips = scores.shape
    mean = scores.mean()
    of_seeds = clips * ((scores.mean(axis=1) - mean) ** 2).sum() / (seeds - 1)
    whole = ((scores - mean) ** 2).sum()
    of_clips = seeds * ((scores.mean(axis=0) - mean) ** 2).sum()
    rest = (whole - of_clips - (seeds - 1) * of_seeds) / ((seeds - 1) * (clips - 1))
    return max(0, of_seeds - rest) / clips / seeds


@pytest.mark.parametrize("apart", [0, 1, 30])
def test_what_seeds_add_is_their_variance_component(apart):
    rng = np.random.default_rng(SEED)
    scores = rng.normal(0, 10, (3, 12)) + apart * np.arange(3)[:, None]
    seed, clip = (each.ravel() for each in np.indices(scores.shape))
    found = seed_errors([scores.ravel()], clip, seed)
    assert found.variance[0] == pytest.approx(by_hand(scores))
    assert found.freedom == 2


def test_seeds_that_all_answer_alike_add_nothing_and_such_that_differ_widen_the_interval():
    scores = np.tile(np.linspace(500, 4000, 10), (3, 1))
    same, once = model(scores), replace(model(scores[:1]), seed=None)
    assert mean_intervals(same) == {
        part: {key: pytest.approx(span) for key, span in each.items()}
        for part, each in mean_intervals(once).items()
    }
    apart = model(scores + np.array([[-300], [0], [300]]))
    together, alone = (estimated(one, [geoscore(one.rows.distance_km)]) for one in (apart, once))
    assert together.mean[0] == pytest.approx(alone.mean[0])
    of_clips, of_seeds = alone.error[0] ** 2, 300**2 / 3
    assert together.error[0] ** 2 == pytest.approx(of_clips + of_seeds)
    freedom = (of_clips + of_seeds) ** 2 / (of_clips**2 / 9 + of_seeds**2 / 2)
    assert together.freedom[0] == pytest.approx(freedom)


def test_seeds_that_differ_widen_the_intervals_of_groups_of_clips_too():
    apart = model(np.tile(np.linspace(500, 4000, 10), (3, 1)) + np.array([[-300], [0], [300]]))
    truth, clip = ten_clips.truth(), apart.rows.clip
    by_row = {name: clips[clip] for name, clips in clip_groups(truth).items()}
    expected = {name: pytest.approx(span) for name, span in row_group_intervals(apart, by_row).items()}
    assert group_intervals(apart, truth) == expected


def test_seeds_that_answered_few_clips_are_no_reason_to_fail():
    gaps = np.array([[1000.0, np.nan, 2000], [np.nan, 1500, 2500]])
    once = mean_intervals(model(gaps))["all"]["geoscore"]
    assert np.isfinite(once).all()
    draws = Draws.of(3, 0, np.random.default_rng(1), 20)
    nothing_but_seeds = model(np.array([[1000.0, 1000], [3000, 3000]]))
    assert np.isfinite(resample(nothing_but_seeds, draws).geoscore).all()


# Seeds, the spread between them, clips; between clips and between answers it is 0.8 and 1.
DESIGNS = ((2, 0.0, 200), (2, 0.1, 200), (3, 0.1, 200), (5, 0.1, 200), (5, 0.3, 100), (10, 0.3, 100))


@pytest.mark.slow
@pytest.mark.parametrize(("seeds", "apart", "clips"), DESIGNS)
def test_intervals_hold_what_the_model_would_score_with_other_seeds_and_clips(seeds, apart, clips):
    rng = np.random.default_rng(SEED)
    seed, clip = (each.ravel() for each in np.indices((seeds, clips)))
    rows = replace(ten_clips.people().rows, clip=clip)
    simulated = replace(ten_clips.people(), rows=rows, player=None, seed=seed)

    def scores():
        effects = rng.normal(0, apart, (seeds, 1)) + rng.normal(0, 0.8, clips)
        return (effects + rng.normal(0, 1, (seeds, clips))).ravel()

    low, high = student_interval(estimated(simulated, (scores() for _ in range(SIMULATIONS))))
    held = np.sum((low <= 0) & (high >= 0))
    print(f"seed {SEED}, {SIMULATIONS} simulations, {seeds} seeds {apart} apart: {held / SIMULATIONS:.3f}")
    assert 0.91 * SIMULATIONS <= held <= 0.98 * SIMULATIONS


# Beside people


def test_a_difference_to_people_is_less_sure_where_seeds_lie_apart():
    roster = crowded(np.random.default_rng(SEED))
    people, truth = roster.people, roster.benchmark.truth
    assert people
    clips = len(truth.lat)
    rng = np.random.default_rng(1)
    scores = rng.uniform(1000, 4000, clips)
    far = [ten_clips.km(score) for score in scores]

    def as_model(tables):
        seed, clip = (each.ravel() for each in np.indices((len(tables), clips)))
        whole = np.concatenate(tables)
        rows = replace(
            ten_clips.model().rows,
            clip=clip,
            distance_km=whole,
            refused=np.zeros(len(whole), bool),
            named={level: np.full(len(whole), np.nan) for level in people.rows.named},
            placed={level: np.ones(len(whole)) for level in people.rows.placed},
            heard={sound: np.zeros(len(whole), bool) for sound in people.rows.heard},
        )
        one = replace(ten_clips.model(), rows=rows, continent=np.zeros(len(whole), int))
        return replace(one, seed=seed if len(tables) > 1 else None)

    near, wide = (np.array([ten_clips.km(score + off) for score in scores]) for off in (-400, 400))
    found = [
        side_by_side(people, [one], clips)[0].differences["geoscore"].among_clips
        for one in (as_model([far]), as_model([near, wide]))
    ]
    once, apart = found
    assert apart.difference.mean[0] == pytest.approx(once.difference.mean[0])
    assert apart.difference.error[0] > 2 * once.difference.error[0]
    assert apart.p > once.p


def test_an_entrant_made_smaller_keeps_each_rows_seed():
    one = model(np.array([[1000.0, 2000, 3000], [1500, 2500, 3500]]))
    kept = one.only(one.rows.clip > 0)
    assert kept.seed.tolist() == [0, 0, 1, 1]
    seeds = standing(kept).seeds
    assert seeds and seeds.clips == 2
    assert seeds_of(kept.rows, kept.seed) == kept.seeds
