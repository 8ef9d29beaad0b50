"""Why figures of the paper are doubted, as texts of the catalog."""

import re
from collections.abc import Mapping
from functools import cache

from game.texts import catalog
from leaderboard.sentences import Sentence

_KEYS = (
    "board.doubt.replaced",
    "board.doubt.greater",
    "board.doubt.less",
    "board.doubt.less_in_tables",
    "board.doubt.another",
    "board.doubt.unanswered",
    "board.doubt.under_50",
    "board.doubt.rank",
    "board.doubt.refusals",
)
_PLACE = re.compile(r"\\{(\w+)\\}")
_NUMBER = r"(?P<\1>\\d[\\d,]*(?:\\.\\d+)?)"


def doubt(words: str) -> Sentence:
    """A doubt as the published tables have it, with the key and the numbers from which it is said elsewhere.

    Raises
    ------
    LookupError
        If it is the text of no key.
    """
    for key, pattern in _patterns().items():
        if found := pattern.fullmatch(words):
            numbers = {name: _number(written) for name, written in found.groupdict().items()}
            return Sentence.of(words, key, **numbers)
    raise LookupError(f"no text of the catalog: {words}")


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    plain = {key: re.escape(str(catalog()[key]).replace("’", "'")) for key in _KEYS}
    return {key: re.compile(_PLACE.sub(_NUMBER, words)) for key, words in plain.items()}


def _number(written: str) -> float:
    plain = written.replace(",", "")
    return float(plain) if "." in plain else int(plain)
