"""How reliable clips' and people's scores are."""

from collections.abc import Iterator

import numpy as np

from leaderboard.phrases import counted
from leaderboard.study.reliability import (
    answers_for,
    intervals,
    reliability_of_clips,
    reliability_of_people,
)
from leaderboard.study.report.cells import number
from leaderboard.study.report.document import Column, Section, Table, Value, Words
from leaderboard.study.study_figures import StudyFigures

ENOUGH = 0.8
_RELIABILITY = (
    Column("of", "Of"),
    Column("each", "Each with", "number"),
    Column("reliability", "Reliability", "number"),
    Column("low", "95% interval, from", "number"),
    Column("high", "to", "number"),
    Column("participants", "Participants", "count"),
    Column("clips", "Clips", "count"),
    Column("rounds", "Rounds", "count"),
)


def reliability(figures: StudyFigures) -> Section:
    """The section."""
    table = Table(
        "reliability",
        "The correlation of these means with those of another study like this one: of clips with other "
        "people, of people with other clips. From the variance components of the rounds of the primary "
        "figure; intervals by jackknife over people and over clips, on the logit scale. With about 12 "
        "participants, or 16 clips, the interval for clips is wide: it holds the truth in 98 to 99% of "
        "simulated studies. With about five rounds each, that for people is a little short: 89 to 94%.",
        _RELIABILITY,
        list(_reliabilities(figures)),
        empty=f"Reliability needs {counted(2, 'participant')} and two clips with rounds that count.",
    )
    return Section("reliability", "Reliability", (*_enough(figures), table))


def _enough(figures: StudyFigures) -> Iterator[Words]:
    found = figures.components
    if found is None or not len(table := list(_reliabilities(figures))):
        return
    needed = answers_for(found, ENOUGH)
    for_more = (
        f" About {np.ceil(needed):,.0f} answers to each clip would make it {ENOUGH}."
        if np.isfinite(needed)
        else ""
    )
    yield Words(f"The reliability of clips' difficulty is {number(float(str(table[0][2])))}.{for_more}")


def _reliabilities(figures: StudyFigures) -> Iterator[tuple[Value, ...]]:
    rows, found = figures.primary_rows, figures.components
    if found is None:
        return
    answers, rounds = len(rows) / rows.clips, len(rows) / rows.people
    numbers = rows.people, rows.clips, len(rows)
    clips, people = intervals(rows, answers, rounds)
    of_clips = (reliability_of_clips(found, answers), clips)
    of_people = (reliability_of_people(found, rounds), people)
    for what, each, (one, ends) in (
        ("clips' difficulty", answers, of_clips),
        ("people's skill", rounds, of_people),
    ):
        if not np.isnan(one):
            low, high = ends or (None, None)
            yield what, each, one, low, high, *numbers
