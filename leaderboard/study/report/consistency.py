"""How reliable clips' and people's scores are, and what the mixed model says they are made of."""

from collections.abc import Iterator

import numpy as np

from leaderboard.study.mixed_model import MixedModel
from leaderboard.study.reliability import (
    answers_for,
    clips_interval,
    people_interval,
    reliability_of_clips,
    reliability_of_people,
)
from leaderboard.study.report.cells import counted, difference, number, size, span
from leaderboard.study.report.document import Column, Section, Table, Value, Words
from leaderboard.study.study_figures import FEWEST_CLIPS, StudyFigures
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS

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
_COMPONENTS = (
    Column("component", "Standard deviation"),
    Column("mixed_model", "Mixed model", "points"),
    Column("henderson", "Henderson's first method", "points"),
)
_COEFFICIENTS = (
    Column("name", "Fixed effect"),
    Column("mean", "GeoScore", "number"),
    Column("se", "SE", "number"),
    Column("low", "95% interval, from", "number"),
    Column("high", "to", "number"),
)
_LIMITS = (
    "The model takes skill to be unrelated to the amount of play. Where they go together its mean is off, "
    "and its "
    "intervals hold 87 to 92% of the time, not 95%. It takes scores to be normal, though they end at 0 and "
    "5,000. So it "
    "is not the primary analysis; docs/coverage.md has the simulations."
)


def reliability(figures: StudyFigures) -> Section:
    """The section on reliability."""
    table = Table(
        "reliability",
        "The correlation of these means with those of another study like this one: of clips with other "
        "people, of people "
        "with other clips. From the variance components of the rounds of the primary figure; intervals by "
        "jackknife over "
        "people and over clips, on the logit scale.",
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
    of_clips = (reliability_of_clips(found, answers), clips_interval(rows, answers))
    of_people = (reliability_of_people(found, rounds), people_interval(rows, rounds))
    for what, each, (one, ends) in (
        ("clips' difficulty", answers, of_clips),
        ("people's skill", rounds, of_people),
    ):
        if not np.isnan(one):
            low, high = ends or (None, None)
            yield what, each, one, low, high, *numbers


def model(figures: StudyFigures) -> Section:
    """The section on the mixed model."""
    title, found = "Mixed model", figures.mixed
    needs = (
        f"The mixed model needs {MIN_PLAYERS} participants and {FEWEST_CLIPS} clips with rounds that count, "
        "and answers "
        "that differ."
    )
    if found is None:
        components = Table("components", "", _COMPONENTS, (), empty=needs)
        return Section(
            "model", title, (components, Table("coefficients", "", _COEFFICIENTS, (), empty=needs))
        )
    rests = size(found.people, found.clips, found.rounds)
    return Section(
        "model",
        title,
        (
            Words(
                "Secondary: score ~ closed_before + (1 | player) + (1 | clip), by restricted maximum "
                "likelihood, "
                "over all rounds that count "
                f"({rests}).{'' if found.converged else ' The fit did not converge.'}"
            ),
            Words(_slope(found)),
            _components_table(figures, found),
            _coefficients_table(found),
            Words(_LIMITS),
        ),
    )


def _slope(found: MixedModel) -> str:
    known = [one for one in found.coefficients if one.name == "closed_before"]
    if not known:
        return (
            "Everybody has played the same number of rounds before each, so no slope of learning can be told."
        )
    (one,) = known
    low, high = one.interval
    sure = " Zero lies inside: learning is not shown." if low <= 0 <= high else ""
    return (
        f"Learning: each round closed before is worth {number(one.mean)} GeoScore points, 95% interval "
        f"{number(low)} to "
        f"{number(high)}.{sure}"
    )


def _components_table(figures: StudyFigures, found: MixedModel) -> Table:
    other = figures.components
    rows: list[tuple[Value, ...]] = [
        (words, getattr(found.components, name), getattr(other, name) if other else None)
        for words, name in (
            ("among people", "person"),
            ("among clips", "clip"),
            ("of single answers", "residual"),
        )
    ]
    caption = (
        "How scores differ, in GeoScore points: by the mixed model over all rounds that count, and by sums "
        "of squares over "
        "the rounds of the primary figure, which power and reliability use."
    )
    return Table("components", caption, _COMPONENTS, rows)


def _coefficients_table(found: MixedModel) -> Table:
    rows = [(one.name, one.mean, one.error, *one.interval) for one in found.coefficients]
    caption = "Fixed effects in GeoScore points, with intervals by the normal distribution."
    return Table("coefficients", caption, _COEFFICIENTS, rows)


def slope_words(figures: StudyFigures) -> str:
    """The learning slope in short; empty without one."""
    known = (
        [one for one in figures.mixed.coefficients if one.name == "closed_before"] if figures.mixed else []
    )
    return f"{difference(known[0].mean)} a round ({span(known[0].interval, sign=True)})" if known else ""
