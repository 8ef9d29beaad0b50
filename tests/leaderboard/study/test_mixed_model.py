"""The crossed random-effects model: on simulated studies, and against lme4 where R is installed."""

import csv
import shutil
import subprocess

import numpy as np
import pytest

from game.project_files import ROOT
from leaderboard.study.components import Components
from leaderboard.study.mixed_model import fit
from leaderboard.study.reliability import reliability_of_clips
from leaderboard.study.simulated_rows import World, heard_at_random, simulate

SEED = 20261130
SPREAD = Components(500, 960, 1310)
SCRIPT = ROOT / "docs/examples/mixed_model.R"
RSCRIPT = shutil.which("Rscript")


@pytest.fixture(scope="module")
def rows():
    chance = np.random.default_rng(SEED)
    heard = heard_at_random(30, 60, chance.integers(5, 35, 30), chance)
    return simulate(World(SPREAD, slope=20), heard, chance)


@pytest.fixture(scope="module")
def model(rows):
    return fit(rows)


@pytest.mark.slow
def test_it_finds_what_a_study_was_simulated_with(rows, model):
    assert model.converged
    assert (model.people, model.clips, model.rounds) == (30, 60, len(rows))
    found = model.components
    assert (found.person, found.clip, found.residual) == pytest.approx((500, 960, 1310), rel=0.3)
    intercept, learned = (model.coefficient(name) for name in ("intercept", "closed_before"))
    assert abs(intercept.mean - 2000) < 3 * intercept.error and abs(learned.mean - 20) < 3 * learned.error
    low, high = learned.interval
    assert (low + high) / 2 == pytest.approx(learned.mean) and high - low == pytest.approx(
        3.92 * learned.error, 0.01
    )


@pytest.mark.slow
def test_difficulty_and_ability_are_those_of_clips_and_people(rows, model):
    means = np.bincount(rows.clip, rows.score) / np.bincount(rows.clip)
    assert np.corrcoef(means, model.difficulty)[0, 1] < -0.9
    skill = np.bincount(rows.person, rows.score) / np.bincount(rows.person)
    assert np.corrcoef(skill, model.ability)[0, 1] > 0.8
    assert np.std(model.ability) < np.std(skill)  # drawn towards the mean


@pytest.mark.slow
def test_covariates_are_added_but_for_those_that_others_determine(rows):
    names = [one.name for one in fit(rows, covariates=True).coefficients]
    assert names[:3] == ["intercept", "closed_before", "speech"]
    assert sum(name.startswith("continent: ") for name in names) == 5
    spoken = rows.only(rows.speech[rows.clip])
    assert "speech" not in [one.name for one in fit(spoken, covariates=True).coefficients]


@pytest.mark.slow
@pytest.mark.needs_r
def test_lme4_finds_the_same(rows, model, tmp_path):
    if RSCRIPT is None:
        pytest.skip("R is missing: apt-get install r-base-core r-cran-lme4")
    file = tmp_path / "rows.csv"
    with file.open("w", newline="") as out:
        lines = csv.writer(out)
        lines.writerow(["player", "clip_key", "geoscore", "closed_before", "counts"])
        lines.writerows(
            [f"person {person}", f"clip {clip}", float(score), order, "true"]
            for person, clip, score, order in zip(rows.person, rows.clip, rows.score, rows.order, strict=True)
        )
        lines.writerow(["person 0", "clip 0", 5000, 99, "false"])  # does not count
        lines.writerow(["person 0", "clip 1", "", 100, "false"])
    run = subprocess.run([RSCRIPT, str(SCRIPT), str(file)], capture_output=True, text=True, check=True)
    found = {
        name: (value, error) for name, value, error in (line.split("\t") for line in run.stdout.splitlines())
    }
    for name in ("intercept", "closed_before"):
        ours, (value, error) = model.coefficient(name), found[name]
        assert ours.mean == pytest.approx(float(value), rel=1e-3)
        assert ours.error == pytest.approx(float(error), rel=0.02)
    spread = model.components
    for name, sd in (("person", spread.person), ("clip", spread.clip), ("residual", spread.residual)):
        assert sd == pytest.approx(float(found[f"sd_{name}"][0]), rel=1e-3)
    assert reliability_of_clips(spread, 10) == pytest.approx(
        float(found["reliability_of_clips_10"][0]), abs=1e-3
    )
