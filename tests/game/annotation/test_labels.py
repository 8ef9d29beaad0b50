"""A rater's file: every acknowledged label lasts, a torn one does not harm the others."""

import pytest

from game.annotation.items import AnnotationError
from game.annotation.labels import LabelFile, label_file, read_labels


def test_labels_are_on_the_disk_when_given_and_undo_takes_the_last_back(tmp_path):
    file = label_file(tmp_path, "anna")
    with LabelFile(file) as labels:
        labels.give("a", "refusal")
        labels.give("b", "bird_bias")
        assert read_labels(file) == {"a": "refusal", "b": "bird_bias"}
        assert (labels.undo(), labels.undo(), labels.undo()) == ("b", "a", None)
        labels.give("a", "over_commitment")
    with LabelFile(file) as again:
        assert again.labels == {"a": "over_commitment"}
    assert file.stat().st_mode & 0o077 == 0


def test_a_line_that_a_kill_cut_off_is_dropped_and_nothing_follows_on_it(tmp_path):
    file = tmp_path / "anna.jsonl"
    file.write_text('{"item": "a", "cause": "refusal"}\n{"item": "b", "cau')
    assert read_labels(file) == {"a": "refusal"}
    with LabelFile(file) as labels:
        labels.give("c", "none")
    assert read_labels(file) == {"a": "refusal", "c": "none"}


def test_a_rater_cannot_label_twice_at_once(tmp_path):
    with LabelFile(tmp_path / "anna.jsonl"), pytest.raises(AnnotationError, match="open already"):
        LabelFile(tmp_path / "anna.jsonl")


@pytest.mark.parametrize("line", ["{}", "[1]", '{"item": "a", "cause": "tired"}', "no"])
def test_a_damaged_line_is_named(tmp_path, line):
    (tmp_path / "anna.jsonl").write_text(f'{{"item": "a", "cause": "none"}}\n{line}\n')
    with pytest.raises(AnnotationError, match=r"anna\.jsonl:2"):
        read_labels(tmp_path / "anna.jsonl")


@pytest.mark.parametrize("rater", ["", "Anna", "../anna", "a b", "items.json", "x" * 41])
def test_a_rater_is_named_by_a_plain_word(tmp_path, rater):
    with pytest.raises(AnnotationError):
        label_file(tmp_path, rater)


def test_what_nobody_wrote_is_said_so(tmp_path):
    with pytest.raises(AnnotationError, match="labelled nothing"):
        read_labels(tmp_path / "anna.jsonl")
