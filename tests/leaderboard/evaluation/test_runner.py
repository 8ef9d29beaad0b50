import asyncio
import base64
import json
import random
import resource
import subprocess
import sys
import time
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.project_files import ROOT
from leaderboard.evaluation.budget import Budget, Prices
from leaderboard.evaluation.client import Busy, Client, Closed, Lost, Refused, asked_to_wait
from leaderboard.evaluation.completion import NoCompletion, cost_in, read_completion
from leaderboard.evaluation.journal import Journal, JournalError
from leaderboard.evaluation.rate_pauses import PATIENCE_SECONDS
from leaderboard.evaluation.runner import (
    GIVEN_UP_IN_A_ROW,
    REFUSED_IN_A_ROW,
    Prepared,
    Question,
    Runner,
    Unaskable,
)
from tests.builders.recordings import encoded
from tests.servers import free_port
from tests.stand_ins.model_api import replies

FREE = Prices()
SETTINGS = {"model": "listener/large", "prompt": "Where?"}
AT_ONCE = {"retry_after": "0.01"}


def words(key):
    """A question of words alone."""
    return Question(key, lambda: Prepared([{"role": "user", "content": f"Where is {key}?"}], {"about": key}))


def ask(oracle, journal, keys, concurrency=2, limit_usd=None, prices=FREE, base_url=None, **how):
    """Ask about each key, and return the outcome."""

    async def asking():
        client = Client(
            base_url or oracle.base_url, how.pop("key", oracle.key), how.pop("model", oracle.model)
        )
        budget = Budget(limit_usd, prices, lambda: journal.spent_usd)
        try:
            runner = Runner(client, journal, budget, **{"first_pause": 0.001, **how})
            return await runner.ask_all([*map(words, keys)], concurrency)
        finally:
            await client.close()

    return asyncio.run(asking())


@pytest.fixture
def journal(tmp_path):
    with Journal.open(tmp_path / "answers.journal", SETTINGS) as journal:
        yield journal


def again(journal):
    """A copy of an open journal, as another process would read it."""
    copy = journal.file.with_name(f"copy of {journal.file.name}")
    copy.write_bytes(journal.file.read_bytes())
    return Journal.open(copy, SETTINGS)


def one_call(oracle, base_url=None, key=None, model=None, timeout=10):
    async def call():
        client = Client(
            base_url or oracle.base_url, key or oracle.key, model or oracle.model, timeout=timeout
        )
        try:
            return await client.ask([{"role": "user", "content": "Where?"}])
        finally:
            await client.close()

    return asyncio.run(call())


def test_a_question_is_answered_once_and_kept_as_it_came(oracle, journal):
    outcome = ask(oracle, journal, ["a", "b", "c"])
    assert (outcome.failed, outcome.halted) == ({}, None)
    assert sorted(journal.answers) == ["a", "b", "c"]
    assert set(oracle.mind.paid.values()) == {1} and len(oracle.mind.calls) == 3
    ids = {json.loads(answer.body)["id"] for answer in journal.answers.values()}
    assert ids == {"chatcmpl-1", "chatcmpl-2", "chatcmpl-3"}
    assert journal.answers["b"].note == {"about": "b"}


def test_what_is_answered_is_not_asked_again(oracle, journal):
    ask(oracle, journal, ["a", "b"])
    ask(oracle, journal, ["a", "b", "c"])
    assert [call.text for call in oracle.mind.calls[2:]] == ["Where is c?"]


def test_no_more_questions_are_under_way_than_was_said(oracle, journal):
    oracle.mind.pause_seconds = lambda: 0.02
    ask(oracle, journal, map(str, range(12)), concurrency=3)
    assert oracle.mind.most_at_once == 3


@pytest.mark.parametrize("status", [429, 500, 502, 503, 409])
def test_a_server_that_is_busy_is_asked_again(oracle, journal, status):
    oracle.fail(status, status, **AT_ONCE)
    assert ask(oracle, journal, ["a"], concurrency=1).failed == {}
    assert len(oracle.mind.calls) == 3 and sum(oracle.mind.paid.values()) == 1
    assert journal.unsure == 0


def test_a_question_that_always_fails_is_given_up_and_told(oracle, journal):
    oracle.fail(*[500] * 3)
    outcome = ask(oracle, journal, ["a", "b"], concurrency=1, tries=3)
    assert outcome.failed == {"a": "3 failed tries, the last one with: 500: Something went wrong"}
    assert [*journal.answers] == ["b"]


@pytest.mark.parametrize("how", ["lost", "half"])
def test_a_reply_that_was_cut_off_is_asked_for_again_and_counted_as_perhaps_paid(oracle, journal, how):
    oracle.fail(how)
    ask(oracle, journal, ["a"], prices=Prices(0.01))
    assert sum(oracle.mind.paid.values()) == 2
    assert journal.unsure == 1
    assert journal.spent_usd == pytest.approx(0.02)
    with again(journal) as read:
        assert (read.unsure, read.spent_usd) == (1, pytest.approx(0.02))


def test_what_reached_nobody_costs_nothing(oracle, journal):
    nowhere = f"http://127.0.0.1:{free_port()}/v1"
    outcome = ask(oracle, journal, ["a"], base_url=nowhere, prices=Prices(0.01), tries=2)
    assert "ConnectError" in outcome.failed["a"]
    assert (journal.spent_usd, journal.unsure) == (0, 0)


@pytest.mark.parametrize(
    ("status", "message"),
    [(401, "the key is rejected"), (402, "no credit left"), (404, "no such address or model")],
)
def test_what_concerns_every_question_ends_the_asking(oracle, journal, status, message):
    oracle.fail(*[status] * 10)
    outcome = ask(oracle, journal, map(str, range(20)), concurrency=2)
    assert message in outcome.halted
    assert len(oracle.mind.calls) <= 2


def test_a_wrong_key_and_a_wrong_model_are_told_in_the_servers_words(oracle):
    with pytest.raises(Closed, match="Incorrect API key"):
        one_call(oracle, key="sk-wrong")
    with pytest.raises(Closed, match="`deaf` does not exist"):
        one_call(oracle, model="deaf")


def test_a_question_that_is_refused_does_not_stop_the_others(oracle, journal):
    oracle.fail(400)
    outcome = ask(oracle, journal, ["a", "b", "c"], concurrency=1)
    assert outcome.failed == {"a": "400: Something went wrong"} and outcome.halted is None
    assert sorted(journal.answers) == ["b", "c"]


def test_a_model_that_refuses_every_question_is_not_asked_all_of_them(oracle, journal):
    oracle.fail(*[400] * 50)
    outcome = ask(oracle, journal, map(str, range(50)), concurrency=1)
    assert f"the first {REFUSED_IN_A_ROW} questions were all rejected" in outcome.halted
    assert len(oracle.mind.calls) == REFUSED_IN_A_ROW


def test_questions_that_are_always_refused_do_not_keep_the_others_from_being_asked(oracle, journal):
    ask(oracle, journal, ["a"])
    refused = list(map(str, range(REFUSED_IN_A_ROW + 1)))
    oracle.fail(*[400] * len(refused))
    outcome = ask(oracle, journal, [*refused, "b"], concurrency=1)
    assert outcome.halted is None and [*outcome.failed] == refused
    assert sorted(journal.answers) == ["a", "b"]


def test_a_server_that_stays_away_is_not_asked_all_questions(oracle, journal):
    nowhere = f"http://127.0.0.1:{free_port()}/v1"
    outcome = ask(oracle, journal, map(str, range(50)), concurrency=1, base_url=nowhere, tries=2)
    assert len(outcome.failed) == GIVEN_UP_IN_A_ROW
    assert "5 questions in a row failed, the last one after 2 failed tries" in outcome.halted


def test_a_question_that_cannot_be_made_is_told_and_costs_nothing(oracle, journal):
    def broken():
        raise Unaskable("the recording cannot be read")

    async def asking():
        client = Client(oracle.base_url, oracle.key, oracle.model)
        try:
            budget = Budget(None, Prices(), lambda: journal.spent_usd)
            return await Runner(client, journal, budget).ask_all([Question("a", broken), words("b")], 1)
        finally:
            await client.close()

    assert asyncio.run(asking()).failed == {"a": "the recording cannot be read"}
    assert [*journal.answers] == ["b"]


def test_a_page_with_status_200_is_no_answer_and_is_kept_all_the_same(oracle, journal):
    oracle.fail(200, body="<html>Please sign in</html>")
    ask(oracle, journal, ["a"], prices=Prices(0.01))
    assert sum(oracle.mind.paid.values()) == 1
    assert "Please sign in" in journal.file.read_text()
    assert journal.spent_usd == pytest.approx(0.02)  # it may have been paid for


def test_an_error_with_status_200_is_asked_again_at_the_cost_that_it_tells(oracle, journal):
    body = {"error": {"code": 502, "message": "Provider returned error"}, "usage": {"cost": 0.003}}
    oracle.fail(200, body=json.dumps(body))
    oracle.charge(0.004)
    ask(oracle, journal, ["a"], prices=Prices(0.01))
    assert journal.spent_usd == pytest.approx(0.007)


def test_a_halt_waits_for_what_is_being_paid_for(oracle, journal):
    async def asking():
        client = Client(oracle.base_url, oracle.key, oracle.model)
        runner = Runner(client, journal, Budget(None, Prices(), lambda: journal.spent_usd))
        running = asyncio.create_task(runner.ask_all([*map(words, "abcdefgh")], 2))
        while oracle.mind.most_at_once < 2:
            await asyncio.sleep(0.005)
        runner.halt("interrupted")
        oracle.mind.let_go()
        outcome = await running
        await client.close()
        return outcome

    oracle.mind.hold()
    assert asyncio.run(asking()).halted == "interrupted"
    assert len(journal.answers) == sum(oracle.mind.paid.values()) == 2


def test_a_server_that_asks_to_come_back_in_an_hour_is_left_alone(oracle, journal):
    oracle.fail(429, retry_after=str(int(PATIENCE_SECONDS) + 3000))
    outcome = ask(oracle, journal, ["a", "b", "c"], concurrency=1)
    assert outcome.halted == "the server asks to come back in 60 minutes"
    assert len(oracle.mind.calls) == 1


def test_a_pause_that_the_server_asks_for_holds_all_questions_back(oracle, journal):
    oracle.fail(429, retry_after="0.3")
    began = time.monotonic()
    ask(oracle, journal, ["a", "b", "c", "d"], concurrency=1)
    assert time.monotonic() - began >= 0.3
    assert sorted(journal.answers) == ["a", "b", "c", "d"]


def test_a_server_that_asks_for_no_pause_is_asked_later_and_later_all_the_same(oracle, journal):
    oracle.fail(*[429] * 3, retry_after="0")
    began = time.monotonic()
    ask(oracle, journal, ["a"], first_pause=0.1)
    assert time.monotonic() - began >= (0.1 + 0.2 + 0.4) / 2


def test_a_wait_is_read_in_seconds_milliseconds_or_as_a_date():
    assert asked_to_wait({"retry-after": "7"}) == 7
    assert asked_to_wait({"retry-after": "0.5"}) == 0.5
    assert asked_to_wait({"retry-after-ms": "250", "retry-after": "9"}) == 0.25
    assert asked_to_wait({"retry-after": formatdate(1_800_000_060, usegmt=True)}, now=1_800_000_000) == 60
    assert asked_to_wait({"retry-after": formatdate(1_799_999_000, usegmt=True)}, now=1_800_000_000) == 0
    assert asked_to_wait({"retry-after": "soon"}) is None
    assert asked_to_wait({}) is None


def test_a_failure_is_told_apart_by_whether_it_may_have_been_paid_for(oracle):
    for how, kind in ((429, Busy), (500, Busy), (504, Lost), ("lost", Lost), ("half", Lost), (422, Refused)):
        oracle.fail(how)
        with pytest.raises(kind):
            one_call(oracle)
    oracle.mind.pause_seconds = lambda: 5.0
    with pytest.raises(Lost, match="imeout"):
        one_call(oracle, timeout=0.1)


def test_the_key_goes_to_the_server_and_nowhere_else(oracle, journal, monkeypatch):
    monkeypatch.setenv("OPENAI_ORG_ID", "org-of-somebody")
    monkeypatch.setenv("OPENAI_PROJECT_ID", "proj-of-somebody")
    ask(oracle, journal, ["a"])
    (call,) = oracle.mind.calls
    assert call.headers["authorization"] == f"Bearer {oracle.key}"
    assert "somebody" not in str(call.headers)
    assert oracle.key not in journal.file.read_text()


# Money


def test_a_budget_is_never_exceeded_however_many_questions_are_under_way(oracle, journal):
    seed = random.randrange(1000)
    print("seed", seed)
    rng = random.Random(seed)
    costs = [rng.uniform(0.001, 0.01) for _ in range(200)]

    oracle.mind.usage = lambda number: {"cost": costs[number - 1]}
    outcome = ask(oracle, journal, map(str, range(200)), 8, limit_usd=0.1, prices=Prices(0.01))
    paid = sum(costs[: sum(oracle.mind.paid.values())])
    assert 0.1 - 0.01 < paid <= 0.1
    assert journal.spent_usd == pytest.approx(paid)
    assert "the budget of $0.1 is used up" in outcome.halted


def test_a_price_that_was_guessed_too_low_costs_one_call(oracle, journal):
    oracle.charge(0.06)
    outcome = ask(oracle, journal, map(str, range(20)), 8, limit_usd=0.1, prices=Prices(0.001))
    assert sum(oracle.mind.paid.values()) == 1
    assert "the next call may cost $0.0600" in outcome.halted


def test_a_budget_holds_over_several_runs(oracle, journal):
    ask(oracle, journal, "abcdef", limit_usd=0.03, prices=Prices(0.01))
    assert len(journal.answers) == 3
    with again(journal) as read:
        ask(oracle, read, "abcdef", limit_usd=0.04, prices=Prices(0.01))
        assert len(read.answers) == 4
        ask(oracle, read, "abcdef", limit_usd=0.04, prices=Prices(0.01))
        assert len(read.answers) == 4


def test_replies_that_cost_money_and_never_come_use_the_budget_up(oracle, journal):
    oracle.fail(*["lost"] * 50)
    outcome = ask(oracle, journal, "abcdef", limit_usd=0.03, prices=Prices(0.01), concurrency=4, tries=50)
    assert sum(oracle.mind.paid.values()) == 3 and "used up" in outcome.halted


def test_a_reply_costs_what_the_server_says_else_its_tokens_else_the_most_a_call_may_cost():
    def cost(prices, **usage):
        reply = replies.completion("x", 1, "m", **usage)
        return prices.of(read_completion(json.dumps(reply)))

    by_token = Prices(0.5, usd_per_million_in=2.0, usd_per_million_out=10.0)
    assert cost(by_token, cost=0.25) == 0.25
    assert cost(by_token) == pytest.approx((1000 * 2 + 200 * 10) / 1e6)
    assert cost(Prices(0.5)) == 0.5
    assert cost(by_token, prompt_tokens=None) == 0.5
    assert cost(by_token, cost=0.25, cost_details={"upstream_inference_cost": 1.5}) == 1.75
    assert cost(by_token, cost=0.25, cost_details={"upstream_inference_cost": None}) == 0.25
    for nonsense in (10**400, -1, "free", True, float("nan"), None):
        assert cost(Prices(0.5), cost=nonsense) == 0.5


# Replies


def test_words_are_found_wherever_servers_put_them():
    def text(message, **more):
        return read_completion(json.dumps({"choices": [{"message": message, **more}]})).text

    assert text({"content": "Rome"}) == "Rome"
    assert text({"content": [{"type": "text", "text": "Ro"}, {"type": "text", "text": "me"}]}) == "Rome"
    assert text({"content": None, "refusal": "I cannot."}) == "I cannot."
    assert text({"content": None, "audio": {"id": "a", "transcript": "Rome"}}) == "Rome"
    assert text({"content": None}) == ""
    assert text({"content": "Ro"}, finish_reason="length") == "Ro"


@pytest.mark.parametrize(
    "body",
    [
        "",
        "null",
        "[]",
        "{}",
        "<html>",
        '{"choices": []}',
        '{"choices": [null]}',
        '{"choices": [{}]}',
        "[" * 9999,
        '{"choices": [{"message": {"content": ""}, "error": {"message": "overloaded"}}]}',
    ],
)
def test_a_body_without_an_answer_is_told(body):
    with pytest.raises(NoCompletion):
        read_completion(body)
    assert cost_in(body) is None


@pytest.mark.slow
@given(
    st.text()
    | st.recursive(
        st.none() | st.text(),
        lambda x: (
            st.lists(x)
            | st.dictionaries(st.sampled_from(["choices", "message", "content", "usage", "cost", "error"]), x)
        ),
    ).map(json.dumps)
)
def test_no_body_breaks_the_reader(body):
    try:
        assert isinstance(read_completion(body).text, str)
    except NoCompletion as error:
        assert str(error)


# The journal


def test_a_journal_is_read_as_it_was_written(journal):
    call = journal.asked("a", 0.5)
    journal.answer("a", call, "{\ud800 \n\x00}", 0.25, {"bytes": 3})
    journal.asked("b", 0.5)
    journal.lost("c", journal.asked("c", 0.5), 0.5, "cut")
    journal.unpaid("d", journal.asked("d", 0.5), "429")
    with again(journal) as read:
        assert read.answers == journal.answers and read.answers["a"].body == "{\ud800 \n\x00}"
        assert read.spent_usd == journal.spent_usd == 1.25
        assert read.unsure == journal.unsure == 2
        assert read.damaged == 0


def test_the_first_answer_to_a_question_stays(journal):
    journal.answer("a", journal.asked("a", 0), "first", 0, {})
    journal.answer("a", journal.asked("a", 0), "second", 0, {})
    assert journal.answers["a"].body == "first"


def test_a_journal_cut_at_any_byte_keeps_every_whole_line_and_is_written_on(tmp_path):
    file = tmp_path / "whole"
    with Journal.open(file, SETTINGS) as journal:
        for key in "abc":
            journal.answer(key, journal.asked(key, 0.1), f"body {key}", 0.1, {})
    data = file.read_bytes()
    header_end = data.index(b"\n") + 1
    for length in range(header_end, len(data), 7):
        cut = tmp_path / "cut"
        cut.write_bytes(data[:length])
        whole = data[:length].count(b'"is":"answer"') if data[length - 1 : length] == b"\n" else None
        with Journal.open(cut, SETTINGS) as journal:
            found = len(journal.answers)
            assert whole is None or found == whole
            assert all(journal.answers[key].body == f"body {key}" for key in journal.answers)
            journal.answer("z", journal.asked("z", 0), "later", 0, {})
        with Journal.open(cut, SETTINGS) as journal:
            assert len(journal.answers) == found + 1 and journal.answers["z"].body == "later"


def test_a_journal_of_other_questions_is_refused(tmp_path):
    file = tmp_path / "begun"
    with Journal.open(file, SETTINGS):
        pass
    with pytest.raises(JournalError, match='model "listener/large", not "other"'):
        Journal.open(file, {**SETTINGS, "model": "other"})
    with Journal.open(file, SETTINGS) as journal:
        assert not journal.answers


def test_a_file_that_is_no_journal_is_left_alone(tmp_path):
    file = tmp_path / "letters.journal"
    file.write_text("Dear journal,\n")
    with pytest.raises(JournalError, match="is not a journal"):
        Journal.open(file, SETTINGS)
    assert file.read_text() == "Dear journal,\n"


def test_one_process_at_a_time_holds_a_journal(journal):
    program = """
import sys
from pathlib import Path
from leaderboard.evaluation.journal import Journal, JournalError
try:
    Journal.open(Path(sys.argv[1]), {})
except JournalError as error:
    print(error)
"""
    ran = subprocess.run(
        [sys.executable, "-c", program, str(journal.file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "is in use by another process" in ran.stdout


def test_an_answer_that_finds_no_room_is_told_whole_and_the_asking_ends(oracle, tmp_path):
    with Journal.open(tmp_path / "full.journal", SETTINGS) as journal:
        before = resource.getrlimit(resource.RLIMIT_FSIZE)
        room = journal.file.stat().st_size + 700
        resource.setrlimit(resource.RLIMIT_FSIZE, (room, before[1]))
        try:
            outcome = ask(oracle, journal, ["a", "b", "c"], concurrency=1)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
        assert "cannot be written" in outcome.halted and "Free some space" in outcome.halted
        assert len(oracle.mind.calls) == 1
        line = outcome.halted[outcome.halted.index('{"is"') :]
        assert "chatcmpl-1" in json.loads(line)["body"]
        journal.file.write_bytes(journal.file.read_bytes() + b"\n" + line.encode() + b"\n")
    with Journal.open(journal.file, SETTINGS) as read:
        assert [*read.answers] == ["a"]


def test_the_stand_in_takes_no_sound_that_a_server_would_refuse(oracle):
    async def send(data, kind):
        client = Client(oracle.base_url, oracle.key, oracle.model)
        part = {"type": "input_audio", "input_audio": {"data": data, "format": kind}}
        try:
            return await client.ask([{"role": "user", "content": [part]}])
        finally:
            await client.close()

    sound = base64.b64encode(encoded("mp3")).decode()
    assert "chatcmpl" in asyncio.run(send(sound, "mp3"))
    for data, kind in ((sound, "wav"), (sound, "flac"), ("%%%", "mp3"), ("AAAA", "mp3")):
        with pytest.raises(Refused):
            asyncio.run(send(data, kind))
