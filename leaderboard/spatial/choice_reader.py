"""Reads which option a model chose: a letter, the option's words, yes or no."""

import re
from collections.abc import Sequence

_LETTERS = "ABCDEFGH"
_WHOLE = re.compile(r"[\s(\[\"'`]*(?:option\s+)?([A-H])[\s)\]\"'`.:]*", re.IGNORECASE)
_LEADING = re.compile(r"\s*(?:\(([A-H])\)|([A-H])[.):])(?=\s|$)")
_NAMED = re.compile(r"\b(?:option|choice|letter)(?:\s+is)?\s*[:=]?\s*\(?([A-H])\b", re.IGNORECASE)
_JSON = re.compile(r"\"(?:answer|option|choice|answer_letter|letter)\"\s*:\s*\"\(?([A-H])\b", re.IGNORECASE)
_IN_BRACKETS = re.compile(r"\(([A-H])\)")
_YES_NO = re.compile(r"\s*[\"'(]*(yes|no)\b", re.IGNORECASE)


def read_option(said: str, options: Sequence[str]) -> int | None:
    """The position of the option that was chosen, from 0; None where none was, or several were."""
    chosen = _by_letter(said)
    if chosen is None:
        chosen = _by_words(said, options)
    return chosen if chosen is not None and chosen < len(options) else None


def _by_letter(said: str) -> int | None:
    whole = _WHOLE.fullmatch(said)
    if whole:
        return _LETTERS.index(whole[1].upper())
    for pattern in (_JSON, _LEADING, _NAMED, _IN_BRACKETS):
        matches = [_LEADING.match(said)] if pattern is _LEADING else pattern.finditer(said)
        found = {next(filter(None, one.groups())).upper() for one in matches if one}
        if found:
            return _LETTERS.index(found.pop()) if len(found) == 1 else None
    return None


def _by_words(said: str, options: Sequence[str]) -> int | None:
    """The one option whose words are in the reply; of two of which one holds the other, the longer."""
    plain = _plain(said)
    named = [number for number, words in enumerate(options) if f" {_plain(words).strip()} " in plain]
    longest = [
        number
        for number in named
        if not any(
            other != number and _plain(options[number]).strip() in _plain(options[other]) for other in named
        )
    ]
    if len(longest) == 1:
        return longest[0]
    answer = _YES_NO.match(said)
    words = [_plain(option).strip() for option in options]
    is_both = answer and {"yes", "no"} <= set(_plain(said).split())
    return words.index(answer[1].lower()) if answer and answer[1].lower() in words and not is_both else None


def _plain(words: str) -> str:
    return f" {' '.join(re.sub(r'[^a-z0-9.°+-]+', ' ', words.lower()).strip(' .').split())} "
