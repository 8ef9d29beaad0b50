"""Place names as AGL1K's evaluation reads them: which ones are refusals, and which are the same place."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from game.project_files import DATA

RULES = DATA / "name_rules.json"


@dataclass(frozen=True)
class NameRules:
    """The rules in `data/name_rules.json`.

    Attributes
    ----------
    refusals : frozenset of str
        Texts that count as no answer, in lower case.
    countries, continents : mapping of str to str
        Variant spellings, in lower case, and the name each stands for.
    countries_holding, continents_holding : mapping of str to str
        Words, in lower case; a name that contains one stands for the mapped name.
    left_out_of_countries : str
        Characters ignored when a country is looked up.
    """

    refusals: frozenset[str]
    countries: Mapping[str, str]
    countries_holding: Mapping[str, str]
    left_out_of_countries: str
    continents: Mapping[str, str]
    continents_holding: Mapping[str, str]

    @classmethod
    def load(cls) -> "NameRules":
        """Read the rules that ship with the project."""
        rules = json.loads(RULES.read_text(encoding="utf-8"))
        return cls(
            refusals=frozenset(rules["refusals"]),
            countries=_by_variant(rules["countries"]),
            countries_holding=rules["countries_holding"],
            left_out_of_countries=rules["left_out_of_countries"],
            continents=_by_variant(rules["continents"]),
            continents_holding=rules["continents_holding"],
        )

    def refuses(self, text: str | None) -> bool:
        """Whether a text is a refusal or missing. ``0`` and ``-1`` are refusals."""
        return text is None or text.strip().lower() in self.refusals

    def country(self, name: str) -> str | None:
        """A key that is equal for two names of the same country; None for a blank name.

        Notes
        -----
        As in AGL1K, a leading "the" is dropped for the lookup but kept if nothing is found: "the UK" is the
        United Kingdom, but "The Gambia" is not "Gambia". Dots are removed before the lookup, so "U.S.A." is
        found, while "S. Korea" is not, although AGL1K lists it.
        """
        stripped = name.strip()
        bare = stripped.lower().removeprefix("the ").strip()
        held = _holding(stripped, self.countries_holding)
        looked_up = bare.translate({ord(mark): None for mark in self.left_out_of_countries}).strip()
        if held or looked_up in self.countries:
            return (held or self.countries[looked_up]).lower()
        return _folded(f"the {bare}" if stripped.lower().startswith("the ") else stripped)

    def continent(self, name: str) -> str | None:
        """A key that is equal for two names of the same continent; None for a blank name."""
        stripped = name.strip()
        held = _holding(stripped, self.continents_holding)
        return _folded(held or self.continents.get(stripped.lower(), stripped))

    def city(self, name: str) -> str | None:
        """A key that is equal for two names of the same city; AGL1K does not even strip spaces."""
        return name.lower()


def _by_variant(variants: Mapping[str, list[str]]) -> dict[str, str]:
    return {variant: name for name, listed in variants.items() for variant in listed}


def _holding(name: str, words: Mapping[str, str]) -> str | None:
    return next((meaning for word, meaning in words.items() if word in name.lower()), None)


def _folded(name: str) -> str | None:
    # Through title case, as AGL1K does: that turns "ß" into "ss".
    return name.title().lower() or None
