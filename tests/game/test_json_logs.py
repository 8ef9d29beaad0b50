"""JSON lines of the log: whatever a message holds, and whoever wrote it."""

import io
import json
import logging
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.json_logs import JsonFormatter, LoggedLines, records_of
from game.logs import LOG_VARIABLE
from game.project_files import ROOT
from tests.game.test_logs import raised, record

NASTY = 'two\nlines, "quotes", \x1b[31mred\x1b[0m, \x00, \r, \u2028, \ud800, {"time": "now"}'


def fields(made: logging.LogRecord, process: str = "game") -> dict[str, str]:
    line = JsonFormatter(process).format(made)
    assert line.isascii() and line.isprintable()
    found: dict[str, str] = json.loads(line)
    return found


def test_a_line_has_the_time_and_who_says_what() -> None:
    made = record("trouble", at=datetime(2027, 1, 2, 3, 4, 5, 678_000, UTC).timestamp())
    assert fields(made) == {
        "time": "2027-01-02T03:04:05.678Z",
        "level": "WARNING",
        "logger": "earwitness",
        "message": "trouble",
        "process": "game",
    }


def test_an_exception_is_one_string() -> None:
    found = fields(record("it failed", logging.ERROR, error=raised(1)))
    assert found["message"] == "it failed"
    assert found["exception"].startswith("Traceback") and found["exception"].endswith("Error1")


@given(st.text(st.characters()) | st.just(NASTY))
def test_no_message_ends_its_line_or_is_changed(message: str) -> None:
    assert fields(record(message))["message"] == message.rstrip("\n")


def test_what_another_process_logged_is_passed_on_as_it_was() -> None:
    written = [
        JsonFormatter("counting").format(record(NASTY, logging.ERROR, 1.8e9 + 0.25, raised(2))),
        JsonFormatter("counting").format(record("fine", logging.INFO, 1.8e9)),
    ]
    passed = list(records_of([line.encode() for line in written], "other", "other"))
    assert [JsonFormatter("game").format(made) for made in passed] == written
    assert [made.levelno for made in passed] == [logging.ERROR, logging.INFO]


def test_other_lines_of_another_process_are_one_warning_until_it_logs_again() -> None:
    ours = JsonFormatter("counting").format(record("fine")).encode()
    lines = [
        b"",
        b"Traceback:",
        b"  File \xff",
        b"Error",
        ours,
        b'{"time": "soon"}',
        b"[1]",
        b"",
        ours,
        b"\n",
    ]
    read = [fields(made) for made in records_of(lines, "counting", "earwitness.leaderboard")]
    assert [one["message"] for one in read] == [
        "Traceback:\n  File \ufffd\nError",
        "fine",
        '{"time": "soon"}\n[1]',
        "fine",
    ]
    assert {(one["process"], one["level"]) for one in read} == {("counting", "WARNING")}
    assert read[0]["logger"] == "earwitness.leaderboard"


@pytest.mark.parametrize("value", [1, None, [], {}])
def test_a_line_with_fields_of_other_kinds_is_not_ours(value: object) -> None:
    sent = {**fields(record("x")), "message": value}
    [made] = records_of([json.dumps(sent).encode()], "counting", "it")
    assert json.loads(fields(made)["message"]) == sent


@given(st.lists(st.binary()))
def test_whatever_another_process_writes_can_be_logged(lines: list[bytes]) -> None:
    for made in records_of(lines, "counting", "it"):
        fields(made)


def test_what_is_written_to_a_stream_is_logged_line_by_line(caplog: pytest.LogCaptureFixture) -> None:
    stream = LoggedLines(io.StringIO(), logging.getLogger("stderr"), logging.WARNING)
    print("one line", file=stream)
    print("two\n\nlines", end="", file=stream)
    assert caplog.messages == ["one line", "two"]
    stream.flush()
    assert caplog.messages == ["one line", "two", "lines"]
    assert {made.levelname for made in caplog.records} == {"WARNING"}


def test_a_log_that_fails_does_not_call_itself_for_ever() -> None:
    class Failing(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            print("cannot log", file=stream)

    logger = logging.Logger("alone")
    logger.addHandler(Failing())
    stream = LoggedLines(io.StringIO(), logger, logging.WARNING)
    assert stream.write("one line\n") == 9


PROGRAM = """
import sys, threading, warnings
from game.logs import give_up, log_output, say, set_up_logging

set_up_logging("game")
log_output()
print("a library\\nprints")
warnings.warn("careful")
thread = threading.Thread(target=lambda: 1 / 0)
thread.start()
thread.join()
print("without an end", end="", file=sys.stderr)
{last}
"""


@pytest.mark.parametrize(
    ("last", "said", "code"),
    [
        ("{}['missing']", "the process ends", 1),
        ("give_up('It cannot start:\\nno pack')", "It cannot start:\nno pack", 1),
        ("sys.exit('It is over')", "without an endIt is over", 1),
    ],
)
def test_whatever_a_process_writes_and_however_it_ends_each_line_is_an_object(
    last: str, said: str, code: int
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM.replace("{last}", last)],
        env={**os.environ, LOG_VARIABLE: "json", "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    lines = [json.loads(line) for line in ran.stderr.splitlines()]
    assert (ran.stdout, ran.returncode) == ("", code)
    messages = [line["message"] for line in lines]
    assert messages[:2] == ["a library", "prints"]
    assert "UserWarning: careful" in messages[2]
    assert messages[3] == "a thread ends" and "ZeroDivisionError" in lines[3]["exception"]
    assert said in messages
    assert {line["process"] for line in lines} == {"game"}


def test_a_command_speaks_to_people_whatever_the_log_is() -> None:
    program = "import logging, game.logs; game.logs.set_up_logging(); logging.warning('careful')"
    env = {**os.environ, LOG_VARIABLE: "json", "PYTHONPATH": str(ROOT)}
    ran = subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, text=True)
    assert ran.stderr.endswith("Z WARNING root: careful\n")
