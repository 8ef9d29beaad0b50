"""The reporting checklist, item by item."""

from collections import Counter

from leaderboard.phrases import counted, listed
from leaderboard.study.checklist.checklist import SECTIONS, checklist
from leaderboard.study.report.document import Column, Section, Table, Words
from leaderboard.study.study_figures import StudyFigures

_COLUMNS = (
    Column("id", "Item"),
    Column("section", "Section"),
    Column("asks", "Asks"),
    Column("answer", "Answer"),
    Column("note", "Note"),
    Column("from", "From"),
)
_SOURCES = {"data": "data", "file": "file", "code": "program", "author": "author"}


def checked(figures: StudyFigures) -> Section:
    """The section."""
    found = checklist(figures)
    rows = [
        (
            item.id,
            SECTIONS[item.id.partition(".")[0]][0],
            item.asks,
            item.answer,
            item.note,
            _SOURCES[item.source],
        )
        for item in found
    ]
    waiting = [at for at, item in enumerate(found) if item.answer == "Open"]
    caption = (
        "The items of the reporting checklist by Wei et al. (Recommendations and Reporting Checklist for "
        "Rigorous & Transparent Human Baselines in Model Evaluations, ICML 2025), in short words. Open "
        "items are the author's to write; the others are answered from the study's data, its file, or what "
        "the program does in every study."
    )
    return Section(
        "checklist",
        "Reporting checklist",
        (Words(in_one_sentence(figures)), Table("checklist", caption, _COLUMNS, rows, main=waiting)),
    )


def in_one_sentence(figures: StudyFigures) -> str:
    """How many items have which answer."""
    counts = Counter(item.answer for item in checklist(figures))
    answered = listed(
        [
            f"{counts[answer]:,} {answer}"
            for answer in ("Yes", "Partial", "No", "Unknown", "N/A")
            if counts[answer]
        ]
    )
    return f"{counted(sum(counts.values()), 'item')}: {answered}; {counts['Open']:,} open for the author."
