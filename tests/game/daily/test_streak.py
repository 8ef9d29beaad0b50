"""Streaks: `game.daily.streak` alone; and the days' numbers."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from game.daily.calendar import FIRST_DAY, day_of, number_of, seconds_left
from game.daily.streak import GRACE_DAYS, Streak, streak

TODAY = date(2026, 12, 24)


def played(pattern):
    """Days up to today of a pattern: `x` finished, `.` missed."""
    days = [TODAY - timedelta(days=ago) for ago in reversed(range(len(pattern)))]
    return {day for day, mark in zip(days, pattern, strict=True) if mark == "x"}


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (".", Streak(0, 0, 1)),
        ("x", Streak(1, 1, 1)),
        ("xxx", Streak(3, 3, 1)),
        ("xx.", Streak(2, 2, 1)),  # today is not over
        ("xx.x", Streak(3, 3, 0)),  # a missed day is forgiven
        ("xx..", Streak(2, 2, 0)),  # and can still be
        ("xx..x", Streak(1, 2, 0)),  # but not two in a row
        ("x.x.x", Streak(1, 2, 0)),
        ("x.xxxxx.x", Streak(1, 6, 1)),  # nor two within a week
        ("x.xxxxxx.x", Streak(8, 8, 0)),  # one a week is
        ("x.xxxxxx", Streak(7, 7, 0)),
        ("x.xxxxxxx", Streak(8, 8, 1)),
        ("xxxx....", Streak(0, 4, 0)),
        (".....xx", Streak(2, 2, 1)),  # nothing is missed before the first
    ],
)
def test_a_streak_with_a_day_of_grace_a_week(pattern, expected):
    assert streak(played(pattern), TODAY) == expected


patterns = st.text("x.", min_size=1, max_size=40)


@given(patterns)
def test_a_streak_counts_finished_days_and_is_no_longer_than_the_best(pattern):
    found = streak(played(pattern), TODAY)
    longest_run = max(map(len, pattern.split(".")))
    assert found.days <= found.best <= pattern.count("x")
    assert found.best >= longest_run
    assert found.grace_left in (0, 1)


@given(patterns)
def test_playing_today_adds_a_day_and_only_a_missed_day_may_end_a_streak(pattern):
    before = streak(played(f"{pattern}."), TODAY)
    after = streak(played(f"{pattern}x"), TODAY)
    assert after.days == before.days + 1
    assert after.best == max(before.best, after.days)
    missed = streak(played(f"{pattern}.."), TODAY)
    assert missed.days == (before.days if before.grace_left else 0)


def test_what_is_missed_one_day_in_seven_ends_no_streak():
    weekly = "".join("x" if number % GRACE_DAYS else "." for number in range(1, 60))
    assert streak(played(weekly), TODAY).days == weekly.count("x")


def test_days_in_the_future_do_not_count():
    assert streak({TODAY + timedelta(days=1)}, TODAY) == Streak(0, 0, 1)


@given(st.dates())
def test_days_are_numbered_from_the_first(day):
    assert number_of(FIRST_DAY) == 1
    assert day_of(number_of(day)) == day


@pytest.mark.parametrize(("now", "left"), [(0.0, 86_400.0), (86_399.5, 0.5), (1_800_000_000.0, 57_600.0)])
def test_the_next_day_begins_at_midnight_utc(now, left):
    assert seconds_left(now) == left
