"""Names by which people look for a place, besides the one on the map: in other languages, and short ones."""

from collections.abc import Iterable
from functools import cache

import pycountry
from babel import Locale, UnknownLocaleError
from babel.localedata import locale_identifiers

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
REGIONS_OF = ("AU", "CA", "CH", "GB", "US")  # countries whose towns are told apart by state, and so on
# GeoNames' codes of regions where they are not those of ISO 3166-2.
ISO_CODES = {
    "AU": {
        **{
            "01": "ACT",
            "02": "NSW",
            "03": "NT",
            "04": "QLD",
            "05": "SA",
            "06": "TAS",
            "07": "VIC",
            "08": "WA",
        }
    },
    "CA": {
        **{"01": "AB", "02": "BC", "03": "MB", "04": "NB", "05": "NL", "07": "NS", "08": "ON", "09": "PE"},
        **{"10": "QC", "11": "SK", "12": "YT", "13": "NT", "14": "NU"},
    },
}


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
def _languages() -> frozenset[str]:
    """What languages call themselves: GeoNames has some of these as names of towns."""
    own = (locale.get_language_name(locale) for locale in _locales())
    return frozenset(name.casefold() for name in own if name)


def of_country(code: str) -> tuple[str, ...]:
    """A country's names in all languages of CLDR, and those in common use; its ISO codes too."""
    names = [name for locale in _locales() if (name := locale.territories.get(code))]
    listed = pycountry.countries.get(alpha_2=code)
    codes = (listed.alpha_2, listed.alpha_3) if listed else ()
    return tuple(dict.fromkeys((*names, *COUNTRIES.get(code, ()), *codes)))


def of_city(names: Iterable[str]) -> tuple[str, ...]:
    """GeoNames' other names without transcriptions, which start in lower case there, and languages' names."""
    kept = (name for name in names if not name.isascii() or name[:1].isupper())
    return tuple(name for name in kept if name.casefold() not in _languages())


def region_code(country_code: str, region: str) -> str:
    """The ISO 3166-2 code of a state, nation or canton, without its country's; empty where none is used."""
    if country_code not in REGIONS_OF:
        return ""
    return ISO_CODES.get(country_code, {}).get(region, region)


def region_name(country_code: str, region: str) -> str:
    """The name of a region by its ISO 3166-2 code; empty for one that is not listed."""
    listed = pycountry.subdivisions.get(code=f"{country_code}-{region}") if region else None
    return "" if listed is None else str(listed.name)
