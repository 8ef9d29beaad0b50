import logging

from game.logs import MOST_ALIKE, WITHIN_SECONDS, TextFormatter, Throttle


def record(
    message: str, level: int = logging.WARNING, at: float = 0.0, error: Exception | None = None
) -> logging.LogRecord:
    made = logging.LogRecord("earwitness", level, __file__, 1, message, (), None)
    made.created = at
    if error is not None:
        made.exc_info = (type(error), error, error.__traceback__)
    return made


def test_a_line_begins_with_the_time():
    line = TextFormatter().format(record("trouble"))
    assert line == "1970-01-01T00:00:00Z WARNING earwitness: trouble"


def test_no_message_forges_a_line_or_controls_a_terminal():
    forged = "x\r\n1970-01-01T00:00:00Z CRITICAL earwitness: forged\n\x1b[2J\r\x00\u2028\x9b"
    for made in (record(forged), record("it", error=ValueError(forged))):
        text = TextFormatter().format(made)
        first, *others = text.split("\n")
        assert first.startswith("1970-01-01T00:00:00Z WARNING earwitness: ")
        assert others and all(line.startswith("  ") for line in others)
        assert text.replace("\n", "").isprintable() and r"\x1b[2J\r\x00\u2028\x9b" in text


def test_a_flood_of_one_kind_is_cut_and_counted():
    throttle = Throttle()
    shown = [throttle.filter(record(f"client {number} failed")) for number in range(1000)]
    assert shown == [True] * MOST_ALIKE + [False] * (1000 - MOST_ALIKE)
    assert throttle.filter(record("something else"))
    next_one = record("client 7 failed", at=WITHIN_SECONDS + 1)
    assert throttle.filter(next_one)
    assert next_one.getMessage() == f"client 7 failed ({1000 - MOST_ALIKE} more like it)"


def test_errors_of_different_kinds_are_all_shown():
    throttle = Throttle()
    for number in range(20):
        assert throttle.filter(record("it failed", logging.ERROR, error=raised(number)))


def raised(number: int) -> Exception:
    try:
        raise type(f"Error{number}", (Exception,), {})
    except Exception as error:
        return error


def test_information_is_never_cut():
    throttle = Throttle()
    assert all(throttle.filter(record("12 of 300 clips", logging.INFO)) for _ in range(1000))


def test_memory_for_kinds_is_bounded():
    throttle = Throttle()
    for number in range(5000):
        throttle.filter(record("x" * (number % 97) + "y" * (number // 97)))
    assert len(throttle._repetitions._seen) <= 1000
