"""Whether somebody knows a language that is spoken in a country."""

import csv
from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from game.project_files import DATA

FILE = DATA / "country_languages.csv"
OTHER = "other"  # what players choose whose language is not on the list


class Spoken(NamedTuple):
    """The languages of a country that players can name, and whether it has others besides."""

    languages: frozenset[str]
    has_others: bool


def knows_language(languages: Collection[str], country_code: str) -> bool | None:
    """Whether any of these languages is spoken in a country; None when that cannot be said.

    Parameters
    ----------
    languages : collection of str
        Codes of `game.players.languages`; empty when the player named none.
    country_code : str
        ISO 3166-1 alpha-2, or XK.
    """
    spoken = spoken_in().get(country_code)
    if not languages or spoken is None:
        return None
    if not spoken.languages.isdisjoint(languages):
        return True
    may_be_the_other = spoken.has_others and OTHER in languages
    return False if spoken.languages and not may_be_the_other else None


@cache
def spoken_in() -> dict[str, Spoken]:
    """The languages of each country, by code."""
    with FILE.open(encoding="utf-8", newline="") as file:
        return {
            row["country_code"]: Spoken(frozenset(row["languages"].split()), row["others"] == "1")
            for row in csv.DictReader(file)
        }
