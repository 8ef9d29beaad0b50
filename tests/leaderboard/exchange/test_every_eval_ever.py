"""Results in the schema of Every Eval Ever, held to its JSON Schema and to what its datastore checks."""

import hashlib
import json
from importlib.resources import files

import jsonschema
import pytest
from every_eval_ever.validator import validate_file

from leaderboard.scoring.columns import COLUMNS
from leaderboard.scoring.report import score_file
from tests.builders.model_replies import REPLIES

GIVEN = ("--model", "openai/gpt-audio", "--organization", "A lab")
ALL = (*GIVEN, "--weights", "closed", "--deployment", "managed", "--date", "2027-01-31", "--instances")


def schema(name):
    return json.loads((files("every_eval_ever.schemas") / f"{name}.schema.json").read_text())


def paths(folder):
    return sorted(str(file.relative_to(folder)) for file in folder.rglob("*.json*"))


@pytest.fixture
def written(results, tmp_path):
    """The record, and a record for each answer."""
    assert results("every-eval-ever", *ALL) == 0
    record, samples = paths(tmp_path)
    lines = (tmp_path / samples).read_text().splitlines()
    return json.loads((tmp_path / record).read_text()), [json.loads(line) for line in lines]


def test_both_files_fit_the_schema(written):
    record, lines = written
    jsonschema.validate(record, schema("eval"))
    for line in lines:
        jsonschema.validate(line, schema("instance_level_eval"))
    assert record["schema_version"] == schema("eval")["version"] == schema("instance_level_eval")["version"]


def test_the_datastore_would_take_them(written, tmp_path):
    for path in paths(tmp_path):
        report = validate_file(
            tmp_path / path,
            repo_path=path,
            available_files=frozenset(paths(tmp_path)),
            read_repo_file=lambda name: (tmp_path / name).read_text(),
            run_semantic_checks=True,
        )
        assert report.valid and not report.errors and not report.warnings, report


def test_the_figures_are_those_of_leaderboard_score_with_their_intervals(written, pack, answers):
    record, _ = written
    report = score_file(answers, pack, once=True).parts["all"]
    found = {result["metric_config"]["metric_id"]: result for result in record["evaluation_results"]}
    means = [column for column in COLUMNS if column.unit in {"share", "points", "km"}]
    known = {f"agl1k.{column.key}": report[column.key] for column in means}
    known = {name: value for name, value in known.items() if value == value}
    assert {name: result["score_details"]["score"] for name, result in found.items()} == known
    uncertainty = found["agl1k.geoscore"]["score_details"]["uncertainty"]
    interval = uncertainty["confidence_interval"]
    assert interval["lower"] < report["geoscore"] < interval["upper"] and interval["confidence_level"] == 0.95
    assert uncertainty["num_samples"] == len(REPLIES) and uncertainty["standard_error"]["value"] > 0
    assert found["agl1k.distance_km"]["metric_config"]["lower_is_better"]
    arguments = found["agl1k.geoscore"]["generation_config"]["generation_args"]
    assert arguments["temperature"] == 0.5 and arguments["prompt_template"].startswith("You are an expert")


def test_each_answer_has_its_score_its_words_and_its_tokens(written):
    record, lines = written
    result = next(
        one for one in record["evaluation_results"] if one["metric_config"]["metric_name"] == "GeoScore"
    )
    assert {line["evaluation_result_id"] for line in lines} == {result["evaluation_result_id"]}
    # A point that cannot be read has no score, as in the mean.
    assert [line["output"]["raw"] for line in lines] == [[said] for said in REPLIES if said != REPLIES[3]]
    mean = sum(line["evaluation"]["score"] for line in lines) / len(lines)
    assert mean == pytest.approx(result["score_details"]["score"])
    assert lines[0]["answer_attribution"][0]["extracted_value"] == "0.4, 2.5"
    assert lines[2]["answer_attribution"][0]["extracted_value"] == ""
    assert lines[0]["token_usage"]["total_tokens"] == 1200
    asked = json.dumps(
        {"raw": lines[0]["input"]["raw"], "reference": ["0.5, 0.0"]}, sort_keys=True, separators=(",", ":")
    )
    assert lines[0]["sample_hash"] == hashlib.sha256(asked.encode()).hexdigest()


def test_the_same_answers_are_the_same_record(results, tmp_path):
    for _ in range(2):
        assert results("every-eval-ever", *GIVEN) == 0
        (record,) = paths(tmp_path)
    assert record.startswith("data/equator/openai/gpt-audio/")
    assert "detailed_evaluation_results" not in json.loads((tmp_path / record).read_text())


def test_what_is_missing_or_cannot_be_a_path_is_refused(results, tmp_path):
    with pytest.raises(SystemExit, match="needs --model"):
        results("every-eval-ever", "--organization", "A lab")
    for model in ("gpt-audio", "../gpt-audio", "openai/.."):
        with pytest.raises(SystemExit, match="give owner and name"):
            results("every-eval-ever", "--model", model, "--organization", "A lab")
    assert paths(tmp_path) == []


def test_a_folder_that_cannot_be_written_is_told(results, tmp_path):
    (tmp_path / "data").write_text("a file")
    with pytest.raises(SystemExit, match=r"data.* cannot be written"):
        results("every-eval-ever", *GIVEN)
