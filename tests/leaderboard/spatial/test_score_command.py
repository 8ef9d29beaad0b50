"""`score-spatial`: a model's answers to a small pack."""

import csv
import io
import json
from typing import Any

import pytest

from game.scenes.item import Answer, Item, Text
from game.scenes.scene import Scene
from game.scenes.scene_pack import PackCard, as_line
from leaderboard.__main__ import main

WORDS: dict[str, Any] = {"text": Text(plain="?"), "english": "?"}
ITEMS = (
    Item("p", "s", "point", "hear-you-are", "q7_point", None, **WORDS, answer=Answer(60.0, 0.0, 2.0)),
    Item("q", "s", "point", "hear-you-are", "q8_point", None, **WORDS, answer=Answer(-60.0, 0.0, 2.0)),
    *(
        Item(
            name,
            "s",
            "choice",
            "twnm",
            "l1_class",
            "L1",
            **WORDS,
            options=(Text(plain="?"),) * 4,
            english_options=("dog", "cat", "cow", "bee"),
            answer=Answer(option=right),
        )
        for name, right in (("a", 0), ("b", 1))
    ),
    Item(
        "t",
        "s",
        "choice",
        "twnm",
        "l1_class",
        "L1",
        **WORDS,
        options=(Text(plain="?"),) * 2,
        english_options=("dog", "cat"),
    ),
)


@pytest.fixture
def pack(tmp_path):
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / "s.mp3").write_bytes(b"sound")
    card = PackCard(1, "small", "Small", (), "CC0", "binaural")
    scene = Scene("s", 1.0, (), None, (), {"binaural.mp3": "s.mp3"}, {"binaural.mp3": "0"}, None)
    (folder / "pack.json").write_text(as_line(card))
    (folder / "scenes.jsonl").write_text(as_line(scene))
    (folder / "items.jsonl").write_text("\n".join(map(as_line, ITEMS)))
    return folder


def answered(pack, *lines):
    file = pack.parent / "answers.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines))
    return ["score-spatial", str(file), "--scenes", str(pack)]


LINES = (
    {"item": "p", "answer": "10 o'clock, 2 m"},
    {"sample_id": "q", "azimuth": -80, "elevation": 0},
    {"id": "a", "answer_letter": "A"},
    {"item": "b", "response": "I think it was a cow."},
)


def test_letters_words_degrees_and_clock_positions_are_scored_with_chance_beside_them(pack, capsys):
    assert main([*answered(pack, *LINES), "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    figures = {(one["part"], one["measure"]): one for one in report["figures"]}
    assert (report["answered"], report["items"], report["problems"]) == (4, 5, [])
    assert figures["all", "error_degrees"]["value"] == pytest.approx(10)
    assert figures["all", "within_30"]["chance_uniform"] == pytest.approx(0.066987)
    assert figures["L1", "correct"] | {"value": 0.5, "chance_uniform": 0.25} == figures["L1", "correct"]
    assert main([*answered(pack, *LINES), "--csv"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert {row["measure"] for row in rows if row["part"] == "twnm"} == {"correct"}
    assert main(answered(pack, *LINES)) == 0
    assert "angle off, mean" in capsys.readouterr().out


def test_the_sense_of_azimuth_is_the_readers_to_state(pack, capsys):
    assert main([*answered(pack, {"item": "p", "azimuth": -60}), "--azimuth", "right", "--json"]) == 0
    figures = json.loads(capsys.readouterr().out)["figures"]
    assert next(one["value"] for one in figures if one["measure"] == "error_degrees") == 0


def test_what_cannot_be_used_is_named_by_its_line(pack, capsys):
    lines = ({"item": "p", "answer": "no idea"}, {"item": "x", "answer": "A"}, "{", "[]", {"answer": "A"})
    assert main(answered(pack, *lines, {"item": "a", "answer": "B"})) == 0
    told = capsys.readouterr()
    for words in ("line 1: no answer to p", "line 2: 'x' is no item", "line 3: no JSON", "line 4", "line 5"):
        assert words in told.err
    assert "2 of 5 items answered, 1 unreadable" in told.out


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ((), "answers no item of the pack"),
        (({"item": "a", "answer": "A"},) * 2, "line 2: a is answered twice"),
        (({"item": "t", "answer": "A"},), "truth nobody has published"),
    ],
)
def test_a_file_without_a_use_is_refused(pack, lines, said):
    with pytest.raises(SystemExit, match=said):
        main(answered(pack, *lines))
