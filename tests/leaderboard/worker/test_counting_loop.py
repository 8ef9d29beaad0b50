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

    def __init__(self, seconds=0.0, stamp=None, news=0):
        self.seconds = seconds
        self.looked = []
        self._stamp = stamp
        self._news = news  # so many looks find something

    def has_looked_four_times(self):
        return len(self.looked) > 3

    def refresh(self):
        time.sleep(self.seconds)
        self.looked.append(time.monotonic())
        return len(self.looked) <= self._news

    def stamp(self):
        return self._stamp

    def answer(self, question):
        if "wrong" in question:
            raise ZeroDivisionError(question["wrong"])
        return {"heard": question["say"], "after": len(self.looked)}


@contextmanager
def counting(counter):
    """Runs the counting loop on its own thread; yields a pipe for questions and one for replies."""
    (questions_out, questions_in), (answers_out, answers_in) = os.pipe(), os.pipe()
    with (
        os.fdopen(questions_out, "rb") as questions,
        os.fdopen(answers_in, "wb") as answers,
        os.fdopen(answers_out, "rb") as replies,
    ):
        thread = threading.Thread(target=keep_counting, args=(counter, questions, answers))
        thread.start()
        with os.fdopen(questions_in, "wb", buffering=0) as ask:
            yield ask, replies
        thread.join(60)
        assert not thread.is_alive()


def question(number, **fields):
    return json.dumps({"number": number, **fields}).encode() + b"\n"


def test_each_question_is_answered_under_its_number_after_a_first_count():
    with counting(Echo()) as (ask, replies):
        ask.write(question(7, say="a") + question(8, say="b"))
        assert json.loads(replies.readline()) == {"number": 7, "answer": {"heard": "a", "after": 1}}
        assert json.loads(replies.readline()) == {"number": 8, "answer": {"heard": "b", "after": 1}}


def test_a_question_that_comes_in_pieces_is_put_together():
    with counting(Echo()) as (ask, replies):
        text = question(1, say="é" * 70_000)  # more than is read at once
        for start in range(0, len(text), 9_999):
            ask.write(text[start : start + 9_999])
        ask.write(question(2, say="b"))
        assert json.loads(replies.readline())["answer"]["heard"] == "é" * 70_000
        assert json.loads(replies.readline())["number"] == 2


def test_a_question_that_cannot_be_answered_is_told_and_the_next_one_is_answered(caplog):
    with counting(Echo()) as (ask, replies):
        ask.write(question(1, wrong="this") + question(2, say="b"))
        assert json.loads(replies.readline()) == {"number": 1}
        assert json.loads(replies.readline())["answer"]["heard"] == "b"
    # Without values, which may name a player.
    assert caplog.messages == ["a question could not be answered: number, wrong"]


def test_counting_ends_when_nobody_can_ask_any_more():
    counter = Echo()
    with counting(counter):
        wait_for(lambda: counter.looked)
    assert len(counter.looked) == 1


@pytest.mark.slow
def test_a_long_count_is_followed_by_as_long_a_rest(monkeypatch):
    monkeypatch.setattr(counting_loop, "REFRESH_SECONDS", 0.05)
    slow, quick = Echo(0.2), Echo()
    for counter in (slow, quick):
        with counting(counter):
            wait_for(counter.has_looked_four_times)
    assert min(b - a for a, b in zip(slow.looked, slow.looked[1:], strict=False)) > 0.38
    assert min(b - a for a, b in zip(quick.looked, quick.looked[1:], strict=False)) > 0.04


def test_questions_do_not_keep_news_from_being_looked_for(monkeypatch):
    monkeypatch.setattr(counting_loop, "REFRESH_SECONDS", 0.05)
    counter = Echo()
    with counting(counter) as (ask, replies):
        limit = time.monotonic() + 30
        while len(counter.looked) < 3 and time.monotonic() < limit:
            ask.write(question(1, say="again"))
            replies.readline()
    assert len(counter.looked) >= 3


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(counting_loop, "REFRESH_SECONDS", 0.02)
    monkeypatch.setattr(counting_loop, "QUIET_SECONDS", 0.2)


def test_when_nothing_was_new_for_a_while_it_ends_with_the_stamp_of_what_it_counted(impatient):
    counter = Echo(stamp="as it is", news=5)
    with counting(counter) as (_, replies):
        assert json.loads(replies.readline()) == {"rested": "as it is"}
    assert counter.looked[-1] - counter.looked[4] > 0.15


def test_whoever_asks_or_looks_keeps_it_awake(impatient, monkeypatch):
    monkeypatch.setattr(counting_loop, "QUIET_SECONDS", 0.6)
    counter = Echo(stamp="as it is")
    with counting(counter) as (ask, replies):
        for number in range(8):
            time.sleep(0.1)
            ask.write(question(number, say="a") if number % 2 else b"\n")
        for number in (1, 3, 5, 7):
            assert json.loads(replies.readline())["number"] == number
        assert json.loads(replies.readline()) == {"rested": "as it is"}


def test_without_a_way_to_tell_whether_something_is_new_it_never_rests(impatient):
    counter = Echo()
    with counting(counter):
        wait_for(lambda: len(counter.looked) > 30)
