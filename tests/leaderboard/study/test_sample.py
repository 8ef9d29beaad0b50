"""A study's rounds, from a game's database and from a table, and the claims about models on its clips."""

import json
import math
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from sqlalchemy import select

from game.settings import Settings
from game.store.database import reading_engine
from game.store.tables import rounds
from game.study.design_schema import Comparison
from leaderboard.__main__ import main
from leaderboard.entrants.roster import Roster
from leaderboard.study.equivalence import confirm
from leaderboard.study.estimands import primary
from leaderboard.study.sample import sample_of_table
from leaderboard.study.stored_sample import read_sample
from leaderboard.study.study_clips import benchmark_of, settings_of
from tests.builders.answer_files import answer, write_answers
from tests.builders.running_game import write_pack
from tests.builders.stored_guesses import write_guesses
from tests.builders.studies import read_written

pytestmark = pytest.mark.slow

CLIPS = [(float(lat), 10.0) for lat in range(1, 13)]  # a model that says 0 is taken to refuse
STUDIED = 10  # the first ones; the others of the pack are not in the study
PEOPLE = 12


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    """Twelve people who guess 1 to 12 degrees beside each of ten clips, and rounds that do not count."""
    folder = tmp_path_factory.mktemp("study")
    pack = write_pack(folder / "pack", CLIPS)
    keys = tuple(f"k{number}" for number in range(STUDIED))
    study = read_written(
        folder, pack=str(pack), clips={"keys": keys}, rounds=STUDIED, contact="a@example.org"
    )
    settings = settings_of(study, Settings.from_env({}, state=folder / "state", database=""))
    settings.state.mkdir()
    benchmark = benchmark_of(study, settings)
    person, clip = (grid.ravel() for grid in np.mgrid[:PEOPLE, :STUDIED])
    lat, lon = benchmark.truth.lat[clip], benchmark.truth.lon[clip] + 1.0 + person
    lat[0] = lon[0] = np.nan  # person 0 skips the first clip
    known: dict[str, Any] = {
        "study_hash": study.hash,
        "mode": "study",
        "allocation": "study-quota",
        "pack": "pack",
    }
    heard = [0.0 if (one, on) == (1, 1) else 20.0 for one, on in zip(person, clip, strict=True)]
    radius = [300.0] * len(person)
    url, clips = settings.database_url, benchmark.clips
    write_guesses(url, clips, person, clip, lat, lon, **known, seconds_heard=heard, confidence_km=radius)
    others: list[dict[str, Any]] = [
        {"mode": "practice"},
        {"study_hash": "0" * 64},
        {"allocation": "study-catch"},
    ]
    for other in others:
        write_guesses(url, clips, [0], [0], [80.0], [0.0], **known | other)
    return folder, study, settings, benchmark


@pytest.fixture(scope="module")
def sample(world):
    _, study, settings, benchmark = world
    return read_sample(settings.database_url, study, benchmark)


def test_a_sample_has_the_studys_rounds_with_the_reasons_of_its_rules(sample, world):
    *_, benchmark = world
    assert len(benchmark.clips) == STUDIED
    assert len(sample.rows) == len(sample.confidence_km) == PEOPLE * STUDIED
    assert np.count_nonzero(sample.rows.why_not != "") == 1
    assert "heard_too_little" in sample.rows.why_not[11]
    assert sample.rows.skipped.tolist() == [True] + [False] * (PEOPLE * STUDIED - 1)
    assert sample.rows.score[0] == pytest.approx(6.16, abs=0.01)
    assert sample.rows.matrix().shape == (PEOPLE, STUDIED)


def test_people_as_an_entrant_have_the_primary_figure(sample):
    for cap in (None, 4):
        people, figure = sample.people(cap), primary(sample.rows, cap)
        assert people.figures["all"]["geoscore"] == pytest.approx(figure.mean)
        assert (people.players, len(people.rows.clip)) == (figure.people, figure.rounds)
    assert sample.people(4).figures["all"]["n_answers"] == 4 * PEOPLE
    assert sample.people(skips=False).figures["all"]["reject_rate"] == 0


def test_a_table_of_published_rows_gives_the_same(sample, world):
    _, study, settings, benchmark = world
    engine = reading_engine(settings.database_url)
    assert engine
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(select(rounds)).mappings()]
    engine.dispose()
    reasons = dict(
        zip(zip(sample.rows.person, sample.rows.clip, strict=True), sample.rows.why_not, strict=True)
    )
    numbers: dict[str, int] = {}
    of_study = [row for row in rows if row["study_hash"] == study.hash]
    for row in of_study:
        row["player"] = row.pop("player_id")
        key = numbers.setdefault(row["player"], len(numbers)), benchmark.positions[row["clip_key"]]
        row["why_not"] = json.dumps([one for one in reasons.get(key, "").split(",") if one])
    read = sample_of_table(pa.Table.from_pylist(of_study), benchmark)
    assert primary(read.rows) == primary(sample.rows)


@pytest.fixture(scope="module")
def models(world):
    folder, _, _, benchmark = world
    for name, degrees in (("near", 0.1), ("alike", 6.5), ("far", 60.0)):
        given = [answer(one.key, lat=one.lat, lon=one.lon + degrees) for one in benchmark.clips]
        write_answers(folder / "answers" / "audio_localization" / name, given)
    roster = Roster(benchmark, folder / "answers")
    roster.reload_answers()
    return [one for one in roster.entrants() if one.kind == "alm"]


def test_claims_are_about_the_entrant_and_adjusted_within_their_family(sample, models):
    family = [
        Comparison(entrant="near", claim="superiority"),
        Comparison(entrant="alm/near", claim="superiority", margin=4500),
        Comparison(entrant="alike", claim="equivalence", margin=2000),
        Comparison(entrant="alike", claim="equivalence", margin=1),
        Comparison(entrant="far", claim="noninferiority", margin=250),
        Comparison(entrant="nobody", claim="superiority"),
    ]
    found = confirm(sample, models, family)
    assert [one.holds for one in found] == [True, False, True, False, False, None]
    assert all(one.p <= one.p_holm for one in found[:-1])
    assert min(one.p_holm for one in found[:-1]) == pytest.approx(5 * min(one.p for one in found[:-1]))
    assert found[-1].why_not and math.isnan(found[-1].p)
    near = found[0]
    assert (near.clips, near.players) == (STUDIED, PEOPLE)
    assert near.difference == pytest.approx(near.entrant - near.people)
    assert near.interval and near.interval[0] < near.difference < near.interval[1]
    assert near.people == pytest.approx(primary(sample.rows).mean)


def test_skips_and_refusals_are_left_out_together(sample, models):
    family = [Comparison(entrant="near", claim="superiority")]
    refused = [replace(one, rows=replace(one.rows, refused=one.rows.clip == 0)) for one in models]
    (scored,), (left_out,) = (confirm(sample, refused, family, skips=skips) for skips in (True, False))
    assert (scored.clips, left_out.clips) == (STUDIED, STUDIED - 1)
    assert left_out.people > scored.people


def test_the_command_says_what_the_study_still_needs(world, capsys, monkeypatch):
    folder, _, settings, _ = world
    monkeypatch.setenv("EARWITNESS_STATE", str(settings.state))
    monkeypatch.delenv("EARWITNESS_DATABASE", raising=False)
    assert main(["power", "--study", str(folder / "study.yaml"), "--precision", "2000", "--json"]) == 0
    planned = json.loads(capsys.readouterr().out)
    assert planned["assumed"] is False
    so_far = planned["so_far"][0]
    assert (so_far["stratum"], so_far["people"], so_far["answers"]) == ("all", PEOPLE, PEOPLE * STUDIED - 1)
    assert so_far["more_people"] == 0
    assert main(["power", "--study", str(folder / "study.yaml")]) == 0
    assert "continent: Africa" in capsys.readouterr().out
