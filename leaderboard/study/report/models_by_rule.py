"""Models beside people, with and without each rule."""

from leaderboard.board.pairs import Pair
from leaderboard.study.equivalence import METRIC, Tested
from leaderboard.study.report.claims import name_of
from leaderboard.study.report.document import Column, Table, Value
from leaderboard.study.report.rule_words import in_words
from leaderboard.study.study_figures import StudyFigures

_PAIRS = (
    Column("rules", "Rules"),
    Column("model", "Model"),
    Column("clips", "Common clips", "count"),
    Column("participants", "Participants", "count"),
    Column("difference", "Model less people", "difference"),
    Column("interval", "95% interval", "interval"),
)
_CLAIMS = (
    Column("rules", "Rules"),
    Column("model", "Model"),
    Column("claim", "Claim"),
    Column("difference", "Model less people", "difference"),
    Column("interval", "95% interval", "interval"),
    Column("p_holm", "p (Holm)", "p"),
    Column("holds", "Holds"),
)


def claims_by_rule(figures: StudyFigures) -> Table:
    """The confirmatory comparisons."""
    caption = (
        "The confirmatory comparisons under the same rules, and with people's skips and models' refusals "
        "left out, "
        "each family with its own adjustment."
    )
    rows = [_claim(rule, one, figures) for rule, tested in figures.claims_by_rule for one in tested]
    return Table(
        "rules_comparisons", caption, _CLAIMS, rows, empty="The study's file declares no comparison."
    )


def pairs_by_rule(figures: StudyFigures) -> Table:
    """Every model beside people."""
    caption = "Each model beside people in the same ways: exploratory."
    rows = [
        (in_words(rule), pair.entrant.name, *_difference(pair))
        for rule, pairs in figures.pairs_by_rule
        for pair in pairs
        if METRIC in pair.differences
    ]
    return Table("rules_pairs", caption, _PAIRS, rows, empty="There is no model to compare with people.")


def _difference(pair: Pair) -> tuple[Value, ...]:
    one = pair.differences[METRIC]
    ahead = one.among_clips
    return one.clips, one.players, float(ahead.difference.mean[0]), ahead.interval


def _claim(rule: str, one: Tested, figures: StudyFigures) -> tuple[Value, ...]:
    holds = {None: "not tested", True: "yes", False: "no"}[one.holds]
    claim = one.comparison.claim
    return in_words(rule), name_of(one, figures), claim, one.difference, one.interval, one.p_holm, holds
