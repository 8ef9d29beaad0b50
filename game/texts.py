"""What players read, by key: the catalog of texts in ``assets/texts``, one file per language."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from numbers import Integral, Real
from typing import Any, Literal

from game.project_files import ROOT

FOLDER = ROOT / "assets" / "texts"
LANGUAGE = "en"

# The browser's Intl.PluralRules, as far as the server needs them: the forms for other counts are "other".
PLURAL_RULES: dict[str, Callable[[float], str]] = {"en": lambda count: "one" if count == 1 else "other"}
THOUSANDS = {"en": ","}  # between groups of three digits

# Only the server uses these; all others travel in the head of the document.
SERVER_ONLY = (
    *("about.", "api.", "choice.", "consent."),
    *("board.compare.", "board.lead.", "board.needs.", "board.notes."),
    "study.default.",
)
Page = Literal["game", "study", "watch", "annotate"]
ONE_PAGE_ONLY: dict[Page, str] = {"study": "study.", "watch": "watch.", "annotate": "annotate."}

Text = str | Mapping[str, str]


@cache
def catalog() -> Mapping[str, Text]:
    """Every text by its key: a sentence, or its plural forms."""
    texts: dict[str, Text] = json.loads((FOLDER / f"{LANGUAGE}.json").read_text(encoding="utf-8"))
    return texts


def text(key: str, /, **values: object) -> str:
    """The text of a key with its placeholders filled in.

    Parameters
    ----------
    **values
        By placeholder. ``count`` also chooses the plural form. Whole numbers are written in groups of three
        digits; any other number is to be given as it should be written.

    Raises
    ------
    KeyError
        When the catalog has no such key, or the text has a placeholder without a value.
    """
    entry = catalog()[key]
    if not isinstance(entry, str):
        entry = entry[_plural_form(values["count"])]
    return entry.format_map({name: _written(value) for name, value in values.items()})


def page_catalog(page: Page = "game") -> dict[str, Any]:
    """What a page's own scripts need: the language, and all texts that they may show."""
    others = (start for only, start in ONE_PAGE_ONLY.items() if only != page)
    left_out = (*SERVER_ONLY, *others)
    texts = {key: entry for key, entry in catalog().items() if not key.startswith(left_out)}
    return {"language": LANGUAGE, "texts": texts}


def page_script(page: Page = "game") -> str:
    """The page's texts as an HTML element, from which ``assets/shared/texts.js`` reads them."""
    data = json.dumps(page_catalog(page), ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/json" id="ew-texts">{data}</script>'


def _plural_form(count: object) -> str:
    if not isinstance(count, Real):
        raise TypeError(f"count must be a number, not {count!r}")
    return PLURAL_RULES[LANGUAGE](float(count))


def _written(value: object) -> object:
    return f"{int(value):,}".replace(",", THOUSANDS[LANGUAGE]) if isinstance(value, Integral) else value
