"""English sentences that remember what they are made from, so that they can be said in other languages."""

from collections.abc import Iterator, Mapping
from functools import reduce
from numbers import Integral, Real
from typing import Any

from game.texts import text_in
from game.translations import ENGLISH

Told = Mapping[str, Any]  # a text's key and values, fit for JSON; a value may be `Told` as well


class Sentence(str):
    """A text of the catalog in English.

    Attributes
    ----------
    told : dict
        Its ``key`` and ``values``.
    """

    told: Told

    @classmethod
    def of(cls, words: str, key: str, **values: object) -> "Sentence":
        """English words that are the text of a key."""
        sentence = cls(words)
        sentence.told = {"key": key, "values": {name: _plain(value) for name, value in values.items()}}
        return sentence


def text(key: str, /, **values: object) -> Sentence:
    """The text of a key, as `game.texts.text_in` fills it in; values may be sentences themselves."""
    return Sentence.of(text_in(ENGLISH, key, **values), key, **values)


def following(*sentences: str) -> str:
    """Sentences one after the other, without the empty ones."""
    said = [one for one in sentences if one]
    if len(said) < 2:
        return said[0] if said else ""
    middle = len(said) // 2  # joined by halves, so that hundreds do not nest hundreds deep
    first, rest = following(*said[:middle]), following(*said[middle:])
    return text("board.join.sentences", first=first, next=rest)


def listed(phrases: list[Sentence]) -> str:
    """Phrases with commas between them; at least one."""
    return reduce(lambda before, one: text("board.join.phrases", first=before, next=one), phrases)


def sentences_in(body: object) -> Iterator[Sentence]:
    """All sentences in what is about to be sent."""
    if isinstance(body, Sentence):
        yield body
    elif isinstance(body, Mapping):
        for value in body.values():
            yield from sentences_in(value)
    elif isinstance(body, list | tuple):
        for value in body:
            yield from sentences_in(value)


def in_language(language: str, body: Any, told: Mapping[str, Told]) -> Any:
    """The same body with every sentence in a language.

    Parameters
    ----------
    told : mapping of str to mapping
        By its English words, what a sentence is made from. Other strings stay as they are.
    """
    if isinstance(body, str):
        return _said(language, told[body]) if body in told else body
    if isinstance(body, Mapping):
        return {name: in_language(language, value, told) for name, value in body.items()}
    if isinstance(body, list | tuple):
        return [in_language(language, value, told) for value in body]
    return body


def _said(language: str, told: Told) -> str:
    values = {
        name: _said(language, value) if isinstance(value, Mapping) else value
        for name, value in told["values"].items()
    }
    return text_in(language, told["key"], **values)


def _plain(value: object) -> object:
    if isinstance(value, Sentence):
        return value.told
    if isinstance(value, Integral):
        return int(value)
    return float(value) if isinstance(value, Real) else str(value)
