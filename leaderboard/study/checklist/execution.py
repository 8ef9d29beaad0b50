"""Section 3 of the checklist: how the baseline was collected."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from leaderboard.phrases import counted, listed
from leaderboard.study.checklist.design import has_built_in_instructions
from leaderboard.study.checklist.item import Item, open_item
from leaderboard.study.report.cells import number, share
from leaderboard.study.study_figures import StudyFigures


def items(figures: StudyFigures) -> Iterator[Item]:
    """The items, in order."""
    study = figures.study
    yield _sitting(figures)
    yield Item(
        "3.2",
        "order randomised",
        "Yes",
        f"Each participant's clips come in an order drawn at random, by the rule {study.allocation.rule}.",
        "code",
    )
    checks = _checks(figures)
    quality = (
        f"{listed(checks).capitalize()}; how long and how often the sound was played, by page and server."
    )
    yield Item("3.3", "quality control while collecting", "Yes", quality, "file")
    rules = ", ".join(study.counting_rules.limits) or "none; every rule is off"
    yield Item("3.4", "criteria of quality control", "Yes", f"Rules that leave rounds out: {rules}.", "file")
    yield _exclusion_rate(figures)
    yield Item(
        "3.6",
        "same interface for people and AI, or adjusted for",
        "No",
        "People point on a map after playing the sound; models answer in text. The score is of coordinates "
        "alone for both.",
        "code",
    )
    yield _instructions(figures)
    yield _tools(figures)
    yield _enforced(figures)
    yield _explanations(figures)


def _sitting(figures: StudyFigures) -> Item:
    study = figures.study
    plan = f"{counted(study.rounds, 'round')} a session"
    sittings = Counter(
        (row["player"], row["sitting"]) for row in figures.answered if row["sitting"] is not None
    )
    if not sittings:
        return Item(
            "3.1",
            "items in one sitting",
            "Yes",
            f"{plan} by the file; nothing is known of sittings yet.",
            "file",
        )
    played = list(sittings.values())
    note = (
        f"{plan} by the file; played: {number(float(np.median(played)))} (median), {max(played):,} at most."
    )
    return Item("3.1", "items in one sitting", "Yes", note, "data")


def _checks(figures: StudyFigures) -> list[str]:
    study = figures.study
    found = ["headphone check"] if study.headphones.check != "none" else []
    found += ["comprehension questions"] if study.comprehension else []
    if study.catch and study.catch.rounds:
        found.append(f"{counted(study.catch.rounds, 'catch round')} a session")
    return [*found, "rules on each round"]


def _exclusion_rate(figures: StudyFigures) -> Item:
    asks, answered = "exclusion rate of quality control", figures.answered
    if not answered:
        return Item("3.5", asks, "Unknown", "There are no rounds yet.", "data")
    out = sum(not row["counts"] for row in answered)
    people = {row["player"] for row in answered}
    lost = len(people - {row["player"] for row in figures.counting})
    note = (
        f"{out:,} of {counted(len(answered), 'answered round')} ({share(out / len(answered))}); {lost:,} of "
        f"{counted(len(people), 'participant')} have none left."
    )
    return Item("3.5", asks, "Yes", note, "data")


def _instructions(figures: StudyFigures) -> Item:
    asks = "same instructions"
    if has_built_in_instructions(figures):
        note = "The built-in text, equal in content to the models' prompt (AGL1K's paper, B.9.1)."
        return Item("3.7", asks, "Yes", note, "file")
    return open_item(
        "3.7", asks, "how the study's own instructions, shown below, differ from the models' prompt."
    )


def _tools(figures: StudyFigures) -> Item:
    means, language = figures.study.allowed_means, figures.study.languages[0]
    people = (
        f"People: {' '.join(means.text(language).split())}"
        if means
        else "People were told nothing about means."
    )
    note = f"{people} Models got the sound and a prompt; write it if yours had tools."
    return Item("3.8", "same tools", "Partial", note, "file")


def _enforced(figures: StudyFigures) -> Item:
    asks = "how the rule on tools is enforced"
    told = [row["focus_losses"] for row in figures.counting if row["focus_losses"] is not None]
    if not told:
        return Item("3.9", asks, "Partial", "Not enforced: leaving the tab is recorded.", "code")
    away = sum(number_of > 0 for number_of in told)
    note = (
        f"Not enforced: leaving the tab is recorded, which happened in {share(away / len(told))} of rounds "
        "that count."
    )
    return Item("3.9", asks, "Partial", note, "data")


def _explanations(figures: StudyFigures) -> Item:
    asks, questions = "explanations collected", figures.study.questions
    clues = sum(bool(row["clues"]) for row in figures.answered)
    chosen = f"Clues from a list, chosen in {counted(clues, 'round')}." if questions.clues else ""
    if questions.explanation:
        return Item(
            "3.10", asks, "Yes", f"In words, kept by the host and not published. {chosen}".strip(), "file"
        )
    if questions.clues:
        return Item("3.10", asks, "Partial", chosen, "data")
    return Item("3.10", asks, "No", "Not asked.", "file")
