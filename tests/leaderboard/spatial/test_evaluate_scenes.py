"""`evaluate --scenes`: both channels and their mean, asked over HTTP, paid once, and compared."""

import io
import json
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from game.scenes.item import Answer, Item, Text
from game.scenes.scene import Scene
from game.scenes.scene_loading import load_scene_pack
from game.scenes.scene_pack import PackCard, as_line
from leaderboard.__main__ import main
from leaderboard.evaluation.completion import Completion
from leaderboard.spatial.answer_file import SpatialAnswers
from leaderboard.spatial.item_lines import read_answer
from leaderboard.spatial.item_prompt import PROMPT, item_words
from leaderboard.spatial.mono_control import mono_control
from tests.stand_ins.model_api import listeners

RATE = 16_000
SIDES = ("Left", "Right")


def sounding(number: int) -> np.ndarray:
    """Noise, louder by 12 dB on the left in even scenes and on the right in odd ones."""
    noise = np.random.default_rng(number).normal(0, 0.1, RATE // 4)
    return np.stack([noise, noise / 4] if number % 2 == 0 else [noise / 4, noise], axis=1)


def items_of(number: int) -> list[Item]:
    blank: dict[str, Any] = {"scene": f"s{number}", "family": "twnm", "level": "L1", "text": Text(plain="?")}
    sides: dict[str, Any] = {"english": "On which side is it?", "english_options": SIDES}
    sides["options"] = tuple(Text(plain=side) for side in SIDES)
    truth = 60.0 if number % 2 == 0 else -60.0
    return [
        Item(id=f"{number}a", kind="choice", task="t", answer=Answer(option=number % 2), **blank, **sides),
        Item(
            id=f"{number}b",
            kind="point",
            task="q7_point",
            english="Where is it?",
            asks_distance=True,
            answer=Answer(truth, 0.0, 2.0),
            **blank,
        ),
        Item(id=f"{number}u", kind="choice", task="t", **blank, **sides),
    ]


def write_scenes(folder: Path, scenes: int) -> Path:
    """A pack whose scenes are MP3 and WAV in turn, with three items each, one of them unscored."""
    folder.mkdir()
    found = []
    for number in range(scenes):
        name = f"{number}.{'mp3' if number % 3 else 'wav'}"
        soundfile.write(folder / name, sounding(number), RATE)
        found.append(Scene(f"s{number}", 0.25, (), None, (), {"binaural.mp3": name}, {}, None))
    (folder / "pack.json").write_text(as_line(PackCard(1, "small", "Small", (), "CC0", "binaural")))
    (folder / "scenes.jsonl").write_text("\n".join(map(as_line, found)))
    items = [item for number in range(scenes) for item in items_of(number)]
    (folder / "items.jsonl").write_text("\n".join(map(as_line, items)))
    return folder


@pytest.fixture
def evaluate(oracle, tmp_path, monkeypatch, capsys):
    """Run the command, and return its exit code and output."""
    monkeypatch.setenv("OPENAI_API_KEY", oracle.key)
    pack = write_scenes(tmp_path / "pack", 8)

    def run(*more, model=oracle.model):
        where = ["--scenes", str(pack), "--out", str(tmp_path / "answers")]
        code = main(["evaluate", "--model", model, "--base-url", oracle.base_url, *where, *more])
        return code, capsys.readouterr().out

    return run


@pytest.fixture
def rows(tmp_path):
    """Read one of the written files."""

    def read(folder=""):
        file = tmp_path / "answers" / "spatial" / "small" / folder / "listener.large.jsonl"
        return [json.loads(line) for line in file.read_text().splitlines()]

    return read


def asked(oracle):
    return Counter((call.text, call.digest) for call in oracle.mind.calls)


@pytest.mark.slow
def test_a_model_that_hears_sides_is_better_with_both_channels_and_not_marked(evaluate, oracle, rows):
    oracle.mind.reply_to = listeners.with_two_ears
    code, output = evaluate()
    assert code == 0 and "MARKED" not in output and "16 items about directions, 8 scenes" in output
    assert len(oracle.mind.calls) == 32 and set(asked(oracle).values()) == {1}
    answers = {row["item"]: row["answer"] for row in rows()}
    assert [answers[f"{number}a"] for number in range(8)] == [*"ABABABAB"]
    assert answers["1b"] == {"azimuth": -60.0, "elevation": 0.0, "distance_m": 2.0}
    assert "8 items without a published truth, not asked" in output
    (row,) = (row for row in rows("mono") if row["item"] == "1a")
    assert row["evaluation"]["heard"] == row["evaluation"]["sound"]["heard"] == "mono"
    assert (row["seed"], row["evaluation"]["pack"], len(row["evaluation"]["prompt_sha256"])) == (
        42,
        "small",
        64,
    )


@pytest.mark.slow
def test_a_model_that_ignores_the_channels_is_marked(evaluate, oracle):
    oracle.mind.reply_to = listeners.with_one_ear
    code, output = evaluate()
    assert code == 0 and "+0.0 points of 100 [+0.0, +0.0]" in output
    assert "MARKED: the model does no better with both channels than with their mean." in output


@pytest.mark.slow
def test_the_recording_goes_out_as_it_is_and_as_the_mean_of_its_channels(evaluate, oracle, tmp_path):
    oracle.mind.reply_to = listeners.with_one_ear
    evaluate()
    packed = b"".join((tmp_path / "pack" / f"{number}.mp3").read_bytes() for number in (1, 2, 4, 5, 7))
    means = [sounding(number).mean(axis=1) for number in range(8)]
    heard: Counter[tuple[str, int]] = Counter()
    for call in oracle.mind.calls:
        samples, _ = soundfile.read(io.BytesIO(call.sound), always_2d=True)
        heard[call.format, samples.shape[1]] += 1
        if samples.shape[1] == 2 and call.format == "mp3":
            assert call.sound in packed
        if samples.shape[1] == 1:
            alike = [np.corrcoef(samples[: len(mean), 0], mean[: len(samples)])[0, 1] for mean in means]
            assert max(alike) > 0.8  # of noise, which the pack's own MP3 has damaged
        assert call.text.startswith(PROMPT) and "pack" not in call.text and ".mp3" not in str(call.headers)
    assert heard == {("mp3", 2): 10, ("mp3", 1): 10, ("wav", 2): 6, ("wav", 1): 6}


@pytest.mark.slow
def test_the_budget_is_for_both_ways_together_and_no_answer_is_paid_twice(evaluate, oracle):
    oracle.mind.reply_to = listeners.with_two_ears
    oracle.charge(0.01)
    code, output = evaluate("--max-usd", "0.1", "--usd-per-call", "0.01", "--concurrency", "1")
    assert code == 3 and len(oracle.mind.calls) == 10
    assert "Both ways together, $0.1000 spent." in output and "22 left" in output
    assert "5 answers with both channels" in output and "5 answers with their mean" in output
    code, output = evaluate("--max-usd", "1", "--usd-per-call", "0.01")
    assert code == 0 and len(oracle.mind.calls) == 32 and set(asked(oracle).values()) == {1}
    assert evaluate()[0] == 0 and len(oracle.mind.calls) == 32


@pytest.mark.slow
def test_unscored_items_are_asked_if_wanted_and_written_for_their_evaluator(evaluate, oracle, rows, tmp_path):
    oracle.mind.reply_to = listeners.with_two_ears
    sample = {"item": "0u", "split": "test", "sample_id": "test/0"}
    (tmp_path / "pack" / "samples.jsonl").write_text(json.dumps(sample))
    code, output = evaluate("--unscored", "--max-items", "24")
    assert code == 0 and "8 letters for the benchmark's own evaluator" in output
    assert rows("unscored")[:2] == [
        {"sample_id": "test/0", "answer_letter": "A"},
        {"sample_id": "1u", "answer_letter": "B"},
    ]
    assert {row["item"] for row in rows("mono")} == {row["item"] for row in rows() if "u" not in row["item"]}
    assert evaluate("--unscored")[0] == 0 and len(oracle.mind.calls) == 40


@pytest.mark.slow
def test_what_cannot_be_asked_is_refused_before_anything_is_paid(evaluate, oracle, tmp_path, capsys):
    for more, model, why in (
        ((), "random", "score-spatial prints it"),
        (("--clips", str(tmp_path)), oracle.model, "not allowed with"),
        (("--scenes", "off"), oracle.model, "names no pack"),
    ):
        with pytest.raises(SystemExit) as end:
            evaluate(*more, model=model)
        assert why in f"{end.value.code} {capsys.readouterr().err}"
    assert evaluate("--max-items", "1")[0] == 0
    items = tmp_path / "pack" / "items.jsonl"
    items.write_text(items.read_text().replace("Where is it?", "Where?"))
    with pytest.raises(SystemExit, match="started with pack"):
        evaluate()
    assert len(oracle.mind.calls) == 2


def answered(*points: tuple[int, bool]) -> SpatialAnswers:
    """Answers to the choices of scenes, right or wrong."""
    items = tuple(items_of(scene)[0] for scene, _ in points)
    options = tuple(Answer(option=scene % 2 if right else 1 - scene % 2) for scene, right in points)
    return SpatialAnswers(Path("answers.jsonl"), items, options, 0, ())


def test_the_control_is_over_items_answered_both_ways_and_over_other_scenes():
    gains = [True, True, True, False, True, True, True, True]
    binaural = answered(*enumerate(gains), (8, True))
    control = mono_control(binaural, answered(*((scene, False) for scene in range(8))))
    assert control and (control.difference, control.items, control.scenes) == (87.5, 8, 8)
    # Student's t with 7 degrees of freedom: 87.5 -+ 2.3646 * 12.5.
    assert control.interval == pytest.approx((57.94, 117.06), abs=0.01)
    assert not control.is_marked
    worse = mono_control(answered(*((scene, False) for scene in range(8))), binaural)
    assert worse and worse.difference == -87.5 and worse.is_marked


def test_few_scenes_show_nothing_however_many_items_they_have():
    items = [
        replace(items_of(0)[0], id=f"{scene}-{n}", scene=f"s{scene}") for scene in range(5) for n in range(9)
    ]
    right, wrong = (
        SpatialAnswers(Path("a"), tuple(items), (Answer(option=option),) * 45, 0, ()) for option in (0, 1)
    )
    control = mono_control(right, wrong)
    assert control and control.difference == 100 and control.interval is None and control.is_marked
    assert mono_control(right, answered((0, True))) is None


def completion(text: str, finish: str = "stop") -> Completion:
    return Completion(text, finish, "", None, None, None)


def test_every_form_that_is_asked_for_can_be_read(around):
    for kind, said, answer in (
        ("choice", "Answer: B", Answer(option=1)),
        ("point", "Answer: azimuth -120, elevation 30", Answer(-120.0, 30.0)),
        ("point", "Answer: azimuth -120, elevation 30, 2.5 m", Answer(-120.0, 30.0, 2.5)),
        ("number", "Answer: 2.5 m", Answer(number=2.5)),
        ("number", "Answer: 90 degrees", Answer(number=90.0)),
    ):
        items = [item for item in around.items if item.kind == kind]
        items = [item for item in items if item.unit is None or (item.unit == "m") == ("m" in said[7:])]
        assert items
        for item in items:
            assert read_answer(item, completion(f"The left is louder at 3 kHz.\n{said}")) == answer
            form = item_words(item).rsplit("\n", 1)[1]
            assert form.startswith("Answer: ")
            assert all(option in item_words(item) for option in item.english_options)


def test_a_reply_that_was_cut_off_is_read_only_if_it_is_a_letter(around):
    choice = next(item for item in around.items if item.kind == "choice")
    number = next(item for item in around.items if item.kind == "number")
    assert read_answer(choice, completion("B", "length")) == Answer(option=1)
    assert read_answer(choice, completion("Option B sounds", "length")) is None
    assert read_answer(number, completion("12", "length")) is None


@pytest.fixture(scope="module")
def around(tmp_path_factory):
    pack = load_scene_pack("around", tmp_path_factory.mktemp("state"))
    assert pack is not None
    return pack
