"""How long the study took participants, and what that makes of the pay."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from leaderboard.phrases import counted
from leaderboard.study.report.cells import number
from leaderboard.study.report.document import Column, Section, Table, Value, Words
from leaderboard.study.study_figures import StudyFigures

_TIME = (
    Column("what", "Time"),
    Column("of", "Of"),
    Column("number", "How many", "count"),
    Column("median", "Median", "number"),
    Column("quarter", "Lower quartile", "number"),
    Column("three_quarters", "Upper quartile", "number"),
    Column("unit", "Unit"),
)
_PAY = (Column("what", "Pay"), Column("amount", "Amount", "money"), Column("currency", "Currency"))


def time_and_pay(figures: StudyFigures) -> Section:
    """The section."""
    time = Table(
        "time",
        "Active time of a participant on the whole way, consent to end: a silence counts as 5 minutes at "
        "most. Seconds of a round are from the deal to the guess, by the server's clock.",
        _TIME,
        list(_times(figures)),
        empty="Nobody's time is known yet.",
    )
    pay = Table(
        "pay",
        "Announced pay without bonus, and what it comes to an hour.",
        _PAY,
        list(_pay(figures)),
        empty="The study is unpaid.",
    )
    return Section("time-and-pay", "Time, and pay per hour", (*_sentences(figures), time, pay))


def minutes_of_completers(figures: StudyFigures) -> list[float]:
    """Active minutes of each participant who completed the study."""
    found = [one["minutes"] for one in figures.participants if one["outcome"] == "completed"]
    return [float(one) for one in found if one]


def pay_per_hour(figures: StudyFigures) -> float | None:
    """At the median time of those who completed; None without pay or without any."""
    minutes, pay = minutes_of_completers(figures), figures.study.pay
    return pay.amount * 60 / float(np.median(minutes)) if pay and minutes else None


def in_one_sentence(figures: StudyFigures) -> str:
    """Median time and pay per hour."""
    minutes, pay = minutes_of_completers(figures), figures.study.pay
    if not minutes:
        return "Nobody has completed the study yet, so nothing is known about its time or its pay per hour."
    median = number(float(np.median(minutes)))
    took = f"{counted(len(minutes), 'participant')} completed the study, in a median of {median} minutes"
    hourly = pay_per_hour(figures)
    if pay is None or hourly is None:
        return f"{took}. The study is unpaid."
    return f"{took}: {pay.currency} {hourly:,.2f} an hour."


def _sentences(figures: StudyFigures) -> Iterator[Words]:
    yield Words(in_one_sentence(figures))
    pay = figures.study.pay
    if pay and pay.bonus:
        yield Words(f"Bonus: {pay.bonus.text(figures.study.languages[0])}")
    if pay and not pay.equal:
        yield Words("Pay is not the same for all. Write in the paper who gets what.", is_warning=True)


def _times(figures: StudyFigures) -> Iterator[tuple[Value, ...]]:
    completed = minutes_of_completers(figures)
    yield from _quartiles("whole way", "participants who completed", completed, "min")
    everybody = [float(one["minutes"]) for one in figures.participants if one["minutes"]]
    yield from _quartiles("whole way", "all who agreed and did not withdraw", everybody, "min")
    for name, words in (
        ("seconds_open", "a round, deal to guess"),
        ("seconds_to_pin", "a round, first sound to first pin"),
        ("seconds_to_guess", "a round, first sound to guess"),
        ("seconds_heard", "a round, sound heard"),
    ):
        yield from _quartiles(words, "rounds that count", _known(figures.counting, name), "s")


def _known(rounds: list[dict[str, Any]], name: str) -> list[float]:
    return [float(row[name]) for row in rounds if row[name] is not None]


def _quartiles(what: str, of: str, numbers: list[float], unit: str) -> Iterator[tuple[Value, ...]]:
    if numbers:
        low, middle, high = (float(one) for one in np.quantile(numbers, [0.25, 0.5, 0.75]))
        yield what, of, len(numbers), middle, low, high, unit


def _pay(figures: StudyFigures) -> Iterator[tuple[Value, ...]]:
    pay = figures.study.pay
    if pay is None:
        return
    yield "a participant", pay.amount, pay.currency
    yield f"an hour, at the announced {number(pay.minutes)} minutes", pay.per_hour, pay.currency
    if (hourly := pay_per_hour(figures)) is not None:
        yield "an hour, at the median time of those who completed", hourly, pay.currency
    done = len([one for one in figures.participants if one["outcome"] == "completed"])
    yield f"{counted(done, 'participant')} who completed, together", pay.amount * done, pay.currency
