"""Versions of the consent text: each names what becomes of guesses, and is a hash of the whole text.

A version such as `soon-1f0c…` is the kind of text and the first 32 hexadecimal digits of the SHA-256 of all
that the player was shown. Earlier versions were numbered; texts of one number differed in what hosts chose.
"""

import hashlib
import json
from typing import Any, Literal

from sqlalchemy import Connection, insert, or_, select
from sqlalchemy.sql.elements import ColumnElement

from game.json_types import Json
from game.store.tables import consent_texts

# Published as they come, once their UTC day is over, or not at all; a study's host publishes its archive.
Kind = Literal["soon", "day", "here", "study"]

NUMBERED: dict[str, Kind | None] = {
    "play-1": None,  # said nothing about publishing
    "play-2": "soon",
    "play-2-day": "day",
    "play-2-here": "here",
}
OTHERS = "others"  # the part of a text that says what other players see
_HASH_DIGITS = 32


def version_of(kind: Kind, shown: Json) -> str:
    """The version of a text.

    Parameters
    ----------
    shown : dict
        All that the player is shown.
    """
    return f"{kind}-{hashlib.sha256(_canonical(shown).encode()).hexdigest()[:_HASH_DIGITS]}"


def allows_soon(version: ColumnElement[Any]) -> ColumnElement[bool]:
    """Select the versions under which a round may be published at once."""
    return _is_of(version, "soon")


def allows_by_day(version: ColumnElement[Any]) -> ColumnElement[bool]:
    """Select the versions under which a round may be published once its UTC day is over."""
    return or_(_is_of(version, "soon"), _is_of(version, "day"))


def mentions_background(version: ColumnElement[Any]) -> ColumnElement[bool]:
    """Select the versions whose text mentions what players tell about themselves."""
    return version.is_not(None) & (version != "play-1")


def allows_showing(version: ColumnElement[Any]) -> ColumnElement[bool]:
    """Select the versions under which other players may be shown where a player pointed.

    Their text says so, in a part that is named `OTHERS`, or everything is public as it comes.
    """
    saying_so = select(consent_texts.c.version).where(consent_texts.c.text.contains(f'"name":"{OTHERS}"'))
    return or_(allows_soon(version), version.in_(saying_so))


def keep_text(connection: Connection, version: str, shown: Json) -> None:
    """Store a text that a player agrees to, unless it is stored already."""
    known = select(consent_texts.c.version).where(consent_texts.c.version == version)
    if connection.execute(known).first() is None:
        connection.execute(insert(consent_texts).values(version=version, text=_canonical(shown)))


def _is_of(version: ColumnElement[Any], kind: Kind) -> ColumnElement[bool]:
    numbered = [name for name, of_kind in NUMBERED.items() if of_kind == kind]
    return or_(version.in_(numbered), version.like(f"{kind}-%"))


def _canonical(shown: Json) -> str:
    return json.dumps(shown, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
