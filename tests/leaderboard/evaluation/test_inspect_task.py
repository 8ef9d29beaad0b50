"""The benchmark as a task of Inspect: with its mock model, and through the stand-in of OpenAI's API."""

import json
import os
import subprocess
import sys
from collections import Counter
from types import SimpleNamespace

import pytest

from game.project_files import ROOT
from leaderboard.__main__ import main
from leaderboard.answers.inspect_log import SCORER
from leaderboard.answers.name_rules import NameRules
from leaderboard.answers.records import AnswersError, Record, read_records
from leaderboard.answers.schema import read_clips
from leaderboard.entrants.models import read_models
from leaderboard.evaluation.prompt import PROMPT
from leaderboard.evaluation.question import in_order_of_asking
from leaderboard.evaluation.reply_scores import SHOWN
from leaderboard.evaluation.sound import sound_of
from leaderboard.scoring.report import score_file
from tests.builders.model_replies import REPLIES, reply
from tests.builders.recordings import CANARY, encoded
from tests.builders.running_game import write_pack

pytestmark = pytest.mark.slow

CLIPS = len(REPLIES)
PROMPT_SECONDS = 120  # what takes longer is broken, even on a busy machine


def run(*command, **options):
    python = [sys.executable, *command]
    ran = subprocess.run(python, capture_output=True, text=True, timeout=PROMPT_SECONDS, **options)
    assert ran.returncode == 0, ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """Recordings of different lengths, and one clip without any."""
    folder = tmp_path_factory.mktemp("inspected") / "pack"
    write_pack(folder, [(0.5, 3.0 * number) for number in range(CLIPS + 1)], title=CANARY)
    for number in range(CLIPS):
        (folder / "audio" / f"{number}.mp3").write_bytes(encoded("mp3", 0.3 + 0.02 * number))
    (folder / "audio" / f"{CLIPS}.mp3").unlink()
    return folder


@pytest.fixture(scope="module")
def logs(pack):
    """The folder with the mock model's logs."""
    folder = pack.parent / "logs"
    run("-m", "tests.builders.inspect_logs", str(pack), str(folder), cwd=ROOT)
    return folder


@pytest.fixture(scope="module")
def log(logs):
    """The log with two epochs, as Inspect writes it as JSON."""
    return json.loads((logs / "log.json").read_text())


def test_every_clip_with_a_recording_is_asked_about_in_evaluates_order(log, pack):
    asked = log["eval"]["dataset"]["sample_ids"]
    with_audio = [clip for clip in read_clips(pack) if clip.file.is_file()]
    assert asked == [clip.key for clip in in_order_of_asking(with_audio, 42)]
    assert len(asked) == CLIPS and len(log["samples"]) == 2 * CLIPS


def test_the_model_is_asked_the_benchmarks_question_with_a_recording_without_its_name(log, pack):
    files = {clip.key: clip.file for clip in read_clips(pack)}
    for sample in log["samples"]:
        words, sound = sample["messages"][0]["content"]
        assert words["text"] == PROMPT and sound["format"] == "mp3"
        assert sample["metadata"]["sound"] == sound_of(files[sample["id"]], None, None).note()
        assert CANARY not in str(sample["messages"]) and ".mp3" not in str(sample["messages"])


def test_figures_equal_leaderboard_scores_over_several_epochs(log, logs, pack, capsys):
    file = str(logs / "log.eval")
    with pytest.raises(SystemExit, match="answered more than once"):
        main(["score", file, "--clips", str(pack)])
    assert main(["score", file, "--clips", str(pack), "--repeated", "mean-per-clip", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)
    (score,) = log["results"]["scores"]
    counted = {name: metric["value"] for name, metric in score["metrics"].items()}
    assert (report["n"], report["n_answers"]) == (counted["n"], counted["n_answers"]) == (CLIPS, 2 * CLIPS)
    assert {key: counted[key] for key in SHOWN} == {key: report[key] for key in SHOWN}
    assert all(counted[f"{key}_low"] <= counted[key] <= counted[f"{key}_high"] for key in SHOWN)
    assert log["results"]["headline"]["metric"] == "geoscore"


def test_a_sample_shows_its_answer_its_scores_and_why_it_has_none(log):
    by_reply = {sample["output"]["completion"]: sample["scores"][SCORER] for sample in log["samples"]}
    near, refused, far_out = (by_reply[REPLIES[at]] for at in (0, 2, 3))
    assert near["answer"] == "0.4, 2.5: Sao Tome, Gabon, Africa" and "reason" not in near
    assert near["value"]["reject_rate"] == 0 < near["value"]["geoscore"]
    assert refused["reason"] == "invalid_response_format" and refused["value"]["reject_rate"] == 1
    assert far_out["value"]["geoscore"] is None
    cut_off = by_reply[reply()[:-3]]
    assert cut_off["metadata"]["answer"]["predicted_latitude"] == 0  # its last number may lack digits


def test_the_log_is_read_in_both_of_inspects_formats(logs, pack):
    one, other = ([*read_records(logs / name)] for name in ("log.eval", "log.json"))
    assert one == other and len(one) == 2 * CLIPS
    sources = [record.source for record in one if isinstance(record, Record)]
    assert {source["model_output"] for source in sources} >= set(REPLIES)
    assert [source["question"] for source in sources] == [PROMPT] * len(one)
    assert {source["evaluation"]["tokens_out"] for source in sources} == {1}
    parts = [score_file(logs / name, pack, once=False).parts for name in ("log.eval", "log.json")]
    assert str(parts[0]) == str(parts[1])


def test_samples_without_a_score_are_told(logs, pack):
    answers = score_file(logs / "unscored.eval", pack, once=True).answers
    assert len(answers.rows) == 1 and len(answers.problems) == 2 * CLIPS - 1
    assert f"has no score by {SCORER}" in answers.problems[0].what


def test_a_damaged_log_is_refused(logs, tmp_path):
    whole = (logs / "log.eval").read_bytes()
    (tmp_path / "half.eval").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(AnswersError, match="not a whole log of Inspect"):
        [*read_records(tmp_path / "half.eval")]
    with pytest.raises(AnswersError, match="cannot be read"):
        [*read_records(tmp_path / "gone.eval")]


@pytest.fixture
def asked(oracle, pack, tmp_path, monkeypatch):
    """The stand-in, asked by Inspect's command line from another folder, and then by `evaluate`."""
    key, address = oracle.key, oracle.base_url
    shell = {"LOCAL_API_KEY": key, "LOCAL_BASE_URL": address, "PWD": str(pack.parent)}
    task = ["eval", f"{ROOT / 'leaderboard' / 'evaluation' / 'inspect_task.py'}@agl1k"]
    how = ["--model", f"openai-api/local/{oracle.model}", "--log-dir", str(tmp_path), "--no-log-images"]
    command = ["-m", "inspect_ai", *task, "-T", f"clips={pack.name}", *how, "--display", "none"]
    run(*command, cwd=pack.parent, env={**os.environ, **shell})
    by_inspect = oracle.mind.calls[:]
    monkeypatch.setenv("OPENAI_API_KEY", key)
    where = ["--clips", str(pack), "--out", str(tmp_path / "answers.jsonl")]
    assert main(["evaluate", "--model", oracle.model, "--base-url", address, *where]) == 0
    (log,) = tmp_path.glob("*.eval")
    by_us = oracle.mind.calls[len(by_inspect) :]
    return SimpleNamespace(log=log, answers=tmp_path / "answers.jsonl", by_inspect=by_inspect, by_us=by_us)


def test_through_openais_api_inspect_sends_and_scores_what_evaluate_does(asked, pack, tmp_path):
    def messages(calls):
        return Counter(json.dumps(call.asked["messages"], sort_keys=True) for call in calls)

    assert len(asked.by_inspect) == CLIPS and messages(asked.by_inspect) == messages(asked.by_us)
    ours, theirs = (score_file(file, pack, once=True) for file in (asked.answers, asked.log))
    assert str(ours.parts) == str(theirs.parts) and ours.parts["all"]["n"] == CLIPS
    assert len(asked.log.read_bytes()) < 100_000  # without the sound
    # On the leaderboard, the log is a seed like any other file of answers.
    folder = tmp_path / "results" / "mine"
    folder.mkdir(parents=True)
    asked.log.rename(folder / "seed_1.eval")
    asked.answers.rename(folder / "seed_2_ABCD.jsonl")
    (model,) = read_models(tmp_path / "results", {f"k{number}" for number in range(CLIPS)}, NameRules.load())
    one, two = ({row.key: (row.lat, row.lon, row.city) for row in rows} for rows in model.seeds.values())
    assert [*model.seeds] == [1, 2] and one == two and not model.problems
