"""What the results owe to each rule that leaves rounds out."""

from collections.abc import Iterator

from leaderboard.phrases import counted
from leaderboard.study.estimands import Figure
from leaderboard.study.report.cells import points, span
from leaderboard.study.report.document import Column, Forest, Section, Strip, Table, Value, Words
from leaderboard.study.report.models_by_rule import claims_by_rule, pairs_by_rule
from leaderboard.study.report.people import CLIPS_ARE, NAMES
from leaderboard.study.report.rule_words import WORDS, in_words
from leaderboard.study.robustness import ABANDONED_AS_SKIPS, EVERY_RULE, NO_RULE, Variant
from leaderboard.study.study_figures import StudyFigures

_RULES = (
    Column("rules", "Rules"),
    Column("rounds", "Rounds taken", "count"),
    Column("participants", "Of participants", "count"),
    Column("lost", "Participants lost whole", "count"),
    Column("geoscore", "Mean person", "points"),
    Column("interval", "95% interval", "interval"),
    Column("change", "Change", "difference"),
    Column("people", "Participants in it", "count"),
    Column("rounds_in", "Rounds in it", "count"),
)
_SIBLINGS = (
    Column("rules", "Rules"),
    Column("figure", "Figure"),
    Column("clips_are", "For"),
    Column("skips", "Skips"),
    Column("geoscore", "GeoScore", "points"),
    Column("interval", "95% interval", "interval"),
    Column("participants", "Participants", "count"),
    Column("rounds", "Rounds", "count"),
)


def exclusions(figures: StudyFigures) -> Section:
    """The section."""
    return Section(
        "robustness",
        "With and without each rule",
        (
            Words(in_one_sentence(figures)),
            *_forest(figures),
            _rules(figures),
            *_siblings(figures),
            claims_by_rule(figures),
            pairs_by_rule(figures),
        ),
    )


def in_one_sentence(figures: StudyFigures) -> str:
    """How far the primary figure moves."""
    found = [one.figure.mean for one in figures.variants if one.figure.people]
    if not figures.primary.people or not found:
        return "There is no figure yet, with or without rules."
    rules = _alone(figures)
    if not rules:
        return "No rule left a round out, so no figure depends on one."
    return (
        f"{counted(len(rules), 'rule')} left rounds out. Whichever is off, or all of them, the mean person's "
        f"GeoScore lies between {points(min(found))} and {points(max(found))}; with every rule it is "
        f"{points(figures.primary.mean)}."
    )


def _alone(figures: StudyFigures) -> list[Variant]:
    return [one for one in figures.variants if one.rule not in WORDS]


def _forest(figures: StudyFigures) -> Iterator[Forest]:
    strips = [
        Strip(
            in_words(one.rule),
            one.figure.mean,
            one.figure.interval,
            f"{points(one.figure.mean)}, {counted(one.rounds, 'round')} taken"
            if one.rule not in (EVERY_RULE, NO_RULE, ABANDONED_AS_SKIPS)
            else points(one.figure.mean),
            one.rule == EVERY_RULE,
        )
        for one in figures.variants
        if one.figure.people
    ]
    if len(strips) > 1:
        caption = (
            "The mean person's GeoScore, clips like these, with its 95% interval: with every rule, without "
            "each, and without any."
        )
        yield Forest(caption, "GeoScore", strips, (figures.primary.mean,), least=0.0)


def _rules(figures: StudyFigures) -> Table:
    caption = (
        "The primary figure under other rules. A round that breaks two rules stays out when one of them is "
        "off; nothing is deleted. Rounds and participants taken are those that the rule alone or with "
        "others leaves out."
    )
    rows = [_rule(one, figures.primary.mean) for one in figures.variants] if figures.scored else []
    return Table("rules", caption, _RULES, rows, main=(0,), empty="There are no rounds yet.")


def _rule(one: Variant, mean: float) -> tuple[Value, ...]:
    figure = one.figure
    return (
        in_words(one.rule),
        one.rounds,
        one.people,
        one.lost,
        figure.mean,
        figure.interval,
        figure.mean - mean,
        figure.people,
        figure.rounds,
    )


def _siblings(figures: StudyFigures) -> Iterator[Table]:
    caption = (
        "The figures of people under the same rules, for clips like these, with skips scored. "
        "rules_all_figures.csv has the others too."
    )
    keys = [key for key in NAMES if key != "mean-by-stratum" or figures.study.allocation.rule == "stratified"]
    columns = (_SIBLINGS[0], *(Column(key, NAMES[key].capitalize()) for key in keys))
    rows = [
        (in_words(rule), *(_in_words(found.get(key)) for key in keys))
        for rule, found in ((rule, _main(of_rule)) for rule, of_rule in figures.figures_by_rule)
    ]
    empty = "There are no figures yet."
    yield Table("rules_figures", caption, columns, rows if figures.primary.people else (), empty=empty)
    everything = list(_sibling_rows(figures)) if figures.primary.people else []
    yield Table("rules_all_figures", caption, _SIBLINGS, everything, is_shown=False)


def _main(found: list[Figure]) -> dict[str, Figure]:
    return {one.key: one for one in found if (one.clips_are, one.skips) == ("like-these", "scored")}


def _in_words(figure: Figure | None) -> str | None:
    if figure is None or not figure.people:
        return None
    return f"{points(figure.mean)} ({span(figure.interval)})" if figure.interval else points(figure.mean)


def _sibling_rows(figures: StudyFigures) -> Iterator[tuple[Value, ...]]:
    for rule, found in figures.figures_by_rule:
        for figure in found:
            skips = "scored" if figure.skips == "scored" else "left out"
            numbers = figure.mean, figure.interval, figure.people, figure.rounds
            yield in_words(rule), NAMES[figure.key], CLIPS_ARE[figure.clips_are], skips, *numbers
