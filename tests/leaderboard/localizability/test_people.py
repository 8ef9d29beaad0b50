"""Strengths from people's clues: by hand, the coverage of their intervals, and from database to file."""

import json
from typing import get_args

import numpy as np
import pytest

from game.api.schemas import Clue
from game.curation.localizability import read_strengths
from leaderboard.__main__ import main
from leaderboard.localizability.clue_categories import BROAD, read_clues
from leaderboard.localizability.contributions_file import LocalizabilityError
from leaderboard.localizability.people_fit import ClueAnswers, fit_people
from leaderboard.localizability.sound_times import AGL1K_CATEGORIES
from tests.builders.clips import clip
from tests.builders.raters import clues_named
from tests.builders.running_game import write_pack
from tests.builders.stored_guesses import write_guesses
from tests.databases import databases

PLACES = ((64.15, -21.94), (-33.86, 151.21), (0.0, 10.0))
CLIPS = [clip(number, lat, lon) for number, (lat, lon) in enumerate(PLACES)]
TIMES = {"k0": {"speech": 1.0, "things": 0.2}, "k1": {"speech": 0.5}, "k2": {"things": 0.5, "hum": 1.0}}
SIMULATIONS, SEED = 150, 4


def answers(*rows):
    clip, clues, player, error = zip(*rows, strict=True)
    return ClueAnswers(clip, clues, np.array(player), np.array(error, np.float64))


def test_slopes_are_those_worked_out_by_hand():
    fit = fit_people(
        answers(
            ("k0", ["accent", "language"], 0, 10.0),
            ("k0", ["other"], 1, 999.0),
            ("k1", ["announcement"], 0, 1.0),
            ("k0", ["traffic"], 2, 1000.0),
            ("k2", ["machines"], 2, 10_000.0),
        ),
        TIMES,
        BROAD,
    )
    assert fit.categories == ("speech", "things")  # nobody has a word for a hum
    # Near: speech (1 x 1 + 1 x 0 + 0.5 x 1) / (1 + 1 + 0.25). Far: things (0.2 + 0.5) / (0.04 + 0.25).
    assert fit.near.slope.tolist() == pytest.approx([1.5 / 2.25, 0])
    assert fit.far.slope.tolist() == pytest.approx([0, 0.7 / 0.29])
    assert fit.strengths() == pytest.approx({"things": -0.7 / 0.29, "speech": 1.5 / 2.25})
    counted = (fit.near.answers, fit.near.people, fit.near.clips)
    assert [one[0] for one in counted] == [3, 2, 2] and (fit.answers_near, fit.answers_far) == (3, 2)
    assert np.isnan(fit.near.low).all()  # two people


def fitted(people, clips, each, rng):
    answered, times = clues_named(clips, np.full(people, each), rng)
    return fit_people(answered, times, BROAD).near


@pytest.mark.slow
@pytest.mark.parametrize(("people", "clips", "each"), [(30, 60, 20), (60, 200, 20), (12, 60, 20)])
def test_the_interval_of_a_slope_holds_the_truth(people, clips, each):
    rng = np.random.default_rng(SEED)
    truth = fitted(1000, 1000, 40, rng).slope[0]
    fits = [fitted(people, clips, each, rng) for _ in range(SIMULATIONS)]
    held = np.mean([fit.low[0] <= truth <= fit.high[0] for fit in fits])
    assert 0.92 <= held <= 1


def test_every_broad_kind_has_clues_that_people_can_choose():
    chosen = {clue for clues in BROAD.values() for clue in clues}
    assert chosen <= set(get_args(Clue))
    assert set(BROAD) >= set(AGL1K_CATEGORIES) - {
        *("channel", "environment_and_background", "source_ambiguous_sounds"),
    }


@pytest.mark.parametrize("text", ["[]", "no", '{"Speech": 1}'])
def test_a_file_of_clues_that_is_none_is_refused(tmp_path, text):
    (tmp_path / "clues.json").write_text(text)
    with pytest.raises(LocalizabilityError, match="JSON object"):
        read_clues(tmp_path / "clues.json")


@pytest.fixture
def host(tmp_path, monkeypatch):
    pack = write_pack(tmp_path / "pack", PLACES)
    monkeypatch.setenv("EARWITNESS_PACK", str(pack))
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path))
    monkeypatch.setenv("EARWITNESS_DATABASE", databases.url(tmp_path))
    return tmp_path


@pytest.mark.usefixtures("either_engine")
def test_from_the_database_to_a_file_that_the_curation_reads(host, capsys):
    keys = [one.key for one in CLIPS]
    (host / "times.csv").write_text("key,Speech\n" + "".join(f"{key},0.5\n" for key in keys))
    (host / "clues.json").write_text('{"Speech": ["language"]}')
    people = 12
    player, heard = np.repeat(np.arange(people), 2), np.tile([0, 1], people)
    at = [CLIPS[one] for one in heard]
    write_guesses(
        databases.url(host),
        CLIPS,
        player,
        heard,
        [one.lat for one in at],
        [one.lon for one in at],
        pack="pack",
        clues=[["language"] if one else [] for one in heard],
        why_not=[[] if who else ["program"] for who in player],
    )
    options = ["--times", str(host / "times.csv"), "--clues", str(host / "clues.json")]
    assert main(["human-localizability", *options, "--out", str(host / "strengths.json")]) == 0
    found = json.loads((host / "strengths.json").read_text())
    assert found["strengths"] == {"Speech": 2.0} and found["answers"] == {"near": 11, "far": 0}
    assert found["left_out"] == {"without_clues": 11, "without_times": 0}
    assert found["localizability"] == dict.fromkeys(keys, 1.0)
    assert read_strengths(host / "strengths.json").by_category == {"Speech": 2.0}
    said = capsys.readouterr().out
    assert "11 people, 1 clip. Near: 11 answers within 1,000 km." in said and "Speech" in said


def test_without_clues_a_sentence_says_so(host):
    with pytest.raises(SystemExit) as stopped:
        main(["human-localizability", "--out", str(host / "strengths.json")])
    assert "names a clue" in str(stopped.value)
