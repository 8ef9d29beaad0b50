"""From `evaluate` to the leaderboard: the steps of somebody who adds a model."""

import json

import pytest

from game.settings import Settings
from leaderboard.__main__ import main
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from tests.builders.equator import CLIPS, km, points
from tests.builders.running_game import write_pack
from tests.stand_ins.model_api.replies import ESSAOUIRA

pytestmark = pytest.mark.slow


@pytest.fixture
def host(tmp_path, monkeypatch, oracle):
    """Ten clips on the equator, and an empty folder for answers."""
    (tmp_path / "answers").mkdir()
    monkeypatch.setenv(
        "EARWITNESS_PACK", str(write_pack(tmp_path / "equator", [(0.0, lon) for lon, _ in CLIPS]))
    )
    monkeypatch.setenv("EARWITNESS_ANSWERS", str(tmp_path / "answers"))
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("OPENAI_API_KEY", oracle.key)
    monkeypatch.delenv("EARWITNESS_DATABASE", raising=False)
    return tmp_path


def evaluate(host, model, *more):
    where = ("--clips", str(host / "equator"), "--out", str(host / "answers"))
    assert main(["evaluate", "--model", model, *where, *more]) == 0


def standings(capsys):
    capsys.readouterr()
    assert main(["standings", "--json", "--replicates", "5"]) == 0
    return {row["key"]: row for row in json.loads(capsys.readouterr().out)["rows"]}


def answers_at(oracle, lon):
    oracle.say(json.dumps(ESSAOUIRA | {"latitude": 0.000001, "longitude": lon}))


def test_a_model_that_the_paper_does_not_know_gets_a_row_by_itself_and_seeds_widen_it(host, oracle, capsys):
    assert not any(row["basis"] == "clips" and row["kind"] == "alm" for row in standings(capsys).values())
    answers_at(oracle, 12.0)
    evaluate(host, oracle.model, "--base-url", oracle.base_url)
    row = standings(capsys)["alm/listener-large"]
    first = sum(points(km(lon - 12)) for lon, _ in CLIPS) / 10
    assert (row["name"], row["kind"], row["basis"], row["clips"]) == ("large", "alm", "clips", 10)
    assert row["figures"]["all"]["geoscore"] == pytest.approx(first, rel=1e-4)
    assert (row["seeds"], row["open"], row["provisional"]) == (None, None, "90 more clips")

    answers_at(oracle, 22.0)
    evaluate(host, oracle.model, "--base-url", oracle.base_url, "--seed", "43")
    second = sum(points(km(lon - 22)) for lon, _ in CLIPS) / 10
    row = standings(capsys)["alm/listener-large"]
    assert row["figures"]["all"]["geoscore"] == pytest.approx((first + second) / 2, rel=1e-4)
    assert (row["seeds"]["count"], row["seeds"]["clips"]) == (2, 10)
    spread = row["seeds"]["spread"]["all"]["geoscore"]
    assert (spread["low"], spread["high"]) == pytest.approx(sorted((first, second)), rel=1e-4)
    assert row["intervals"]["all"]["geoscore"]


def test_a_model_of_the_paper_stands_with_its_published_row(host, oracle, capsys):
    oracle.mind.models.add("google/gemini-3-pro-preview")
    evaluate(host, "google/gemini-3-pro-preview", "--base-url", oracle.base_url)
    row = standings(capsys)["alm/gemini-3-pro"]
    assert (row["name"], row["open"], row["clips"]) == ("Gemini 3 Pro", False, 10)


def test_points_that_hear_nothing_are_baselines_and_no_models(host, capsys):
    for seed in ("1", "2"):
        evaluate(host, "random", "--seed", seed)
    evaluate(host, "constant:0.5,-60")
    rows = standings(capsys)
    constant, chance = rows["constant/0.5_-60"], rows["constant/random"]
    assert (constant["name"], constant["kind"], constant["rank"]) == ("Always 0.5, -60", "constant", None)
    assert constant["note"] == "Ignores the sound. Recomputed from its answers to 10 of 10 clips."
    assert (chance["name"], chance["seeds"]["count"]) == ("Random, as evaluated", 2)
    settings = Settings.from_env()
    roster = Roster(Benchmark.load(settings), settings.answers)
    roster.reload_answers()
    assert roster.models == []  # so no reveal shows them
