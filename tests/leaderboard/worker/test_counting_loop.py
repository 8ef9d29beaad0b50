import json
import os
import threading
import time
from contextlib import contextmanager

import pytest

from leaderboard.worker import counting_loop
from leaderboard.worker.counting_loop import keep_counting
from tests.processes import wait_for


class Echo:
    """Answers what it is asked, and counts how often it looked for news."""

    def __init__(self, seconds=0.0):
        self.seconds = seconds
        self.looked = []

    def has_looked_four_times(self):
        return len(self.looked) > 3

    def refresh(self):
        time.sleep(self.seconds)
        self.looked.append(time.monotonic())

    def answer(self, question):
        if "wrong" in question:
            raise ZeroDivisionError(question["wrong"])
        return {"heard": question["say"], "after": len(self.looked)}


@contextmanager
def asked(counter):
    """Counting on a thread of its own: a pipe for questions and one for answers."""
    (questions, ask), (hear, answers) = os.pipe(), os.pipe()
    with (
        os.fdopen(questions, "rb") as reads,
        os.fdopen(answers, "wb") as writes,
        os.fdopen(hear, "rb") as heard,
    ):
        thread = threading.Thread(target=keep_counting, args=(counter, reads, writes))
        thread.start()
        with os.fdopen(ask, "wb", buffering=0) as questioner:
            yield questioner, heard
        thread.join(10)
        assert not thread.is_alive()


def question(number, **said):
    return json.dumps({"number": number, **said}).encode() + b"\n"


def test_each_question_is_answered_under_its_number_after_a_first_count():
    with asked(Echo()) as (ask, heard):
        ask.write(question(7, say="a") + question(8, say="b"))
        assert json.loads(heard.readline()) == {"number": 7, "answer": {"heard": "a", "after": 1}}
        assert json.loads(heard.readline()) == {"number": 8, "answer": {"heard": "b", "after": 1}}


def test_a_question_that_comes_in_pieces_is_put_together():
    with asked(Echo()) as (ask, heard):
        text = question(1, say="é" * 70_000)  # more than is read at once
        for start in range(0, len(text), 9_999):
            ask.write(text[start : start + 9_999])
        ask.write(question(2, say="b"))
        assert json.loads(heard.readline())["answer"]["heard"] == "é" * 70_000
        assert json.loads(heard.readline())["number"] == 2


def test_a_question_that_cannot_be_answered_is_told_and_the_next_one_is_answered(caplog):
    with asked(Echo()) as (ask, heard):
        ask.write(question(1, wrong="this") + question(2, say="b"))
        assert json.loads(heard.readline()) == {"number": 1}
        assert json.loads(heard.readline())["answer"]["heard"] == "b"
    assert "could not be answered" in caplog.text
    assert '"wrong": "this"' in caplog.text


def test_counting_ends_when_nobody_can_ask_any_more():
    counter = Echo()
    with asked(counter):
        wait_for(lambda: counter.looked)
    assert len(counter.looked) == 1


@pytest.mark.slow
def test_a_long_count_is_followed_by_as_long_a_rest(monkeypatch):
    monkeypatch.setattr(counting_loop, "REFRESH_SECONDS", 0.05)
    slow, quick = Echo(0.2), Echo()
    for counter in (slow, quick):
        with asked(counter):
            wait_for(counter.has_looked_four_times)
    assert min(b - a for a, b in zip(slow.looked, slow.looked[1:], strict=False)) > 0.38
    assert min(b - a for a, b in zip(quick.looked, quick.looked[1:], strict=False)) > 0.04


def test_questions_do_not_keep_news_from_being_looked_for(monkeypatch):
    monkeypatch.setattr(counting_loop, "REFRESH_SECONDS", 0.05)
    counter = Echo()
    with asked(counter) as (ask, heard):
        begun = time.monotonic()
        while time.monotonic() < begun + 0.5:
            ask.write(question(1, say="again"))
            heard.readline()
    assert len(counter.looked) >= 3
