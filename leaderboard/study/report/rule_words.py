"""Names of the ways in which rounds are judged, with and without each rule."""

from leaderboard.study.robustness import ABANDONED_AS_SKIPS, EVERY_RULE, NO_RULE
from leaderboard.study.study_figures import NO_SKIPS

WORDS = {
    EVERY_RULE: "with every rule (the primary figure)",
    NO_RULE: "without any rule",
    NO_SKIPS: "with every rule, skips and refusals left out",
    ABANDONED_AS_SKIPS: "abandoned rounds as refusals",
}


def in_words(rule: str) -> str:
    """A variant's name."""
    return WORDS.get(rule, f"without {rule}")
