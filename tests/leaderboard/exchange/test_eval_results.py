"""`.eval_results`, by the rules of the Hub's own library and of its documentation."""

import pytest
import yaml
from huggingface_hub import parse_eval_result_entries

from leaderboard.scoring.report import score_file

# https://huggingface.co/docs/hub/eval-results
FIELDS = {"dataset", "value", "verifyToken", "date", "source", "evaluation_framework", "notes"}
OF_DATASET, OF_SOURCE = {"id", "task_id", "revision"}, {"url", "name", "user", "org"}
DATASET = ("--dataset", "owner/agl1k")


def test_the_least_that_the_hub_takes_is_the_geoscore_of_leaderboard_score(results, pack, answers, tmp_path):
    assert results("eval-results", *DATASET) == 0
    (item,) = yaml.safe_load((tmp_path / ".eval_results" / "agl1k.yaml").read_text())
    assert item["dataset"] == {"id": "owner/agl1k", "task_id": "agl1k"}
    assert item["value"] == score_file(answers, pack, once=True).parts["all"]["geoscore"]
    assert set(item) == {"dataset", "value", "date", "notes"}
    assert item["date"] == "2027-01-16T09:00:00Z"
    assert item["notes"].startswith("GeoScore, 0 to 5,000, 95% interval ")
    assert item["notes"].endswith("6 of 7 clips, 50.0% refusals")


def test_all_fields_are_those_that_the_hub_reads_back(results, tmp_path):
    commit = "5503434ddd753f426f4b38109466949a1217c2bb"
    source = ("--source-url", "https://example.org/log", "--source-name", "Inspect log")
    more = ("--task-id", "agl1k-speech", "--revision", commit, "--date", "2027-01-31")
    assert results("eval-results", *DATASET, *source, *more, "--notes", "first 30 s") == 0
    items = yaml.safe_load((tmp_path / ".eval_results" / "agl1k-speech.yaml").read_text())
    assert set(items[0]) <= FIELDS
    assert set(items[0]["dataset"]) <= OF_DATASET and set(items[0]["source"]) <= OF_SOURCE
    (entry,) = parse_eval_result_entries(items)
    assert (entry.dataset_id, entry.task_id) == ("owner/agl1k", "agl1k-speech")
    assert (entry.dataset_revision, entry.date) == (commit, "2027-01-31")
    assert (entry.source_url, entry.source_name) == (source[1], source[3])
    assert str(entry.notes).startswith("first 30 s; GeoScore")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ((), "needs --dataset"),
        (("--dataset", "agl1k"), "give owner and name"),
        (("--dataset", "owner/ag l1k"), "give owner and name"),
        ((*DATASET, "--task-id", "../agl1k"), "use letters"),
        ((*DATASET, "--date", "yesterday"), "such as 2027-01-31"),
        ((*DATASET, "--source-name", "Log"), "--source-name needs --source-url"),
        ((*DATASET, "--source-url", "log.eval"), "begins with https://"),
    ],
)
def test_what_the_hub_would_refuse_is_refused_here(results, tmp_path, arguments, why):
    with pytest.raises(SystemExit, match=why):
        results("eval-results", *arguments)
    assert not (tmp_path / ".eval_results").exists()
