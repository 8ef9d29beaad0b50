"""Background: what players can say about themselves. A few coarse choices, all voluntary."""

from typing import Any, Literal, get_args

from game import columns
from game.players.languages import LANGUAGES

AgeBand = Literal["under 18", "18-24", "25-34", "35-44", "45-54", "55-64", "65+", "under 35", "35-54", "55+"]
Continent = Literal[
    "Africa", "Antarctica", "Asia", "Europe", "North America", "Oceania", "South America"
]  # the same names as in the labels of guesses
Hearing = Literal["typical", "reduced"]
Headphones = Literal["always", "sometimes", "never"]
Experience = Literal["none", "hobby", "work"]

MOST_LANGUAGES = 8

# Wider bands replace narrow ones in the published table, and stay after a restore from it.
WIDE_BANDS = {
    "under 18": "under 35",
    "18-24": "under 35",
    "25-34": "under 35",
    "35-44": "35-54",
    "45-54": "35-54",
    "55-64": "55+",
    "65+": "55+",
}
_CHOICES: dict[str, dict[str, str]] = {
    "age_band": {band: band for band in WIDE_BANDS},
    "languages": LANGUAGES,
    "continents_lived": {name: name for name in get_args(Continent)},
    "hearing": {"typical": "Typical", "reduced": "Reduced"},
    "headphones": {"always": "Always", "sometimes": "Sometimes", "never": "Never"},
    "field_recording": {"none": "None", "hobby": "As a hobby", "work": "For work or study"},
    "language_work": {"none": "None", "hobby": "As a hobby", "work": "For work or study"},
}
_MOST = {"languages": MOST_LANGUAGES, "continents_lived": len(get_args(Continent))}


def form() -> list[dict[str, Any]]:
    """The fields of the form: each column, its choices, and how many of them may be chosen."""
    return [
        {
            "name": column.name,
            "meaning": column.meaning,
            "most": _MOST.get(column.name, 1),
            "choices": [{"value": value, "label": label} for value, label in _CHOICES[column.name].items()],
        }
        for column in columns.BACKGROUND
    ]
