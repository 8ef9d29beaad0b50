"""What people answered to questions without public answers, as the benchmark's evaluator names things."""

import json

import pytest

from game.__main__ import main
from tests.builders.foa_benchmark import questions, write_folders
from tests.builders.running_game import Clock, running
from tests.databases import databases
from tests.game.spatial.test_playing import Listener

pytestmark = pytest.mark.slow


def lines(file):
    return [json.loads(line) for line in file.read_text().splitlines()]


def test_the_letter_of_most_people_stands_for_each_sample(tmp_path, monkeypatch, capsys):
    dev, test = questions(4, "WYZX", "left"), questions(2, "WYZX", "left", seed=3)
    scenes = write_folders(tmp_path / "twnm", dev, test)
    clock = Clock()
    with running(tmp_path / "state", clock, 1, EARWITNESS_SCENES=str(scenes)) as client:
        agreeing = [Listener(client) for _ in range(3)]
        for number, player in enumerate(agreeing):
            game = player.begin()
            while (asked := player.ask(game)).status_code == 201:
                clock.now += 5
                reply = player.give(asked.json(), option=2 if number else 0)
                assert reply.status_code == 200, reply.text
        silent = Listener(client, consent=False)
        silent.give(silent.ask(silent.begin()).json(), option=3)
    monkeypatch.setenv("EARWITNESS_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("EARWITNESS_DATABASE", databases.url(tmp_path / "state"))
    monkeypatch.setenv("EARWITNESS_SCENES", str(scenes))
    assert main(["scenes", "answers", "--out", str(tmp_path / "out")]) == 0
    assert lines(tmp_path / "out" / "test.jsonl") == [
        {"sample_id": "000", "answer_letter": "C"},
        {"sample_id": "001", "answer_letter": "C"},
    ]
    people = lines(tmp_path / "out" / "test.people.jsonl")
    assert sorted(one["answer_letter"] for one in people) == ["A", "A", *"CCCC"]
    assert len({one["player"] for one in people}) == 3
    assert "test.jsonl: 2" in capsys.readouterr().out
