"""What was planned in the study's file, and what was done."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from leaderboard.phrases import counted
from leaderboard.study.report.cells import difference, number, points, share
from leaderboard.study.report.document import Column, Section, Table, Words
from leaderboard.study.report.preregistered import kept_table, preregistration_words
from leaderboard.study.study_figures import StudyFigures

_COLUMNS = (Column("what", "What"), Column("planned", "Planned"), Column("done", "Done"))


def planned(figures: StudyFigures) -> Section:
    """The section."""
    caption = "The study's file, and what its rounds hold."
    rows = [(what, plan, done) for what, plan, done in _rows(figures)]
    return Section(
        "planned",
        "Planned and done",
        (
            Table("planned", caption, _COLUMNS, rows),
            *(Words(text, is_warning) for text, is_warning in preregistration_words(figures)),
            kept_table(figures),
        ),
    )


def _rows(figures: StudyFigures) -> Iterator[tuple[str, str, str]]:
    study, rounds = figures.study, figures.counting
    stopping, allocation = study.stopping, study.allocation
    people = len({row["player"] for row in rounds})
    yield (
        "participants",
        counted(stopping.participants, "participant") if stopping and stopping.participants else "no number",
        f"{len(figures.participants):,} agreed and did not withdraw, {people:,} have rounds that count",
    )
    yield "clips", _clips_planned(figures), f"{counted(_heard(figures), 'clip')} have rounds that count"
    answers = allocation.answers or (stopping and stopping.answers_per_clip)
    yield (
        "answers to a clip",
        f"{answers:,}" if answers else "no number",
        f"{_spread(_per_clip(figures))} answers closed, {_spread(_per_clip(figures, True))} that count",
    )
    yield "rounds of a participant", _rounds_planned(figures), _spread(_per_person(figures))
    yield "which clip next", allocation.rule, listed_allocations(figures)
    yield "end of collection", _end(figures), f"{_reached(figures)}; {_days(figures)}"
    interim = stopping.interim if stopping else "never"
    yield (
        "comparisons before the end",
        "none" if interim == "never" else "a sequential design",
        "not known; the host's page shows none" if interim == "never" else "not known",
    )
    half = figures.primary.interval
    yield (
        "95% interval of the mean person",
        f"±{points(study.precision.geoscore)} GeoScore" if study.precision else "no target",
        f"{difference(half[0] - figures.primary.mean)} to {difference(half[1] - figures.primary.mean)}"
        if half
        else "not known yet",
    )
    yield (
        "confirmatory comparisons",
        counted(len(study.comparisons), "comparison") if study.comparisons else "none",
        f"{sum(one.holds is not None for one in figures.tested):,} tested",
    )
    yield "skips", "allowed" if study.skips else "not allowed", _share_of(figures, "skipped")
    yield "left open", "not an answer", _share_of(figures, "abandoned")
    yield "pilot", "yes" if study.pilot else "no", "yes" if study.pilot else "no"


def listed_allocations(figures: StudyFigures) -> str:
    """By which rules the rounds were dealt."""
    found = Counter(row["allocation"].removeprefix("study-") for row in figures.scored)
    return ", ".join(f"{rule}: {counted(n, 'round')}" for rule, n in sorted(found.items())) or "no rounds"


def _clips_planned(figures: StudyFigures) -> str:
    clips = figures.study.clips
    how = "a random sample" if clips.random else "a list" if clips.keys else "all of the pack"
    return f"{counted(len(figures.clips), 'clip')}, {how}"


def _rounds_planned(figures: StudyFigures) -> str:
    study = figures.study
    if study.sessions is None:
        return f"{study.rounds} a session, any number of sessions"
    return (
        f"{study.rounds}" if study.sessions == 1 else f"{study.rounds} in each of {study.sessions} sessions"
    )


def _heard(figures: StudyFigures) -> int:
    return len({row["clip_key"] for row in figures.counting})


def _per_clip(figures: StudyFigures, counting: bool = False) -> list[int]:
    found = Counter(row["clip_key"] for row in (figures.counting if counting else figures.answered))
    return [found[clip["key"]] for clip in figures.clips]


def _per_person(figures: StudyFigures) -> list[int]:
    return list(Counter(row["player"] for row in figures.answered).values())


def _spread(numbers: list[int]) -> str:
    if not numbers:
        return "none"
    least, most = min(numbers), max(numbers)
    return f"{least:,}" if least == most else f"{number(float(np.mean(numbers)))} ({least:,} to {most:,})"


def _end(figures: StudyFigures) -> str:
    stopping = figures.study.stopping
    if stopping is None:
        return "not said"
    if stopping.participants:
        return f"with {counted(stopping.participants, 'participant')}"
    if stopping.answers_per_clip:
        return f"with {counted(stopping.answers_per_clip, 'answer')} to each clip"
    return f"on {stopping.until}"


def _reached(figures: StudyFigures) -> str:
    stopping, answers = figures.study.stopping, _per_clip(figures)
    done = sum(one["outcome"] == "completed" for one in figures.participants)
    if stopping and stopping.answers_per_clip:
        full = sum(number_of >= stopping.answers_per_clip for number_of in answers)
        return f"{full:,} of {counted(len(answers), 'clip')} have as many"
    return f"{counted(done, 'participant')} completed"


def _days(figures: StudyFigures) -> str:
    days = sorted({str(row["day"]) for row in figures.scored})
    if not days:
        return "no rounds yet"
    return f"rounds on {days[0]}" if len(days) == 1 else f"rounds from {days[0]} to {days[-1]} (UTC)"


def _share_of(figures: StudyFigures, status: str) -> str:
    dealt = len(figures.scored)
    found = sum(row["status"] == status for row in figures.scored)
    return f"{counted(found, 'round')} of {dealt:,} ({share(found / dealt)})" if dealt else "no rounds yet"
