"""Power, reliability and what is still needed, against closed forms and simulated studies."""

import json

import numpy as np
import pytest

from game.settings import Settings
from leaderboard.__main__ import main
from leaderboard.entrants.roster import Roster
from leaderboard.scoring.metrics import values
from leaderboard.study.components import Components, moment_components
from leaderboard.study.estimands import primary
from leaderboard.study.needs import needs
from leaderboard.study.power import (
    PUBLISHED,
    Design,
    Weights,
    clips_needed,
    design_needed,
    like_these,
    people_needed,
)
from leaderboard.study.reliability import (
    answers_for,
    intervals,
    reliability_of_clips,
    reliability_of_people,
)
from leaderboard.study.simulated_rows import World, heard_at_random, heard_in_turn, simulate

SEED = 20261130
SPREAD = Components(500, 960, 1310)
DESIGN = Design(people=30, clips=60, rounds=20)


def test_the_variance_is_the_sum_of_the_components():
    error = like_these(SPREAD, Weights.of(DESIGN)).error
    assert error**2 == pytest.approx(500**2 / 30 + 960**2 / 60 + 1310**2 / 600)


@pytest.mark.slow
def test_the_planned_width_is_that_of_simulated_studies():
    chance = np.random.default_rng(SEED)
    heard = (heard_in_turn(30, 60, 20, chance) for _ in range(100))
    figures = [primary(simulate(World(SPREAD), one, chance)) for one in heard]
    width = np.mean([(high - low) / 2 for low, high in (one.interval for one in figures if one.interval)])
    planned = like_these(SPREAD, Weights.of(DESIGN))
    print(f"seed {SEED}: planned ±{planned.half_width:.0f}, simulated ±{width:.0f}")
    assert width == pytest.approx(planned.half_width, rel=0.05)
    assert np.std([one.mean for one in figures]) == pytest.approx(planned.error, rel=0.25)


def test_the_numbers_needed_are_the_fewest_that_do():
    people = people_needed(SPREAD, 600, 20, 100)
    assert people is not None

    def width(design):
        return like_these(SPREAD, Weights.of(design)).half_width

    assert width(Design(people, 600, 20)) <= 100 < width(Design(people - 1, 600, 20))
    clips = clips_needed(SPREAD, 400, 20, 100)
    assert clips is not None
    assert width(Design(400, clips, 20)) <= 100 < width(Design(400, clips - 1, 20))
    both = design_needed(SPREAD, DESIGN, 100)
    assert both is not None
    assert both.answers == pytest.approx(10, abs=0.1) and width(both) <= 100
    assert people_needed(SPREAD, 60, 20, 100) is None  # sixty clips say too little about others like them


def test_reliability_rises_with_answers_as_in_the_trial():
    assert [round(reliability_of_clips(SPREAD, answers), 2) for answers in (4, 10)] == [0.65, 0.82]
    assert answers_for(SPREAD, reliability_of_clips(SPREAD, 7)) == pytest.approx(7)
    assert reliability_of_people(SPREAD, 20) == pytest.approx(500**2 / (500**2 + (960**2 + 1310**2) / 20))


@pytest.mark.slow
def test_components_are_unbiased_and_reliabilities_are_covered():
    chance = np.random.default_rng(SEED)
    found, covered = [], []
    for _ in range(30):
        heard = heard_at_random(30, 60, chance.integers(5, 35, 30), chance)
        rows = simulate(World(SPREAD), heard, chance)
        each = moment_components(rows.score, rows.person, rows.clip)
        found.append((each.person**2, each.clip**2, each.residual**2))
        both = filter(None, intervals(rows, 10, 20))
        truth = reliability_of_clips(SPREAD, 10), reliability_of_people(SPREAD, 20)
        covered += [low <= true <= high for (low, high), true in zip(both, truth, strict=True)]
    spread = np.sqrt(np.mean(found, axis=0))
    print(f"seed {SEED}: {spread}, reliabilities covered {np.mean(covered):.0%}")
    assert spread == pytest.approx([500, 960, 1310], rel=0.1)
    assert np.mean(covered) > 0.85
    assert intervals(rows.only(rows.person < 9), 10, 20) == (None, None)


def test_a_running_study_knows_what_it_needs_by_stratum():
    chance = np.random.default_rng(SEED)
    rows = simulate(World(SPREAD), heard_in_turn(30, 60, 20, chance), chance)
    everything, *by_stratum = needs(rows, precision=200, answers=12)
    assert (everything.people, everything.answers, everything.more_answers) == (30, 600, 120)
    assert everything.more_people is None  # sixty clips are too few
    for kind in ("continent", "speech", "stratum"):
        assert sum(one.more_answers for one in by_stratum if one.stratum.startswith(kind)) == 120
    assert "stratum: Asia/no_speech" in {one.stratum for one in by_stratum}
    enough = needs(rows, precision=1000, answers=10)[0]
    assert (enough.more_people, enough.more_answers) == (0, 0)
    nobody = needs(rows.only(rows.person < 0), precision=200, answers=12)[0]
    assert (nobody.people, nobody.half_width, nobody.more_answers) == (0, None, 720)


def test_the_command_prints_the_plan(capsys):
    arguments = ["--people", "30", "--clips", "60", "--answers", "10", "--precision", "150"]
    assert main(["power", *arguments, "--components", "500,960,1310", "--json"]) == 0
    planned = json.loads(capsys.readouterr().out)
    assert planned["sureness"]["clips_like_these"]["half_width"] == pytest.approx(323, abs=1)
    assert planned["design"] == {"people": 30, "clips": 60, "rounds": 20, "answers": 10}
    assert planned["needed"]["people"] is None and planned["needed"]["both"]["people"] > 100
    assert main(["power", *arguments, "--components", "0,0,0", "--json"]) == 0  # nobody and nothing differs
    assert json.loads(capsys.readouterr().out)["reliability"] == {"clips": None, "people": None}
    assert main(["power", *arguments]) == 0
    assert "assumed from published answers" in capsys.readouterr().out
    with pytest.raises(SystemExit, match="3 people cannot give 10 answers"):
        main(["power", "--people", "3"])


def test_assumed_components_are_those_of_published_answers(shared, tmp_path):
    settings = Settings.from_env(
        pack=str(shared / "agl1k"),
        answers=shared / "agl1k" / "results",
        state=tmp_path,
        database="",
        fetch="",
    )
    models = [one for one in Roster.load(settings).entrants() if one.kind == "alm"]
    scores = np.concatenate([dict(values(one.rows))["geoscore"] for one in models])
    clips = np.concatenate([one.rows.clip for one in models])
    which = np.repeat(np.arange(len(models)), [len(one.rows.clip) for one in models])
    known = ~np.isnan(scores)
    found = moment_components(scores[known], which[known], clips[known])
    rounded = Components(*(round(one, -1) for one in (found.person, found.clip, found.residual)))
    assert rounded == PUBLISHED
