"""Names of the ways in which rounds are judged, with and without each rule."""

from leaderboard.study.robustness import ABANDONED_AS_SKIPS, EVERY_RULE, NO_RULE

WORDS = {
    EVERY_RULE: "with every rule (the primary figure)",
    NO_RULE: "without any rule",
    ABANDONED_AS_SKIPS: "abandoned rounds as refusals",
}


def in_words(rule: str) -> str:
    """A variant's name."""
    return WORDS.get(rule, f"without {rule}")
