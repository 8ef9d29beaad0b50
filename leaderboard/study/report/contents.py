"""A study's report: its sections in order, computed one after the other."""

from collections.abc import Callable, Iterable

from leaderboard.study.report import (
    background,
    checked,
    claims,
    consistency,
    drop_out,
    exclusions,
    flow,
    model,
    people,
    planned,
    provenance,
    radius,
    standings,
    sureness,
    time_and_pay,
    told,
)
from leaderboard.study.report.document import Document, Section
from leaderboard.study.study_figures import StudyFigures
from leaderboard.study.study_record import StudyRecord

SectionOf = Callable[[StudyFigures], Section]
SECTIONS: tuple[SectionOf, ...] = (
    planned.planned,
    flow.flow,
    checked.checked,
    standings.standings,
    claims.claims,
    exclusions.exclusions,
    consistency.reliability,
    model.model,
    sureness.sureness,
    radius.radius,
    drop_out.drop_out,
    time_and_pay.time_and_pay,
    background.background,
    told.told,
    provenance.provenance,
)
Progress = Callable[[Iterable[SectionOf]], Iterable[SectionOf]]


def report(record: StudyRecord, progress: Progress = iter) -> Document:
    """Compute a study's report from its record alone.

    Parameters
    ----------
    progress : callable
        Passes on the sections that are to be computed, and may show how far it is.
    """
    figures = StudyFigures(record)
    sections = tuple(section(figures) for section in progress(SECTIONS))
    study = record.study
    title = study.title.text(study.languages[0])
    return Document(
        f"Report of the study {study.name}",
        (
            f"“{title}” · snapshot of {record.taken_at.isoformat()} (UTC) · study file "
            f"{record.study_hash[:12]}",
            "People and models are scored by GeoScore, 5000·exp(-km/1492.7), on the study's clips. "
            "Intervals are of 95%. A dash is what cannot be computed or known. Every table is a CSV file "
            "of the same name in tables/.",
        ),
        tuple(_warnings(figures)),
        tuple(_summary(figures)),
        sections,
    )


def _warnings(figures: StudyFigures) -> Iterable[str]:
    if figures.record.is_simulated:
        yield "Everybody in this study is simulated. Nothing here is data about people."
    if figures.study.pilot:
        yield "This is a pilot. Its figures are for planning, not for claims."
    if figures.primary.rounds == 0:
        yield "No figure of people can be computed yet."


def _summary(figures: StudyFigures) -> Iterable[str]:
    yield people.in_one_sentence(figures)
    yield claims.in_one_sentence(figures) if figures.study.comparisons else "No comparison is confirmatory."
    yield exclusions.in_one_sentence(figures)
    yield drop_out.in_one_sentence(figures)
    yield time_and_pay.in_one_sentence(figures)
    yield f"Reporting checklist, {checked.in_one_sentence(figures)}"
