"""What players read, by key: the catalogs of texts in ``assets/texts``, one file per language."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache, partial
from numbers import Integral, Real
from typing import Any, Literal

from game.plural_forms import RULES
from game.project_files import ROOT
from game.translations import ENGLISH, LANGUAGES, direction

FOLDER = ROOT / "assets" / "texts"
LANGUAGE = ENGLISH

# Between groups of three digits; the browser's Intl.NumberFormat does this on the page.
_NARROW_SPACE, _SPACE = "\u202f", "\u00a0"
THOUSANDS = {
    **dict.fromkeys(("de", "es", "id", "it", "pt", "tr"), "."),
    **dict.fromkeys(("pl", "ru", "uk"), _SPACE),
    "fr": _NARROW_SPACE,
}

# Only the server uses these; all others travel in the head of the document.
SERVER_ONLY = (
    *("about.", "api.", "choice.", "consent."),
    *("board.abandoned", "board.compare.", "board.headline.", "board.join.", "board.lead.", "board.left_out"),
    *("board.about.", "board.alt.", "board.chart.", "board.doubt.", "board.entrant.", "board.meaning."),
    *("board.measure.", "board.needs.", "board.notes.", "board.question.", "board.warning."),
    "spatial.standing.",
    "study.default.",
)
Page = Literal["game", "study", "watch", "annotate"]
ONE_PAGE_ONLY: dict[Page, str] = {"study": "study.", "watch": "watch.", "annotate": "annotate."}
TABS = ("play", "around", "leaderboard", "about")

Text = str | Mapping[str, str]


@cache
def translated(language: str) -> Mapping[str, Text]:
    """The texts that a language's own file has; none where there is no such file."""
    file = FOLDER / f"{language}.json"
    texts: dict[str, Text] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
    return texts


def catalog(language: str = LANGUAGE) -> Mapping[str, Text]:
    """Every text by its key: a sentence, or its plural forms. A text without a translation is English."""
    return _catalog(language)


@cache
def _catalog(language: str) -> Mapping[str, Text]:
    return {**translated(ENGLISH), **translated(language)}


def text_in(language: str, key: str, /, **values: object) -> str:
    """The text of a key in a language, with its placeholders filled in.

    Parameters
    ----------
    **values
        By placeholder. ``count`` also chooses the plural form. Numbers are written in groups of three digits,
        with the decimals that they have.

    Raises
    ------
    KeyError
        When the catalog has no such key, or the text has a placeholder without a value.
    """
    entry = catalog(language)[key]
    if not isinstance(entry, str):
        entry = entry.get(_plural_form(language, values["count"])) or entry["other"]
    return entry.format_map({name: _written(language, value) for name, value in values.items()})


text = partial(text_in, ENGLISH)


def page_catalog(page: Page = "game", language: str = LANGUAGE) -> dict[str, Any]:
    """What a page's own scripts need: the language, all texts that they may show, and the other languages."""
    others = (start for only, start in ONE_PAGE_ONLY.items() if only != page)
    left_out = (*SERVER_ONLY, *others)
    texts = {key: entry for key, entry in catalog(language).items() if not key.startswith(left_out)}
    return {"language": language, "texts": texts, "languages": languages()}


@cache
def languages() -> dict[str, dict[str, Any]]:
    """Of each language that has a catalog: its name, direction, names of the tabs, and its file's version."""
    return {
        code: {
            "name": name,
            "dir": direction(code),
            "tabs": {tab: catalog(code)[f"page.tab.{tab}"] for tab in TABS},
            "version": hashlib.sha256((FOLDER / f"{code}.json").read_bytes()).hexdigest()[:8],
        }
        for code, name in LANGUAGES.items()
        if translated(code)
    }


def page_script(page: Page = "game", language: str = LANGUAGE) -> str:
    """The page's texts as an HTML element, from which ``assets/shared/texts.js`` reads them."""
    found = json.dumps(page_catalog(page, language), ensure_ascii=False, separators=(",", ":"))
    data = found.replace("<", "\\u003c")
    return f'<script type="application/json" id="ew-texts">{data}</script>'


def _plural_form(language: str, count: object) -> str:
    if not isinstance(count, Real):
        raise TypeError(f"count must be a number, not {count!r}")
    return RULES[language](float(count))


def _written(language: str, value: object) -> object:
    if not isinstance(value, Real):
        return value
    number = int(value) if isinstance(value, Integral) else float(value)
    point = "," if language in THOUSANDS else "."
    return "".join({",": THOUSANDS.get(language, ","), ".": point}.get(sign, sign) for sign in f"{number:,}")
