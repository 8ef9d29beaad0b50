"""What participants were told, word by word."""

from collections.abc import Iterator

from game.study import study_consent
from leaderboard.study.report.document import Column, Quote, Section, Table
from leaderboard.study.study_figures import StudyFigures

_COLUMNS = (Column("question", "Comprehension question"), Column("choices", "Choices; the right one first"))


def told(figures: StudyFigures) -> Section:
    """The section, in the study's first language; the file holds all."""
    study = figures.study
    language = study.languages[0]
    questions = []
    for one in study.comprehension:
        choices = [choice.text(language) for choice in one.choices]
        right = choices.pop(one.answer)
        questions.append((one.question.text(language), " / ".join((right, *choices))))
    return Section(
        "texts",
        "What participants read",
        (
            *_quotes(figures, language),
            Table(
                "comprehension",
                f"Asked after the instructions, with {study.comprehension_attempts} attempts.",
                _COLUMNS,
                questions,
                empty="The study asks no question about its instructions.",
            ),
        ),
    )


def _quotes(figures: StudyFigures, language: str) -> Iterator[Quote]:
    study = figures.study
    yield Quote("Instructions", study.instructions.text(language))
    if study.allowed_means:
        yield Quote("Allowed means", study.allowed_means.text(language))
    if study.consent:
        version = study_consent.version(study, language)
        yield Quote(f"Consent, version {version}", study.consent.text.text(language))
