"""`python -m leaderboard causes`: from two raters' files to the table of causes."""

import json

import pytest

from game.annotation.items import draw, write_sample
from game.annotation.labels import LabelFile, label_file
from leaderboard.__main__ import main
from tests.builders.wrong_answers import candidate

CANDIDATES = [candidate(who, str(n), f"k{n}") for who in ("people", "gemini") for n in range(10)]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Anna and Ben agree but on two of people's answers; Cora decides one of them."""
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "state"))
    sample = draw(CANDIDATES, 10, 1, {"seed": 1})
    write_sample(tmp_path, sample)
    of = {(item.entrant, item.source): item.id for item in sample.items}
    causes = {"people": ["educated_guess"] * 8 + ["refusal"] * 2, "gemini": ["language_ambiguity"] * 10}
    agreed = {item: causes[who][int(source)] for (who, source), item in of.items()}
    anna, ben = dict(agreed), dict(agreed)
    ben[of["people", "0"]], ben[of["people", "1"]] = "over_commitment", "bird_bias"
    del ben[of["gemini", "9"]]
    for rater, labels in (("anna", anna), ("ben", ben), ("cora", {of["people", "0"]: "over_commitment"})):
        with LabelFile(label_file(tmp_path, rater)) as file:
            for item, cause in labels.items():
                file.give(item, cause)
    return tmp_path


def told(folder, capsys, *options):
    assert main(["causes", "anna", "ben", "--folder", str(folder), *options]) == 0
    return capsys.readouterr()


def test_both_raters_count_the_same_and_disputes_are_listed_without_whose_they_are(folder, capsys):
    said = told(folder, capsys, "--json")
    found = json.loads(said.out)
    assert (found["labelled_by_both"], found["unlabelled"], found["clips"]) == (19, 1, 10)
    assert found["answers"] == {"Gemini": 9, "People": 10}
    people = {cause: one["share"] for cause, one in found["shares"]["People"].items() if one["share"]}
    assert people == {
        "educated_guess": pytest.approx(0.7),
        "refusal": pytest.approx(0.2),
        "over_commitment": pytest.approx(0.05),
        "bird_bias": pytest.approx(0.05),
    }
    gemini = found["shares"]["Gemini"]["language_ambiguity"]
    assert (gemini["share"], gemini["se"], gemini["high"]) == (1, 0, 1) and gemini["low"] < 0.8
    assert found["confusion"]["educated_guess"]["over_commitment"] == 1
    assert [set(one) for one in found["disagreements"]] == [{"item", "clip", "anna", "ben"}] * 2
    assert found["kappa"]["low"] < found["kappa"]["value"] < found["kappa"]["high"] < 1
    assert "nothing tells who has withdrawn" in said.err


def test_a_third_rater_decides(folder, capsys):
    found = json.loads(told(folder, capsys, "--json", "--third", "cora").out)
    assert (found["labelled_by_both"], found["undecided"]) == (18, 1)
    assert found["shares"]["People"]["over_commitment"]["share"] == pytest.approx(1 / 9)


def test_the_text_has_the_same_figures(folder, capsys):
    out = told(folder, capsys).out
    assert "19 answers to 10 clips, labelled by anna and ben" in out
    assert "they agree on 89%" in out and "--disputed anna ben" in out
    assert "6 Educated guess" in out and "0 None of these" in out and "70% (" in out


def test_what_cannot_be_compared_is_said_so(folder, capsys):
    for raters, why in ((["anna", "anna"], "different"), (["anna", "dora"], "labelled nothing")):
        with pytest.raises(SystemExit) as stopped:
            main(["causes", *raters, "--folder", str(folder)])
        assert why in str(stopped.value)
