import itertools
import json

import numpy as np
import pytest

from game.geo.gazetteer import Gazetteer
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.schema import read_clips
from leaderboard.entrants.models import entrant, read_models
from leaderboard.evaluation.answer_lines import predicted
from leaderboard.evaluation.answer_parser import parse_answer
from leaderboard.evaluation.reply_scores import SHOWN, ReplyScorer, figures, values_of
from leaderboard.scoring.report import score_file
from leaderboard.scoring.rows import Truth
from leaderboard.uncertainty.confidence_intervals import mean_intervals
from tests.builders.model_replies import REPLIES, reply
from tests.builders.running_game import write_pack


@pytest.fixture
def pack(tmp_path):
    write_pack(tmp_path / "pack", [(0.5, 3.0 * number) for number in range(6)])
    return tmp_path / "pack"


@pytest.fixture
def scores(pack):
    """A score for each of `REPLIES`, about one clip each."""
    clips = read_clips(pack)
    scorer = ReplyScorer(clips)
    return [scorer.score(clip.key, said) for clip, said in zip(clips, REPLIES, strict=True)]


def as_file(scores, folder):
    """The same answers as a file for `leaderboard score`."""
    file = folder / "mine" / "seed_1_ABCD.jsonl"
    file.parent.mkdir(exist_ok=True)
    file.write_text("\n".join(json.dumps(score["answer"]) for score in scores))
    return file


def test_figures_over_replies_are_those_of_leaderboard_score(scores, pack, tmp_path):
    report = score_file(as_file(scores, tmp_path), pack, once=True).parts["all"]
    counted = figures(scores)
    assert {key: counted[key] for key in ("n", *SHOWN)} == {key: report[key] for key in ("n", *SHOWN)}
    assert 0 < report["reject_rate"] < 1 and 0 < report["geoscore"] < 5000


def test_their_intervals_are_those_of_the_leaderboard(scores, pack, tmp_path):
    as_file(scores, tmp_path)
    clips, gazetteer, rules = read_clips(pack), Gazetteer.load(), NameRules.load()
    positions = {clip.key: at for at, clip in enumerate(clips)}
    (model,) = read_models(tmp_path, positions, rules)
    rows = entrant(model, Truth.of(clips, gazetteer), positions, gazetteer, rules)
    counted = figures(scores)
    for key, (low, high) in mean_intervals(rows)["all"].items():
        if key in SHOWN:
            assert (counted[f"{key}_low"], counted[f"{key}_high"]) == (low, high)
            assert low <= counted[key] <= high


def test_replies_may_come_in_any_order(scores):
    assert all(
        figures(mixed) == figures(scores) for mixed in itertools.islice(itertools.permutations(scores), 9)
    )


def test_scores_survive_json(scores):
    assert figures(json.loads(json.dumps(scores, allow_nan=False))) == figures(scores)


def test_several_replies_about_a_clip_count_as_their_mean_and_as_one_clip(scores, pack, tmp_path):
    scorer = ReplyScorer(read_clips(pack))
    again = [*scores, scorer.score("k0", reply()) | {"epoch": 2}]
    report = score_file(as_file(again, tmp_path), pack, once=False).parts["all"]
    counted = figures(again)
    assert (counted["n"], counted["n_answers"]) == (6, 7)
    assert {key: counted[key] for key in SHOWN} == {key: report[key] for key in SHOWN}
    repeated = figures([score | {"epoch": epoch} for score in scores for epoch in (1, 2)])
    assert {key: repeated[key] for key in counted if key != "n_answers"} == pytest.approx(
        {key: figures(scores)[key] for key in counted if key != "n_answers"}
    )


def test_a_reply_has_the_values_that_are_averaged(scores):
    values = [values_of(score) for score in scores]
    known = [value["geoscore"] for value in values if value["geoscore"] is not None]
    assert len(known) == 5 and np.mean(known) == pytest.approx(figures(scores)["geoscore"])
    assert [value["reject_rate"] for value in values] == [0, 0, 1, 0, 1, 1]


def test_without_replies_there_are_no_figures_and_with_one_no_intervals(scores):
    assert figures([]) == {"n": 0, "n_answers": 0}
    assert set(figures(scores[:1])) == {"n", "n_answers", *SHOWN}


def test_the_answer_is_what_evaluate_writes(scores):
    for score, said in zip(scores, REPLIES, strict=True):
        assert score["answer"].items() >= predicted(parse_answer(said)).items()
