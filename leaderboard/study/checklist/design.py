"""Section 1 of the checklist: the baseline's design."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from game.study.built_in_texts import filled_in
from game.study.preregistration import PreregistrationError
from leaderboard.phrases import counted
from leaderboard.study.checklist.item import Answer, Item, open_item
from leaderboard.study.report.cells import number, points, sentence
from leaderboard.study.report.preregistered import kept, preregistered_on
from leaderboard.study.report.sureness import detectable
from leaderboard.study.report.time_and_pay import in_one_sentence as time_in_words
from leaderboard.study.study_figures import StudyFigures


def items(figures: StudyFigures) -> Iterator[Item]:
    """The items, in order."""
    counting, clips = figures.counting, len(figures.clips)
    people = len({row["player"] for row in counting})
    heard = len({row["clip_key"] for row in counting})
    agreed = counted(len(figures.participants), "participant")
    yield Item(
        "1.1",
        "number of people",
        "Yes",
        f"{agreed} agreed and did not withdraw, {people:,} have rounds that count, "
        f"{figures.primary.people:,} are in the primary figure.",
        "data",
    )
    covers: Answer = "Yes" if heard == clips else "Partial"
    yield Item("1.2", "clips the baseline covers", covers, f"{heard:,} of the study's {clips:,}.", "data")
    yield _sampled(figures)
    per_clip = Counter(row["clip_key"] for row in counting)
    yield _spread("1.4", "answers per clip", [per_clip[clip["key"]] for clip in figures.clips], figures)
    yield _spread(
        "1.5", "clips per person", list(Counter(row["player"] for row in counting).values()), figures
    )
    yield _fair(figures)
    yield _piloted(figures)
    yield _effort(figures)
    yield _power(figures)
    yield _detectable(figures)
    yield _ethics(figures)
    yield _preregistered(figures)


def _sampled(figures: StudyFigures) -> Item:
    asks, clips = "if a subset, how sampled", figures.study.clips
    if clips.random:
        strata = " and ".join(clips.random.strata)
        how = f", stratified by {strata}" if strata else ""
        shares = " with shares of the file" if clips.random.shares else ""
        return Item(
            "1.3", asks, "Yes", f"A random sample with seed {clips.random.seed}{how}{shares}.", "file"
        )
    if clips.keys:
        return open_item(
            "1.3", asks, f"how the file's list of {counted(len(clips.keys), 'clip')} was chosen."
        )
    return Item("1.3", asks, "N/A", "All playable clips of the pack.", "file")


def _spread(id_: str, asks: str, numbers: list[int], figures: StudyFigures) -> Item:
    if not numbers or not figures.counting:
        return Item(id_, asks, "Unknown", "No round counts yet.", "data")
    mean = number(float(np.mean(numbers)))
    note = f"{mean} on average, {min(numbers):,} to {max(numbers):,}; rounds that count."
    return Item(id_, asks, "Yes", note, "data")


def _fair(figures: StudyFigures) -> Item:
    study = figures.study
    differs = []
    if study.practice.rounds:
        differs.append(f"people have {counted(study.practice.rounds, 'round')} of practice")
    if study.feedback == "round":
        differs.append("people are told the place after each round")
    if study.time_limit_seconds:
        differs.append(f"people have {study.time_limit_seconds:g} s a round")
    if not study.skips:
        differs.append("people cannot skip, models can refuse")
    note = (
        "The same recordings and the same score for both; people use a map and may listen again, models "
        "answer in text. "
    )
    extra = f"Besides, {', '.join(differs)}." if differs else "Nothing else differs by the file."
    return Item("1.6", "is the task fair to both people and AI", "Partial", note + extra, "file")


def _piloted(figures: StudyFigures) -> Item:
    asks = "was the set-up piloted"
    if figures.study.pilot:
        return Item("1.7", asks, "N/A", "This is the pilot.", "file")
    return open_item("1.7", asks, "whether there was a pilot, and what was changed after it.")


def _effort(figures: StudyFigures) -> Item:
    limit = figures.study.time_limit_seconds
    note = f"Limit of a round: {limit:g} s. " if limit else "Rounds have no time limit. "
    return Item(
        "1.8",
        "is effort (time, cost) controlled",
        "Partial",
        f"{note}Time is measured. {time_in_words(figures)} Write what the models' answers cost.",
        "data",
    )


def _power(figures: StudyFigures) -> Item:
    asks, precision = "power analysis", figures.study.precision
    interval, mean = figures.primary.interval, figures.primary.mean
    reached = (
        f"Reached: {points(max(mean - interval[0], interval[1] - mean))}."
        if interval
        else "Nothing is reached yet."
    )
    if precision is None:
        return Item("1.9", asks, "No", f"The file sets no target precision. {reached}", "file")
    note = f"Target: half of the 95% interval within {points(precision.geoscore)} GeoScore. {reached}"
    return Item("1.9", asks, "Yes", note, "file")


def _detectable(figures: StudyFigures) -> Item:
    asks, found = "minimum detectable effect", detectable(figures)
    if found is None:
        return Item(
            "1.10",
            asks,
            "Unknown",
            "This needs two participants and two clips with rounds that count.",
            "data",
        )
    note = (
        f"{points(found)} GeoScore between people and a model on the same clips, two-sided 5%, found 80% of "
        "the time."
    )
    return Item("1.10", asks, "Yes", note, "data")


def _ethics(figures: StudyFigures) -> Item:
    asks, ethics = "ethics review", figures.study.ethics
    if ethics is None:
        return open_item("1.11", asks, "who reviewed the study, with the reference; the file says nothing.")
    said = ", ".join(part for part in (ethics.body, ethics.reference, ethics.note) if part)
    status = ethics.status.replace("_", " ").capitalize()
    answer: Answer = "No" if ethics.status == "not_reviewed" else "Yes"
    return Item("1.11", asks, answer, f"{status}{f': {said}' if said else ''}.", "file")


def _preregistered(figures: StudyFigures) -> Item:
    asks = "preregistration"
    if not figures.record.preregistration:
        return Item("1.12", asks, "No", "None was stored before the first round.", "data")
    try:
        found = kept(figures)
    except PreregistrationError as error:
        return Item("1.12", asks, "Unknown", sentence(str(error)), "data")
    changed = [one.what for one in found if not one.is_kept]
    note = f"On {preregistered_on(figures)} (UTC), before the first round; write the registry's link."
    if changed:
        return Item("1.12", asks, "Partial", f"{note} Changed since: {', '.join(changed)}.", "data")
    return Item("1.12", asks, "Yes", f"{note} Everything was kept.", "data")


def has_built_in_instructions(figures: StudyFigures) -> bool:
    """Whether participants read the project's own instructions."""
    study = figures.study
    ours = filled_in({}, study.languages).get("instructions")
    return ours == {language: study.instructions.text(language) for language in study.languages}
