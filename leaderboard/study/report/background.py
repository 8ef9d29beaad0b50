"""Who took part: exact numbers of each answer, where enough people gave it."""

from collections.abc import Iterator, Mapping

from game.study.demographics import fields
from leaderboard.phrases import counted
from leaderboard.study.record_columns import OTHERS
from leaderboard.study.report.document import Column, Section, Table, Value, Words
from leaderboard.study.study_figures import StudyFigures

_COLUMNS = (
    Column("question", "Question"),
    Column("answer", "Answer"),
    Column("participants", "Participants", "count"),
    Column("share", "Of those asked", "share"),
)
_SAMPLING = (Column("what", "Sampling"), Column("says", "The study's file says"))


def background(figures: StudyFigures) -> Section:
    """The section."""
    sampling = figures.study.sampling
    said = [
        (what, words)
        for what, words in (
            ("population", sampling.population),
            ("frame", sampling.frame),
            ("recruitment", sampling.recruitment),
            ("described by", ", ".join(sampling.traits)),
        )
        if words
    ]
    demographics = Table(
        "demographics",
        "What participants say about themselves; each question may be left out. Answers of few people are "
        "added up, so that nobody can be told; where one may give several answers, they are left out and "
        "the rest do not add up.",
        _COLUMNS,
        list(_margins(figures)),
        empty=_why_none(figures),
    )
    return Section(
        "participants",
        "Participants",
        (
            Table(
                "sampling",
                "Where participants come from, in the words of the study's file.",
                _SAMPLING,
                said,
                empty="The study's file describes no population, frame or recruitment.",
            ),
            demographics,
            *_asked(figures),
        ),
    )


def _why_none(figures: StudyFigures) -> str:
    if not figures.study.demographics:
        return "The study asks participants nothing about themselves."
    return "No answer was given by enough people to be shown."


def _asked(figures: StudyFigures) -> Iterator[Words]:
    asked = [one for one in figures.participants if one["agl1k_exposure"] is not None]
    if asked:
        known = sum(bool(one["agl1k_exposure"]) for one in asked)
        yield Words(
            f"{known:,} of {counted(len(asked), 'participant')} who answered have seen AGL1K or its "
            "recordings before."
        )


def _margins(figures: StudyFigures) -> Iterator[tuple[Value, ...]]:
    known = {field["name"]: field for field in fields(figures.study.demographics)}
    shown = {row["field"] for row in figures.margins if row["people"] is not None}
    for row in figures.margins:
        if row["field"] not in shown:
            continue
        field = known.get(row["field"], {"label": row["field"], "choices": ()})
        labels: Mapping[str, str] = {choice["value"]: choice["label"] for choice in field["choices"]}
        answer, people, asked = row["answer"], row["people"], row["asked"]
        words = labels.get(answer, answer) if answer else "did not say"
        if answer == OTHERS:
            words = "other answers, together" if people else "other answers"
        yield field["label"], words, people, people / asked if asked and people is not None else None
