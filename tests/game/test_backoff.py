import pytest

from game.backoff import retry_after_seconds


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("7", 7.0),
        (" 1.5 ", 1.5),
        ("-3", 0.0),
        ("Thu, 01 Jan 1970 00:01:40 GMT", 60.0),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("soon", None),
        ("", None),
        ("inf", None),
    ],
)
def test_it_is_seconds_or_a_date(asked, seconds):
    assert retry_after_seconds(asked, now=40.0) == seconds
