"""How AGL1K writes answers: where its files lie, what it calls the task, and what its evaluation misreads."""

from leaderboard.answers.name_rules import NameRules

TASK = "audio_localization"
RESULTS = (
    "results/audio_localization",
    "audio_localization",
)  # folders of answers, below its repository's root
NO_REASONING = "No reasoning provided"  # what AGL1K's scripts put where there is none

# Degrees that AGL1K's evaluation reads as refusals, -1 where pandas makes whole numbers of a whole column.
_READ_AS_REFUSALS = (0.0, -1.0)
_ASIDE = 1e-6  # degrees: 11 cm


def readable_city(city: str | None, country: str | None, rules: NameRules) -> str | None:
    """Name a city as it is called; the one called None, and two without a name, would be read as refusals."""
    return f"{city} ({country})".strip() if city is not None and rules.refuses(city) else city


def readable_degrees(degrees: float) -> float:
    """Keep AGL1K's evaluation from taking a coordinate for a refusal: 11 cm aside where it would."""
    return degrees + _ASIDE if degrees in _READ_AS_REFUSALS else degrees
