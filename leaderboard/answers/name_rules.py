"""Names as AGL1K's evaluation reads them: which say nothing, and which two are one."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from game.project_files import DATA

RULES = DATA / "name_rules.json"


@dataclass(frozen=True)
class NameRules:
    """What `data/name_rules.json` holds.

    Attributes
    ----------
    refusals : frozenset of str
        Texts that answer nothing, in lower case.
    countries, continents : mapping of str to str
        Other names, in lower case, and the name each stands for.
    countries_holding, continents_holding : mapping of str to str
        Words, in lower case; a name that holds one of them stands for the other name.
    left_out_of_countries : str
        Characters that do not matter in the name of a country.
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
        told = json.loads(RULES.read_text(encoding="utf-8"))
        return cls(
            refusals=frozenset(told["refusals"]),
            countries=_by_variant(told["countries"]),
            countries_holding=told["countries_holding"],
            left_out_of_countries=told["left_out_of_countries"],
            continents=_by_variant(told["continents"]),
            continents_holding=told["continents_holding"],
        )

    def refuses(self, said: str | None) -> bool:
        """Whether a text, or its absence, answers nothing. ``0`` and ``-1`` are such texts."""
        return said is None or said.strip().lower() in self.refusals

    def country(self, name: str) -> str | None:
        """Two names with one result are one country; None is no name at all.

        Notes
        -----
        A leading "the" is dropped when other names are looked up, and kept when none is found, as AGL1K
        does: "the UK" is the United Kingdom, "The Gambia" is not "Gambia". Dots go before the look-up, so
        that "U.S.A." is found, and "S. Korea" is not, though AGL1K lists it.
        """
        said = name.strip()
        bare = said.lower().removeprefix("the ").strip()
        held = _holding(said, self.countries_holding)
        looked_up = bare.translate({ord(mark): None for mark in self.left_out_of_countries}).strip()
        if held or looked_up in self.countries:
            return (held or self.countries[looked_up]).lower()
        return _folded(f"the {bare}" if said.lower().startswith("the ") else said)

    def continent(self, name: str) -> str | None:
        """Two names with one result are one continent; None is no name at all."""
        said = name.strip()
        held = _holding(said, self.continents_holding)
        return _folded(held or self.continents.get(said.lower(), said))

    def city(self, name: str) -> str | None:
        """Two names with one result are one city; AGL1K does not even trim them."""
        return name.lower()


def _by_variant(variants: Mapping[str, list[str]]) -> dict[str, str]:
    return {variant: name for name, listed in variants.items() for variant in listed}


def _holding(name: str, words: Mapping[str, str]) -> str | None:
    return next((meant for word, meant in words.items() if word in name.lower()), None)


def _folded(name: str) -> str | None:
    # By way of title case, as AGL1K goes: it makes "ß" into "ss".
    return name.title().lower() or None
