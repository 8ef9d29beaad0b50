import random
from email.utils import formatdate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.backoff import Backoff, retry_after_seconds

FAILURES = st.integers(1, 10_000)
SECONDS = st.floats(0.001, 1e6)


@pytest.mark.parametrize(
    ("failures", "seconds"), [(1, 1.0), (2, 2.0), (3, 4.0), (4, 8.0), (5, 10.0), (9, 10.0), (5000, 10.0)]
)
def test_pauses_double_up_to_the_longest(failures, seconds):
    assert Backoff(first_seconds=1.0, longest_seconds=10.0).pause_seconds(failures) == seconds


def test_a_first_pause_longer_than_the_longest_is_cut():
    assert Backoff(first_seconds=30.0, longest_seconds=10.0).pause_seconds(1) == 10.0


def test_chance_shortens_a_pause_by_up_to_half():
    backoff = Backoff(first_seconds=1.0, longest_seconds=10.0)
    for failures, full in ((1, 1.0), (2, 2.0), (3, 4.0), (9, 10.0)):
        pauses = [backoff.pause_seconds(failures, random.Random(seed)) for seed in range(50)]
        assert full / 2 <= min(pauses) < max(pauses) <= full


def test_the_same_seed_gives_the_same_pause():
    backoff = Backoff(first_seconds=1.0, longest_seconds=60.0)
    assert backoff.pause_seconds(3, random.Random(7)) == 4.0 * random.Random(7).uniform(0.5, 1.0)


@given(first=SECONDS, longest=SECONDS, failures=FAILURES)
def test_a_pause_never_shrinks_with_more_failures_nor_passes_the_longest(first, longest, failures):
    backoff = Backoff(first, longest)
    pause = backoff.pause_seconds(failures)
    assert 0 < pause <= backoff.pause_seconds(failures + 1) <= longest


@given(first=SECONDS, longest=SECONDS, failures=FAILURES, seed=st.integers())
def test_a_spread_pause_stays_between_half_and_the_whole(first, longest, failures, seed):
    backoff = Backoff(first, longest)
    full = backoff.pause_seconds(failures)
    assert full / 2 <= backoff.pause_seconds(failures, random.Random(seed)) <= full


@pytest.mark.parametrize(
    ("header", "seconds"),
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
def test_retry_after_is_seconds_or_a_date(header, seconds):
    assert retry_after_seconds(header, now=40.0) == seconds


@given(st.text())
def test_any_header_gives_a_finite_wait_or_none(header):
    seconds = retry_after_seconds(header, now=0.0)
    assert seconds is None or 0 <= seconds < float("inf")


@given(now=st.integers(0, 4_000_000_000), wait=st.integers(-1000, 100_000))
def test_a_date_means_the_time_until_then(now, wait):
    assert retry_after_seconds(formatdate(max(now + wait, 0), usegmt=True), now) == max(
        max(now + wait, 0) - now, 0
    )
