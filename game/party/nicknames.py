"""Which nicknames people may have in a room."""

import re
import unicodedata
from functools import cache

from glin_profanity import Filter

from game.errors import BadNickname

LONGEST = 20
MOST_MARKS = 3  # accents on one letter; more are a tower that covers other lines
_SPACES = re.compile(r"\s+")
_LETTER_OR_DIGIT = ("L", "Nd")
# Letters and marks that nothing is drawn of, by which a name would be empty or look like another's.
_UNSEEN = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def nickname(typed: str) -> str:
    """The nickname as it is shown.

    Raises
    ------
    BadNickname
        When it is too long, has other characters than letters, digits and spaces, or is a slur.
    """
    name = _SPACES.sub(" ", unicodedata.normalize("NFKC", typed)).strip()
    if not 1 <= len(name) <= LONGEST:
        raise BadNickname("problem.nickname_length", most=LONGEST)
    if not _is_readable(name):
        raise BadNickname("problem.nickname_characters")
    if _is_slur(name):
        raise BadNickname("problem.nickname_refused")
    return name


def same_name(one: str, other: str) -> bool:
    """Whether two nicknames differ in capitals at most."""
    return one.casefold() == other.casefold()


def prepare() -> None:
    """Read the lists of slurs, which takes a tenth of a second."""
    _filter()


def _is_readable(name: str) -> bool:
    if _UNSEEN.search(name):
        return False
    marks = 0
    for place, letter in enumerate(name):
        kind = unicodedata.category(letter)
        marks = marks + 1 if kind.startswith("M") else 0
        is_mark = 0 < marks <= MOST_MARKS and place > 0
        if not (letter == " " or is_mark or kind.startswith(_LETTER_OR_DIGIT)):
            return False
    return unicodedata.category(name[0]).startswith(_LETTER_OR_DIGIT)


def _is_slur(name: str) -> bool:
    """Numbers are left out, which look like words to a search that reads 1 as I and 7 as T: "Guest 17"."""
    words = " ".join(word for word in name.split() if not word.isdecimal())
    return bool(_filter().is_profane(words))


@cache
def _filter() -> Filter:
    return Filter({"all_languages": True, "detect_leetspeak": True, "normalize_unicode": True})
