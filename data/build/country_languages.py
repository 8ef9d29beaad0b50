"""Write country_languages.csv: which of the languages that players can name are spoken in each country.

    python data/build/country_languages.py

Needs `requirements-dev.txt` for Babel, which holds Unicode's CLDR.
"""

import csv
import sys
from collections import Counter
from pathlib import Path

import pycountry
from babel.core import get_global
from babel.languages import get_territory_language_info

sys.path.insert(0, str(Path(__file__).parents[2]))

from game.players.languages import LANGUAGES

TARGET = Path(__file__).parents[1] / "country_languages.csv"
LEAST_PERCENT = 5.0  # of the people, for a language that is not official there
LEAST_REGIONAL_PERCENT = 0.5  # for one that is official in a part of the country
NATIONAL = {"official", "de_facto_official"}
# Players choose among fewer names than CLDR has: variants of one language have one.
CHOICE = {
    "fil": "tl",
    **dict.fromkeys(("nb", "nn"), "no"),
    **dict.fromkeys(("gsw", "bar", "vmf", "swg", "ksh", "sxu", "pfl"), "de"),
    **dict.fromkeys(("ary", "arz", "arq", "aeb", "apc", "apd", "ars", "acm", "acq", "ajp"), "ar"),
    **dict.fromkeys(("ckb", "kmr", "sdh"), "ku"),
    "prs": "fa",
    "swc": "sw",
    "aln": "sq",
    "plt": "mg",
    "fuv": "ff",
    "ffm": "ff",
    "fuq": "ff",
    "pnb": "pa",
    "lah": "pa",
    "zsm": "ms",
}


def spoken(country: str) -> tuple[list[str], bool]:
    """The languages of a country that players can name, and whether it has others besides."""
    found = {
        language.split("_")[0]
        for language, facts in get_territory_language_info(country).items()
        if language != "und" and _is_spoken(language, facts["population_percent"], facts["official_status"])
    }
    chosen = {CHOICE.get(language, language) for language in found}
    return sorted(chosen & LANGUAGES.keys()), bool(chosen - LANGUAGES.keys())


def _is_spoken(language: str, percent: float, status: str | None) -> bool:
    if status in NATIONAL:
        return True
    if status:
        return percent >= LEAST_REGIONAL_PERCENT
    # A language that is official in several countries is widely learnt: English in Germany is no clue to it.
    return percent >= LEAST_PERCENT and _OFFICIAL_IN[language] < 2


_OFFICIAL_IN = Counter(
    language.split("_")[0]
    for of_country in get_global("territory_languages").values()
    for language, facts in of_country.items()
    if facts["official_status"] in NATIONAL
)


def main() -> None:
    codes = sorted({country.alpha_2 for country in pycountry.countries} | {"XK"})
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("country_code", "languages", "others"))
        for code in codes:
            named, has_others = spoken(code)
            writer.writerow((code, " ".join(named), int(has_others)))


if __name__ == "__main__":
    main()
