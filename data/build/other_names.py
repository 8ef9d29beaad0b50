"""Names by which people look for a place, besides the one on the map: in other languages, and short ones."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sized
from functools import cache

import pycountry
import regions
from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.languages import get_official_languages
from babel.localedata import locale_identifiers
from rapidfuzz import process
from rapidfuzz.distance import OSA

from game.geo.folding import fold

# Not in CLDR, or in common use beside its names.
COUNTRIES = {
    "US": ("USA", "America"),
    "GB": ("UK", "Great Britain"),
    "AE": ("UAE",),
    "NL": ("Holland",),
    "TR": ("Turkey",),
    "CZ": ("Czech Republic",),
    "MM": ("Burma",),
    "SZ": ("Swaziland",),
    "CI": ("Ivory Coast",),
    "KR": ("South Korea",),
    "KP": ("North Korea",),
}
# Least population for a city to be found by names in a script: those of the page's languages, and others.
COMMON_SCRIPTS = frozenset(("LATIN", "CYRILLIC", "ARABIC", "DEVANAGARI", "HAN", "KANA", "HANGUL"))
COMMON_FROM, OTHERS_FROM, CODES_FROM = 50_000, 300_000, 200_000
KNOWN = 50  # names of a city
TELLING = 6  # letters: from here on a name may be found by one that is spelled much the same
# Letters that neither Arabic, nor Russian and Ukrainian have: names in other languages of their scripts.
OTHER_LETTERS = re.compile("[پچژگکیہےٹڈڑںھۆەېڵڕێۇۈۋڭۅђѓѕјљњћќѝўџҒ-ӿ]")
_SCRIPTS = {"CJK": "HAN", "HIRAGANA": "KANA", "KATAKANA": "KANA", "KATAKANA-HIRAGANA": "KANA"}
_SCRIPT_CODES = {
    **{"Latn": "LATIN", "Cyrl": "CYRILLIC", "Arab": "ARABIC", "Deva": "DEVANAGARI", "Hans": "HAN"},
    **{
        "Hant": "HAN",
        "Kore": "HANGUL",
        "Grek": "GREEK",
        "Hebr": "HEBREW",
        "Thai": "THAI",
        "Geor": "GEORGIAN",
    },
    **{"Armn": "ARMENIAN", "Beng": "BENGALI", "Khmr": "KHMER", "Laoo": "LAO", "Mymr": "MYANMAR"},
    **{"Ethi": "ETHIOPIC", "Sinh": "SINHALA", "Taml": "TAMIL", "Telu": "TELUGU"},
    **{"Gujr": "GUJARATI", "Guru": "GURMUKHI", "Knda": "KANNADA", "Mlym": "MALAYALAM", "Orya": "ORIYA"},
}
# How GeoNames' transcriptions write Cyrillic, which nobody types: Mjunkhen.
_CYRILLIC = {
    **dict(zip("абвгдезийклмнопрстуфыі", "abvgdezijklmnoprstufyi", strict=True)),
    **{
        "ё": "jo",
        "ж": "zh",
        "х": "kh",
        "ц": "c",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "э": "eh",
        "ъ": "",
        "ь": "",
    },
    **{"ю": "ju", "я": "ja", "ї": "i", "є": "je", "ґ": "g", "ј": "j", "љ": "lj", "њ": "nj", "ў": "u"},
}
_TRANSCRIBED = re.compile("kh|zh|shch|eh|j[aou]|[iy]j")  # letters in the names of few other languages


@cache
def _locales() -> tuple[Locale, ...]:
    """One locale of each language; those of a country or script add few names."""
    found = []
    for identifier in locale_identifiers():
        try:
            found.append(Locale.parse(identifier))
        except (UnknownLocaleError, ValueError):
            continue
    return tuple(locale for locale in found if locale.territory is None)


@cache
def _official_languages() -> frozenset[str]:
    """Languages that are official in a country, or in a part of one where a hundredth of its people live."""
    return frozenset(
        language.split("_")[0]
        for spoken in get_global("territory_languages").values()
        for language, facts in spoken.items()
        if facts.get("official_status") in ("official", "de_facto_official")
        or (facts.get("official_status") == "official_regional" and facts.get("population_percent", 0) >= 1)
    )


@cache
def _languages() -> frozenset[str]:
    """What languages call themselves: GeoNames has some of these as names of towns."""
    own = (locale.get_language_name(locale) for locale in _locales())
    return frozenset(name.casefold() for name in own if name)


def of_country(code: str) -> tuple[str, ...]:
    """A country's names in the world's official languages, and those in common use; its ISO codes too."""
    spoken = (locale for locale in _locales() if locale.language in _official_languages())
    names = [name for locale in spoken if (name := locale.territories.get(code))]
    listed = pycountry.countries.get(alpha_2=code)
    codes = (listed.alpha_2, listed.alpha_3) if listed else ()
    return tuple(dict.fromkeys((*names, *COUNTRIES.get(code, ()), *codes)))


def of_city(names: Iterable[str], country_code: str, people: int) -> Iterator[str]:
    """Those of GeoNames' other names by which people may look for a city of that many people.

    They are not transcriptions, which start in lower case there, nor languages' names. Cities with many names
    are known in many languages, others at home and in the larger languages.
    """
    names = [name for name in names if not name.isascii() or name[:1].isupper()]
    transcribed = {_transcribe(name) for name in names if "CYRILLIC" in scripts_of(name)}
    for name in names:
        folded = fold(name)
        if folded in transcribed and (not is_known(names) or _TRANSCRIBED.search(folded)):
            continue
        if name.casefold() in _languages() or ":" in name:
            continue
        scripts = scripts_of(name)
        at_home = scripts <= _home_scripts(country_code) and "LATIN" not in scripts
        common = scripts <= COMMON_SCRIPTS and len(scripts - {"HAN", "KANA"}) <= 1
        rare = not common or OTHER_LETTERS.search(name.casefold()) is not None
        if at_home or (is_known(names) and not rare) or people >= (OTHERS_FROM if rare else COMMON_FROM):
            yield name


@cache
def of_time_zones() -> dict[tuple[str, str], tuple[str, ...]]:
    """Names in the page's languages of cities that time zones are called after, by country and name."""
    countries = get_global("zone_territories")
    found = {}
    for zone, country_code in countries.items():
        listed = [Locale(language).time_zones.get(zone, {}).get("city") for language in regions.LANGUAGES]
        english = listed[0] or zone.split("/")[-1].replace("_", " ")
        found[country_code, fold(english)] = tuple(
            re.sub(r"\s*[(（,].*", "", name) for name in listed if name
        )
    return found


def is_known(names: Sized) -> bool:
    """Whether a city has so many names that it must be known in many languages."""
    return len(names) >= KNOWN


def without_lookalikes(names: Iterable[str], shown: str) -> Iterator[str]:
    """Names without those that are found by another one of them, or by the one shown, when spelled wrong.

    Nor those that add a word to the one shown, such as Tanjay City.
    """
    kept = [fold(shown)]
    for name in names:
        folded = fold(name)
        if f" {kept[0]} " in f" {folded} ":
            continue
        alike = len(folded) // 5 if len(folded) >= TELLING else 0  # letters
        near = process.extractOne(folded, kept, scorer=OSA.distance, score_cutoff=alike)
        if near is None:
            kept.append(folded)
            yield name


def scripts_of(name: str) -> frozenset[str]:
    """The scripts of a name's letters, by the first word of their names in Unicode."""
    firsts = (unicodedata.name(letter, "?").split(" ")[0] for letter in name if letter.isalpha())
    return frozenset(_SCRIPTS.get(first, first) for first in firsts)


@cache
def _home_scripts(country_code: str) -> frozenset[str]:
    """The scripts of a country's official languages."""
    likely = get_global("likely_subtags")
    found = set()
    for language in get_official_languages(country_code, regional=True, de_facto=True):
        parts = str(likely.get(f"{language}_{country_code}") or likely.get(language) or language).split("_")
        code = next((part for part in (*language.split("_"), *parts) if len(part) == 4), "Latn")
        found |= {"HAN", "KANA"} if code == "Jpan" else {_SCRIPT_CODES.get(code, code)}
    return frozenset(found)


def _transcribe(name: str) -> str:
    return fold("".join(_CYRILLIC.get(letter, letter) for letter in name.lower()))
