"""What a study may ask participants about themselves: coarse choices, each optional to answer."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Literal

import pycountry
from pydantic import AfterValidator, Field

from game.geo.gazetteer import shown_country
from game.players import background_fields
from game.players.background import Background
from game.players.background_fields import MOST_LANGUAGES
from game.players.languages import LANGUAGES
from game.texts import text_in
from game.translations import ENGLISH, wanted

Gender = Literal["woman", "man", "nonbinary", "other"]
Education = Literal["primary", "secondary", "vocational", "bachelor", "postgraduate"]
DigitalSkill = Literal["basic", "confident", "professional"]
AiSkill = Literal["never", "sometimes", "often", "professional"]

# Keys of the questions, and of the choices that the public game does not offer.
_QUESTIONS: Mapping[str, str] = {
    "age_band": "choice.question.age_band",
    "languages": "choice.question.languages",
    "continents_lived": "choice.question.continents_lived",
    "hearing": "choice.question.hearing",
    "headphones": "choice.question.headphones",
    "field_recording": "choice.question.field_recording",
    "language_work": "choice.question.language_work",
    "gender": "choice.question.gender",
    "education": "choice.question.education",
    "country_of_residence": "choice.question.country_of_residence",
    "digital_skill": "choice.question.digital_skill",
    "ai_skill": "choice.question.ai_skill",
}
_CHOICES: Mapping[str, Mapping[str, str]] = {
    "gender": {
        "woman": "choice.gender.woman",
        "man": "choice.gender.man",
        "nonbinary": "choice.gender.nonbinary",
        "other": "choice.gender.other",
    },
    "education": {
        "primary": "choice.education.primary",
        "secondary": "choice.education.secondary",
        "vocational": "choice.education.vocational",
        "bachelor": "choice.education.bachelor",
        "postgraduate": "choice.education.postgraduate",
    },
    "digital_skill": {
        "basic": "choice.digital_skill.basic",
        "confident": "choice.digital_skill.confident",
        "professional": "choice.digital_skill.professional",
    },
    "ai_skill": {
        "never": "choice.ai_skill.never",
        "sometimes": "choice.ai_skill.sometimes",
        "often": "choice.ai_skill.often",
        "professional": "choice.ai_skill.professional",
    },
}


@cache
def countries() -> dict[str, str]:
    """Everyday names of countries by ISO 3166-1 code, in the order of the names."""
    named = {country.alpha_2: shown_country(country.alpha_2, country.name) for country in pycountry.countries}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def language_code(code: str) -> str:
    """Check the code of a language that participants can choose."""
    if code not in LANGUAGES:
        raise ValueError("use a code among the choices of the step")
    return code


def _country(code: str) -> str:
    if code not in countries():
        raise ValueError("use a code among the choices of the step")
    return code


Language = Annotated[str, AfterValidator(language_code)]


class Demographics(Background):
    """What a participant says about themselves; null where they leave a question out."""

    languages: Annotated[list[Language], Field(max_length=MOST_LANGUAGES)] | None = None
    gender: Gender | None = None
    education: Education | None = None
    country_of_residence: Annotated[str, AfterValidator(_country)] | None = None
    digital_skill: DigitalSkill | None = None
    ai_skill: AiSkill | None = None


def fields(asked: Sequence[str], tag: str = ENGLISH) -> list[dict[str, Any]]:
    """The form's fields: each with its question, its choices, and how many of them may be chosen.

    Parameters
    ----------
    tag : str
        Of the participant's language, such as ``pt-BR``; where we have no texts in it they are English.
        Names of languages and countries are English in any; the page has them from the browser.
    """
    language = wanted(tag)
    offered = {field["name"]: field for field in background_fields.form(language)}
    return [
        {
            "name": name,
            "label": text_in(language, _QUESTIONS[name]),
            "most": offered[name]["most"] if name in offered else 1,
            "choices": offered[name]["choices"] if name in offered else _choices(name, language),
        }
        for name in asked
    ]


def _choices(name: str, language: str) -> list[dict[str, str]]:
    if name == "country_of_residence":
        return [{"value": code, "label": label} for code, label in countries().items()]
    return [{"value": value, "label": text_in(language, key)} for value, key in _CHOICES[name].items()]
