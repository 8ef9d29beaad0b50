"""The task folder for lmms-eval, which is too large to install here: its YAML file, and what that names."""

import json
import math
import subprocess
import sys
from typing import Any

import numpy as np
import pytest
import yaml

from game.project_files import ROOT
from leaderboard.answers.schema import read_clips
from leaderboard.evaluation.lmms_eval.agl1k import task
from leaderboard.evaluation.prompt import PROMPT
from leaderboard.evaluation.reply_scores import SHOWN, ReplyScorer, figures
from leaderboard.scoring.report import score_file
from tests.builders.model_replies import REPLIES
from tests.builders.recordings import encoded
from tests.builders.running_game import write_pack

pytestmark = pytest.mark.slow

FOLDER = ROOT / "leaderboard" / "evaluation" / "lmms_eval" / "agl1k"


class Config(yaml.SafeLoader):  # type: ignore[misc]  # yaml has no types
    """Reads `!function task.name` as lmms-eval does."""


def function(loader: yaml.Loader, node: Any) -> Any:
    module, name = loader.construct_scalar(node).split(".")
    assert (FOLDER / f"{module}.py").is_file()
    return getattr(task, name)


Config.add_constructor("!function", function)


@pytest.fixture(scope="module")
def config():
    return yaml.load((FOLDER / "agl1k.yaml").read_text(), Config)


@pytest.fixture
def pack(tmp_path, monkeypatch):
    """Six clips of which the last has no recording, named by the setting."""
    folder = tmp_path / "pack"
    write_pack(folder, [(0.5, 3.0 * number) for number in range(6)])
    (folder / "audio" / "0.mp3").write_bytes(encoded("mp3", 0.5))
    (folder / "audio" / "5.mp3").unlink()
    monkeypatch.setenv("EARWITNESS_PACK", str(folder))
    for cached in (task._clips, task._scorer):
        cached.cache_clear()
    return folder


def test_the_clips_of_the_pack_take_the_place_of_the_file_that_datasets_loads(config, pack):
    from datasets import Dataset

    (split,) = config["dataset_kwargs"]["data_files"].items()
    assert split == (config["test_split"], "agl1k.yaml") and config["dataset_path"] == "text"
    docs = config["process_docs"](Dataset.from_list([{"text": "task: agl1k"}]))
    assert docs["key"] == ["k0", "k1", "k2", "k3", "k4"]


def test_a_model_gets_the_benchmarks_question_and_the_recording_as_samples(config, pack):
    doc = {"key": "k0"}
    assert config["doc_to_text"](doc, lmms_eval_specific_kwargs={}) == PROMPT
    (sound,) = config["doc_to_visual"](doc)
    assert sound["array"].dtype == np.float32 and sound["array"].ndim == 1
    assert len(sound["array"]) / sound["sampling_rate"] == pytest.approx(0.5, abs=0.06)
    assert config["doc_to_target"](doc) == "0.5, 0.0"
    assert config["generation_kwargs"]["until"] == []


def test_every_metric_is_what_leaderboard_score_gives(config, pack, tmp_path):
    results = [
        config["process_results"]({"key": f"k{number}"}, [said]) for number, said in enumerate(REPLIES)
    ]
    scorer = ReplyScorer(read_clips(pack))
    scores = [scorer.score(f"k{number}", said) for number, said in enumerate(REPLIES)]
    answers = tmp_path / "answers.jsonl"
    answers.write_text("\n".join(json.dumps(score["answer"]) for score in scores))
    report = score_file(answers, pack, once=True).parts["all"]
    metrics = {metric["metric"]: metric["aggregation"] for metric in config["metric_list"]}
    counted = {name: count([result[name] for result in results]) for name, count in metrics.items()}
    assert {key: counted[key] for key in SHOWN} == {key: report[key] for key in SHOWN}
    ends = {"geoscore_low", "geoscore_high"}
    assert set(counted) == {*SHOWN, *ends}
    assert {key: counted[key] for key in ends} == {key: figures(scores)[key] for key in ends}


def test_lmms_evals_own_errors_find_score_and_clip(config, pack):
    scored, unscored = (config["process_results"]({"key": "k0"}, [REPLIES[at]]) for at in (0, 3))
    assert scored["geoscore"]["score"] > 4000 and scored["geoscore"][config["cluster_key"]] == "k0"
    assert "score" not in unscored["geoscore"] and unscored["reject_rate"]["score"] == 0
    json.dumps([scored, unscored], allow_nan=False)


def test_a_metric_without_a_value_is_nan(config, pack):
    result = config["process_results"]({"key": "k0"}, [REPLIES[3]])
    assert math.isnan(task.geoscore([result["geoscore"]]))


LOADED_BY_PATH = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("task", sys.argv[1])
module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
print(module.doc_to_text({"key": "k0"})[:11])
"""


def test_lmms_eval_loads_the_module_by_its_path_from_any_folder(tmp_path):
    command = [sys.executable, "-c", LOADED_BY_PATH, str(FOLDER / "task.py")]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert ran.stdout == "You are an \n", ran.stderr
