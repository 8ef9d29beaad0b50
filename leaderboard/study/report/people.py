"""People's GeoScore in every sense of the words, and by groups of clips."""

from collections.abc import Iterator

from leaderboard.entrants.humans import FIRST, MIN_ROUNDS
from leaderboard.study.estimands import Figure, primary, strata
from leaderboard.study.report.cells import points, size, span
from leaderboard.study.report.document import Column, Table, Value
from leaderboard.study.study_figures import StudyFigures
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS

NAMES = {
    "mean-person": "mean person",
    "median-person": "median person",
    "clips-first": "clips first",
    "first-rounds": f"mean person, first {FIRST} rounds",
    "mean-by-stratum": "mean person by stratum",
}
CLIPS_ARE = {"like-these": "clips like these", "these": "these clips"}
_SKIPS = {"scored": "scored as refusals", "left-out": "left out"}

_FIGURES = (
    Column("figure", "Figure"),
    Column("clips_are", "For"),
    Column("skips", "Skips"),
    Column("geoscore", "GeoScore", "points"),
    Column("interval", "95% interval", "interval"),
    Column("se", "SE", "points"),
    Column("participants", "Participants", "count"),
    Column("clips", "Clips", "count"),
    Column("rounds", "Rounds", "count"),
)
_STRATA = (
    Column("kind", "Clips by"),
    Column("name", "Which"),
    *(column for column in _FIGURES[3:] if column.name != "se"),
)


def in_one_sentence(figures: StudyFigures) -> str:
    """The primary figure."""
    one = figures.primary
    if not one.people:
        return f"There is no figure of people yet: nobody has {MIN_ROUNDS} rounds that count."
    rests = size(one.people, one.clips, one.rounds)
    if one.interval is None:
        return (
            f"The mean person has a GeoScore of {points(one.mean)} ({rests}). An interval needs "
            f"{MIN_PLAYERS} participants and two clips."
        )
    return (
        f"The mean person has a GeoScore of {points(one.mean)}, 95% interval {span(one.interval)}, for other "
        f"people and other clips like these ({rests})."
    )


def people_table(figures: StudyFigures) -> Table:
    """Every figure of people; the primary one first."""
    cap = f", the first {figures.cap} of each" if figures.cap else ""
    caption = (
        "People's GeoScore. The first row is the primary figure: each person's mean over the rounds that "
        f"count{cap}, then the mean of people with {MIN_ROUNDS} or more. Beside it the median of people; the "
        f"mean of clips, each clip's answers first; and the primary figure over each person's first {FIRST} "
        "rounds. Intervals for clips like these are over other people and other clips, those for these "
        "clips over other people alone: Student's t on two-way clustered errors, on the logit scale; those "
        "of the median are of order statistics."
    )
    rows = [_row(one) for one in figures.figures] if figures.primary.people else []
    return Table("people", caption, _FIGURES, rows, main=(0,), empty="Nobody has played enough yet.")


def _row(one: Figure) -> tuple[Value, ...]:
    return (
        NAMES[one.key],
        CLIPS_ARE[one.clips_are],
        _SKIPS[one.skips],
        one.mean,
        one.interval,
        one.error,
        one.people,
        one.clips,
        one.rounds,
    )


def strata_table(figures: StudyFigures) -> Table:
    """The primary figure by continent, and with and without speech."""
    caption = (
        f"The primary figure within groups of clips: exploratory. People with fewer than {MIN_ROUNDS} rounds "
        "in a group are not in it."
    )
    rows = list(_strata_rows(figures)) if figures.primary.people else []
    return Table("strata", caption, _STRATA, rows, empty="Nobody has played enough yet.")


def _strata_rows(figures: StudyFigures) -> Iterator[tuple[Value, ...]]:
    for kind, name, rows in strata(figures.rows):
        one = primary(rows, figures.cap)
        yield kind, name, one.mean, one.interval, one.people, one.clips, one.rounds
