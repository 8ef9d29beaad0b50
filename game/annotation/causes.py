"""The causes of error that a rater chooses from: AGL1K's seven categories, and none of them."""

from game.texts import text

NONE = "none"  # ours: no category of the paper fits

# AGL1K, section 4.5 and appendix B, in the order of the keys 1 to 7; the last has 0. Each has two texts: its
# name, and what it means.
_TEXTS = {
    "bird_bias": ("annotate.cause.bird_bias", "annotate.cause.bird_bias.what"),
    "language_ambiguity": ("annotate.cause.language_ambiguity", "annotate.cause.language_ambiguity.what"),
    "over_commitment": ("annotate.cause.over_commitment", "annotate.cause.over_commitment.what"),
    "over_reasoning": ("annotate.cause.over_reasoning", "annotate.cause.over_reasoning.what"),
    "label_misidentification": (
        "annotate.cause.label_misidentification",
        "annotate.cause.label_misidentification.what",
    ),
    "educated_guess": ("annotate.cause.educated_guess", "annotate.cause.educated_guess.what"),
    "refusal": ("annotate.cause.refusal", "annotate.cause.refusal.what"),
    NONE: ("annotate.cause.none", "annotate.cause.none.what"),
}
CAUSES = tuple(_TEXTS)


def name_of(cause: str) -> str:
    return text(_TEXTS[cause][0])


def meaning_of(cause: str) -> str:
    return text(_TEXTS[cause][1])
