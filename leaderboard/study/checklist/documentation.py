"""Section 5 of the checklist: what is documented and shared."""

from collections.abc import Iterator

from leaderboard.phrases import counted
from leaderboard.study.checklist.item import Item, open_item
from leaderboard.study.report.cells import share
from leaderboard.study.report.time_and_pay import in_one_sentence as time_in_words
from leaderboard.study.report.time_and_pay import minutes_of_completers
from leaderboard.study.study_figures import StudyFigures


def items(figures: StudyFigures) -> Iterator[Item]:
    """The items, in order."""
    record = figures.record
    yield _demographics(figures)
    yield Item("5.2", "instructions given", "Yes", "In full in this report and in the study's file.", "file")
    timed = bool(minutes_of_completers(figures))
    yield Item("5.3", "time to completion", "Yes" if timed else "Unknown", time_in_words(figures), "data")
    yield Item(
        "5.4",
        "AI tools, if any",
        "Partial",
        "The study offers none. Whether somebody used one elsewhere cannot be known; the allowed means are "
        "stated above.",
        "code",
    )
    yield _completion(figures)
    yield open_item(
        "5.6",
        "is the anonymized data public",
        "where the archive can be had. `python -m game export --archive` makes it.",
    )
    yield Item(
        "5.7",
        "is the data at the level of the person",
        "Yes",
        "The archive has a row for every round under a random name, with what counts and why.",
        "code",
    )
    yield open_item("5.8", "if not public, why", "why, if it is not public; else N/A.")
    yield open_item(
        "5.9",
        "materials public",
        f"where the recordings of {record.pack} can be had and under which licences. The file and all texts "
        "are in the archive.",
    )
    yield Item(
        "5.10",
        "analysis code public",
        "Partial",
        f"Earwitness {record.code['version']}, code {record.code['hash'][:12]}; write where it can be had, "
        "with your changes if any.",
        "code",
    )


def _demographics(figures: StudyFigures) -> Item:
    asks = "sample demographics"
    if not figures.study.demographics:
        return Item("5.1", asks, "No", "The study asks nothing about its participants.", "file")
    questions = counted(len(figures.study.demographics), "question")
    if any(row["people"] is not None for row in figures.margins):
        note = f"{questions}, voluntary; answers of few people are added up."
        return Item("5.1", asks, "Yes", note, "data")
    return Item("5.1", asks, "Partial", f"{questions} asked; no answer of enough people to show.", "data")


def _completion(figures: StudyFigures) -> Item:
    asks, agreed = "completion rate", figures.record.flow.get("agreed")
    if not agreed:
        return Item("5.5", asks, "Unknown", "Nobody has agreed yet.", "data")
    done = figures.record.flow.get("completed") or 0
    gone = figures.record.flow.get("returned") or 0
    withdrew = f"; {gone:,} returned their submission or withdrew" if gone else ""
    note = f"{done:,} of {counted(agreed, 'participant')} who agreed ({share(done / agreed)}){withdrew}."
    return Item("5.5", asks, "Yes", note, "data")
