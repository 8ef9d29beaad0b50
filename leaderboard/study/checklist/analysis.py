"""Section 4 of the checklist: how people and models are compared."""

from collections.abc import Iterator

from leaderboard.phrases import counted
from leaderboard.study.checklist.item import Item
from leaderboard.study.report.cells import span
from leaderboard.study.report.exclusions import in_one_sentence as rules_in_words
from leaderboard.study.study_figures import StudyFigures
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS


def items(figures: StudyFigures) -> Iterator[Item]:
    """The items, in order."""
    yield from _tests(figures)
    interval = figures.primary.interval
    few = f"Fewer than {MIN_PLAYERS} participants with enough rounds, or a single clip: no interval."
    said = f"Mean person: {span(interval)}." if interval else few
    yield Item("4.3", "uncertainty", "Yes" if interval else "No", said, "data")
    yield Item(
        "4.4",
        "point, interval or distribution",
        "Yes" if interval else "Partial",
        "Point, standard error and 95% interval." if interval else "Points alone so far.",
        "data",
    )
    yield Item(
        "4.5", "same metric", "Yes", "GeoScore, 5000·exp(-km/1492.7), and AGL1K's other metrics.", "code"
    )
    yield Item(
        "4.6", "same rubric", "N/A", "Nothing is judged: scores are distances between coordinates.", "code"
    )
    yield Item(
        "4.7", "same scoring method", "Yes", "One program scores both, skips as refusals (6.2).", "code"
    )
    yield _robust(figures)


def _tests(figures: StudyFigures) -> Iterator[Item]:
    tested = [one for one in figures.tested if one.holds is not None]
    with_interval = [
        pair
        for pair in figures.pairs
        if "geoscore" in pair.differences and pair.differences["geoscore"].among_clips.interval
    ]
    asks, which = "test of the difference", "which test"
    if tested:
        yield Item("4.1", asks, "Yes", f"{counted(len(tested), 'confirmatory comparison')} tested.", "data")
        note = (
            "One-sided t tests of the mean person against the model on their common clips, two-way "
            "clustered by person and clip, at 2.5% in all, adjusted by Holm's method."
        )
        yield Item("4.2", which, "Yes", note, "code")
        return
    if with_interval:
        found = counted(len(with_interval), "difference")
        note = f"{found} with 95% intervals, exploratory; no confirmatory test."
        yield Item("4.1", asks, "Partial", note, "data")
        yield Item(
            "4.2", which, "Partial", "Intervals of differences, two-way clustered by person and clip.", "code"
        )
        return
    yield Item(
        "4.1",
        asks,
        "No",
        "There is nothing to test yet: too few participants, or no models' answers.",
        "data",
    )
    yield Item("4.2", which, "N/A", "No test was made.", "data")


def _robust(figures: StudyFigures) -> Item:
    asks = "are results robust to the exclusions"
    if not figures.primary.people:
        return Item("4.8", asks, "Unknown", "There is no result yet.", "data")
    changed = {
        (one.comparison.entrant, one.comparison.claim)
        for _, tested in figures.claims_by_rule
        for one, usual in zip(tested, figures.tested, strict=True)
        if one.holds != usual.holds
    }
    note = rules_in_words(figures)
    if changed:
        named = ", ".join(f"{entrant}: {claim}" for entrant, claim in sorted(changed))
        return Item(
            "4.8", asks, "Partial", f"{note} These claims depend on a rule, or on skips: {named}.", "data"
        )
    depend = " No claim depends on a rule, or on skips." if figures.tested else ""
    return Item("4.8", asks, "Yes", f"Shown with and without each rule. {note}{depend}", "data")
