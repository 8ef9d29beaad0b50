"""Inspect's logs, made by hand; `tests/leaderboard/evaluation/test_inspect_task.py` reads real ones."""

import json
import zipfile

import pytest

from leaderboard.answers.inspect_log import SCORER
from leaderboard.answers.records import AnswersError, Kind, Problem, Record, read_records
from tests.builders.answer_files import answer


def sample(key, epoch=1, **more):
    metadata = {"answer": answer(key, lat=float(epoch), lon=2.0)}
    return {"id": key, "epoch": epoch, "scores": {SCORER: {"value": {}, "metadata": metadata}}, **more}


def log(file, samples):
    """A log whose members have these names and contents."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in samples:
            archive.writestr(name, json.dumps(content))
    return file


def cells(file, name):
    """A cell of each answer in a file."""
    return [record.cells[name] for record in read_records(file) if isinstance(record, Record)]


def test_a_sample_is_read_whole_or_in_chunks_and_nothing_else_is(tmp_path):
    file = log(
        tmp_path / "log.eval",
        [
            ("_journal/start.json", {"eval": {}}),
            ("samples/two_epoch_1.json", sample("two")),
            ("samples/one_epoch_1/sample.json", sample("one")),
            ("samples/one_epoch_1/metadata.json", {"id": "one"}),
            ("samples/one_epoch_1/messages/0.json", []),
            ("header.json", {}),
        ],
    )
    assert cells(file, "key") == ["one", "two"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_of_a_sample_that_was_written_again_the_last_counts(tmp_path):
    names = ["samples/one_epoch_1.json"] * 2
    file = log(tmp_path / "log.eval", zip(names, [sample("one", lat=5), sample("one", 3)], strict=True))
    assert cells(file, "lat") == ["3.0"]


@pytest.mark.parametrize(
    ("broken", "why"),
    [
        ({"scores": None}, "`inspect score` adds one"),
        ({"scores": {"other": {"value": 1}}}, "`inspect score` adds one"),
        ({"scores": {SCORER: []}, "epoch": "first"}, "`inspect score` adds one"),
        (
            {"scores": None, "error": {"message": "the recording cannot be read"}},
            "the recording cannot be read",
        ),
    ],
)
def test_a_sample_without_a_score_is_a_problem(tmp_path, broken, why):
    names = "samples/one_epoch_1.json", "samples/two_epoch_1.json"
    file = log(tmp_path / "log.eval", zip(names, [sample("one") | broken, sample("two")], strict=True))
    one, _ = read_records(file)
    assert isinstance(one, Problem) and (one.line, one.kind) == (1, Kind.MALFORMED) and why in one.what
    assert cells(file, "key") == ["two"]


def test_a_json_log_is_told_from_agl1ks_list_and_lines(tmp_path):
    whole = {"version": 2, "status": "success", "eval": {}, "samples": [sample("one")]}
    for name, text in {
        "log": json.dumps(whole, indent=2),
        "list": json.dumps([answer("one")]),
        "lines": json.dumps(answer("one")),
    }.items():
        (tmp_path / f"{name}.json").write_text(text)
        assert cells(tmp_path / f"{name}.json", "key") == ["one"]


def test_what_is_no_log_is_refused(tmp_path):
    (tmp_path / "text.eval").write_text("no archive")
    file = log(tmp_path / "odd.eval", [("samples/one_epoch_1.json", sample("one"))])
    whole = bytearray(file.read_bytes())
    whole[60] ^= 0xFF
    file.write_bytes(whole)
    for name in ("text.eval", "odd.eval"):
        with pytest.raises(AnswersError, match="not a whole log of Inspect"):
            [*read_records(tmp_path / name)]
