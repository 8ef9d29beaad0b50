"""How sure the study is, and what it would still need."""

from collections.abc import Iterator
from typing import Any

from leaderboard.phrases import counted
from leaderboard.study.needs import components_so_far, needs, weights_of
from leaderboard.study.power import (
    POWER,
    PUBLISHED,
    Design,
    Sureness,
    clips_needed,
    design_needed,
    difference,
    like_these,
    people_needed,
    these,
)
from leaderboard.study.report.cells import number, points, size
from leaderboard.study.report.document import Column, Section, Table, Value, Words
from leaderboard.study.study_figures import StudyFigures
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS

PRECISION = 100.0  # what the table of needs is for where the file sets no target
_POWER = (
    Column("about", "About"),
    Column("se", "SE", "points"),
    Column("half_width", "Half of the 95% interval", "points"),
    Column("detectable", "Smallest difference found", "points"),
)
_NEEDS = (
    Column("clips_by", "Of clips"),
    Column("clips", "Clips", "count"),
    Column("participants", "Participants", "count"),
    Column("answers", "Answers", "count"),
    Column("half_width", "Half of the 95% interval", "points"),
    Column("more_participants", "Participants still needed"),
    Column("more_answers", "Answers still needed", "count"),
)


def sureness(figures: StudyFigures) -> Section:
    """The section."""
    return Section(
        "power",
        "Power reached, and what is still needed",
        (Words(_origin(figures)), _power_table(figures), *_needed(figures), _needs_table(figures)),
    )


def target(figures: StudyFigures) -> float:
    """The precision aimed at, in GeoScore."""
    return figures.study.precision.geoscore if figures.study.precision else PRECISION


def detectable(figures: StudyFigures) -> float | None:
    """The smallest difference from a model that is found 80% of the time; None before there are rounds."""
    found = dict(_found(figures))
    return found["people less a model, on the same clips"].detectable() if found else None


def _origin(figures: StudyFigures) -> str:
    counted_rows = figures.rows.counted()
    if components_so_far(counted_rows) == PUBLISHED:
        return (
            f"Fewer than {MIN_PLAYERS} participants have rounds that count, so how scores differ is taken "
            f"from three models' published answers: {points(PUBLISHED.person)} among models, "
            f"{points(PUBLISHED.clip)} among clips, {points(PUBLISHED.residual)} of single answers. That "
            "people differ as these models do is an assumption."
        )
    return (
        "How scores differ is taken from the study's own rounds (Henderson's first method), without any mean."
    )


def _found(figures: StudyFigures) -> Iterator[tuple[str, Sureness]]:
    rows = figures.primary_rows
    if min(rows.people, rows.clips) < 2:
        return
    found, weights = components_so_far(figures.rows.counted()), weights_of(rows)
    yield "people, on clips like these", like_these(found, weights)
    yield "people, on these clips", these(found, weights)
    yield "people less a model, on the same clips", difference(found, weights)


def _power_table(figures: StudyFigures) -> Table:
    rows = [(about, one.error, one.half_width, one.detectable()) for about, one in _found(figures)]
    rests = size(figures.primary.people, figures.primary.clips, figures.primary.rounds)
    caption = (
        f"In GeoScore, from the variance components and who heard what ({rests}): a person's, a clip's and "
        "an answer's squared weight in the mean times the variance of each. The last column is the smallest "
        f"true difference that a two-sided test at 5% finds {POWER:.0%} of the time."
    )
    return Table(
        "power",
        caption,
        _POWER,
        rows,
        empty="This needs two participants and two clips with rounds that count.",
    )


def _needed(figures: StudyFigures) -> Iterator[Words]:
    rows, aim = figures.primary_rows, target(figures)
    if min(rows.people, rows.clips) < 2:
        return
    found, rounds = components_so_far(figures.rows.counted()), len(rows) / rows.people
    design = Design(rows.people, rows.clips, rounds)
    whose = "the file's target" if figures.study.precision else "an example; the file sets no target"
    people, clips = (
        people_needed(found, rows.clips, rounds, aim),
        clips_needed(found, rows.people, rounds, aim),
    )
    both = design_needed(found, design, aim)
    together = (
        f"{both.people:,} participants and {both.clips:,} clips together" if both else "no number of both"
    )
    yield Words(
        f"For ±{points(aim)} GeoScore ({whose}), for other people and other clips like these, with "
        f"{number(rounds)} rounds a participant: {_or_none(people, 'participant')} with these clips; "
        f"{_or_none(clips, 'clip')} with these participants; or {together}."
    )


def _or_none(needed: int | None, noun: str) -> str:
    return f"no number of {noun}s is enough" if needed is None else counted(needed, noun)


def _needs_table(figures: StudyFigures) -> Table:
    caption = (
        f"What is there and what is still needed for ±{points(target(figures))} GeoScore, overall and in "
        "each group of clips: participants for the precision, answers for the quota. No mean is looked at, "
        "so participants may be added without a look at the result."
    )
    rows = [_need(one) for one in needs(figures.rows, target(figures), figures.study.allocation.answers or 0)]
    return Table("needs", caption, _NEEDS, rows)


def _need(one: Any) -> tuple[Value, ...]:
    more: Value = "no number is enough" if one.people else "not known yet"
    if one.more_people is not None:
        more = f"{one.more_people:,}"
    return one.stratum, one.clips, one.people, one.answers, one.half_width, more, one.more_answers
