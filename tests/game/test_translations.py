"""The languages of the page: their catalogs say all that the English one says, in every form they need."""

import json
import re
from collections.abc import Iterator, Mapping

import pytest

from game.plural_forms import FORMS, RULES
from game.texts import FOLDER, catalog, languages, page_catalog, text_in, translated
from game.translations import ENGLISH, LANGUAGES, RIGHT_TO_LEFT, direction, wanted

PLACEHOLDER = re.compile(r"\{(\w+)\}")
MARKUP = re.compile(r"<[^>]*>|&\w+;")
STRAIGHT = re.compile(r"['\"`]|\.\.\.")
COUNTLESS = {"ar": {"zero", "one", "two"}}  # forms whose noun says the number
# Read by participants, hosts and raters of studies, whose pages are in English around their own texts, and by
# programmers: docs/languages.md says so.
ENGLISH_ONLY = ("watch.", "annotate.")

OTHERS = [language for language in LANGUAGES if translated(language) and language != ENGLISH]
every_translation = pytest.mark.parametrize("language", OTHERS)
Entry = str | Mapping[str, str]


def forms(entry: Entry) -> dict[str, str]:
    return {"other": entry} if isinstance(entry, str) else dict(entry)


def places(words: str) -> set[str]:
    return set(PLACEHOLDER.findall(words))


def broken(
    language: str, english: Mapping[str, Entry], own: Mapping[str, Entry]
) -> Iterator[tuple[str, str]]:
    """What is wrong in a catalog, by key."""
    for key, entry in own.items():
        if key not in english:
            yield key, "no such text in English"
        elif isinstance(entry, str) != isinstance(english[key], str):
            yield key, "plural forms in one of the two languages only"
        elif not isinstance(entry, str) and set(entry) != set(FORMS[language]):
            yield key, f"forms {set(entry) ^ set(FORMS[language])}"
        else:
            yield from ((key, why) for why in _broken_text(language, english[key], entry))


def _broken_text(language: str, english: Entry, entry: Entry) -> Iterator[str]:
    there = forms(english)
    for form, words in forms(entry).items():
        wanted_places = places(there["one" if form == "one" and "one" in there else "other"])
        may_lack = places(there["other"]) if form in COUNTLESS.get(language, ()) else set[str]()
        if not wanted_places - may_lack <= places(words) <= places(there["other"]):
            yield f"{form}: placeholders {places(words) ^ places(there['other'])}"
        if sorted(MARKUP.findall(words)) != sorted(MARKUP.findall(there["other"])):
            yield f"{form}: markup"
        plain = MARKUP.sub("", words)
        if not plain or plain.strip() != plain or "  " in plain or STRAIGHT.search(plain):
            yield f"{form}: stray spaces or straight marks"


@every_translation
def test_no_text_of_a_language_is_broken(language: str):
    assert list(broken(language, translated(ENGLISH), translated(language))) == []


@every_translation
def test_no_text_that_players_read_is_missing(language: str):
    missing = set(translated(ENGLISH)) - set(translated(language))
    assert {key for key in missing if not key.startswith(ENGLISH_ONLY)} == set()


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"one": "{count} Punkt"}, "forms {'other'}"),
        ({"one": "{count} Punkt", "other": "Punkte"}, "other: placeholders {'count'}"),
        ({"one": "{count} Punkt", "other": "{count} {points}"}, "other: placeholders {'points'}"),
        ({"one": "{count} Punkt ", "other": "{count} Punkte"}, "one: stray spaces or straight marks"),
        ("{count} Punkte", "plural forms in one of the two languages only"),
    ],
)
def test_a_broken_text_is_found(entry: Entry, why: str):
    english = {"round.points": {"one": "{count} point", "other": "{count} points"}}
    assert list(broken("de", english, {"round.points": entry})) == [("round.points", why)]
    assert list(broken("de", english, {"round.dots": entry})) == [("round.dots", "no such text in English")]


@every_translation
def test_the_texts_of_a_language_stand_in_the_order_of_the_english_ones(language: str):
    words = (FOLDER / f"{language}.json").read_text(encoding="utf-8")
    assert words == json.dumps(translated(language), indent=2, ensure_ascii=False) + "\n"
    assert list(translated(language)) == [key for key in translated(ENGLISH) if key in translated(language)]


def test_every_file_is_a_language_of_the_switch():
    assert {file.stem for file in FOLDER.glob("*.json")} == set(languages())
    assert {code: one["dir"] for code, one in languages().items() if one["dir"] != "ltr"} == {"ar": "rtl"}
    assert set(LANGUAGES) == set(RULES) == set(FORMS) >= RIGHT_TO_LEFT


@every_translation
def test_a_text_without_a_translation_is_english(language: str):
    assert catalog(language)["watch.label"] == catalog()["watch.label"]
    assert set(page_catalog("game", language)["texts"]) == set(page_catalog()["texts"])


def test_numbers_are_written_and_counted_as_the_language_does():
    assert text_in("de", "problem.too_fast", count=1200).endswith("1.200 Sekunden noch einmal.")
    assert "12 ثانية" in text_in("ar", "problem.too_fast", count=12)
    assert "ثانيتين" in text_in("ar", "problem.too_fast", count=2)


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("*", "en"),
        ("de", "de"),
        ("de-AT,en;q=0.5", "de"),
        ("en;q=0.2, DE;q=0.9", "de"),
        ("xx, ar;q=0.1", "ar"),
        ("de;q=0", "en"),
        ("de;q=much", "en"),
        ("nb,nn,no", "en"),
        ("," * 5000 + "de", "en"),
        ("zh-Hant-TW", "zh"),
    ],
)
def test_a_request_is_answered_in_the_first_of_our_languages_that_it_names(header: str, language: str):
    assert wanted(header) == language
    assert direction(language) == ("rtl" if language == "ar" else "ltr")
