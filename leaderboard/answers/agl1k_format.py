"""AGL1K's answer files: where they are, what the task is called, and which values its evaluation misreads."""

from leaderboard.answers.name_rules import NameRules

TASK = "audio_localization"
# Folders of answers, relative to its repository's root.
RESULTS = ("results/audio_localization", "audio_localization")
NO_REASONING = "No reasoning provided"  # AGL1K's scripts write this where there is none

# Degrees that AGL1K's evaluation reads as refusals (-1 only where pandas makes a column integers).
_READ_AS_REFUSALS = (0.0, -1.0)
_ASIDE = 1e-6  # degrees: 11 cm


def readable_city(city: str | None, country: str | None, rules: NameRules) -> str | None:
    """A city name that AGL1K does not read as a refusal: the city called None, and two without a name."""
    return f"{city} ({country})".strip() if city is not None and rules.refuses(city) else city


def readable_degrees(degrees: float) -> float:
    """A coordinate that AGL1K does not read as a refusal: moved by 11 cm where it would."""
    return degrees + _ASIDE if degrees in _READ_AS_REFUSALS else degrees
