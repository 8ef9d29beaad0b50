"""Background: what players can say about themselves. A few coarse choices, all voluntary."""

from typing import Any, Literal, get_args

from game import columns
from game.players.languages import LANGUAGES
from game.texts import text_in
from game.translations import ENGLISH

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
_EXPERIENCE = {
    "none": "choice.experience.none",
    "hobby": "choice.experience.hobby",
    "work": "choice.experience.work",
}
# Keys of the labels by published value. Languages stand under their names.
_CHOICES: dict[str, dict[str, str]] = {
    "age_band": {
        "under 18": "choice.age.under_18",
        "18-24": "choice.age.18_24",
        "25-34": "choice.age.25_34",
        "35-44": "choice.age.35_44",
        "45-54": "choice.age.45_54",
        "55-64": "choice.age.55_64",
        "65+": "choice.age.65",
    },
    "continents_lived": {
        "Africa": "choice.continent.africa",
        "Antarctica": "choice.continent.antarctica",
        "Asia": "choice.continent.asia",
        "Europe": "choice.continent.europe",
        "North America": "choice.continent.north_america",
        "Oceania": "choice.continent.oceania",
        "South America": "choice.continent.south_america",
    },
    "hearing": {"typical": "choice.hearing.typical", "reduced": "choice.hearing.reduced"},
    "headphones": {
        "always": "choice.headphones.always",
        "sometimes": "choice.headphones.sometimes",
        "never": "choice.headphones.never",
    },
    "field_recording": _EXPERIENCE,
    "language_work": _EXPERIENCE,
}
_NO_CODES = {"sign": "choice.language.sign", "other": "choice.language.other"}
_MOST = {"languages": MOST_LANGUAGES, "continents_lived": len(get_args(Continent))}


def form(language: str = ENGLISH) -> list[dict[str, Any]]:
    """The fields of the form: each column, its choices, and how many of them may be chosen.

    Names of languages are English in any language; the page has them from the browser.
    """
    return [
        {
            "name": column.name,
            "meaning": column.meaning,
            "most": _MOST.get(column.name, 1),
            "choices": _choices(column.name, language),
        }
        for column in columns.BACKGROUND
    ]


def _choices(field: str, language: str) -> list[dict[str, str]]:
    return [{"value": value, "label": label} for value, label in _labels(field, language).items()]


def _labels(field: str, language: str) -> dict[str, str]:
    if field == "languages":
        return LANGUAGES | {value: text_in(language, key) for value, key in _NO_CODES.items()}
    return {value: text_in(language, key) for value, key in _CHOICES[field].items()}
