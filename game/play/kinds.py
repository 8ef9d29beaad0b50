"""Kinds of play besides the ordinary ones: what each decides about its games, as dealing asks it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, runtime_checkable

import numpy as np
from sqlalchemy import Connection

from game.packs.clip import Clip
from game.play import histories
from game.play.active_packs import ActivePacks
from game.play.allocation import Deck, Draw
from game.play.known_clips import KnownClips
from game.play.rounds import Mode, Values
from game.players.identity import Registry
from game.store.compiled import Row, from_json


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clip of the next round.

    Attributes
    ----------
    terms : mapping
        Columns of the round that the rule sets.
    of_clip : callable
        Those that depend on the clip; None for a clip that the rule does not deal.
    """

    deck: Deck
    known: KnownClips
    drawn: Draw
    terms: Mapping[str, Any] = field(default_factory=dict)
    of_clip: Callable[[Clip], Mapping[str, Any] | None] = lambda _clip: {}

    @property
    def columns(self) -> Mapping[str, Any]:
        """All columns of the round that the rule sets."""
        return {**(self.of_clip(self.drawn.clip) or {}), **self.terms}


@dataclass(frozen=True, slots=True)
class Options:
    """What a player asks for with a new game.

    Attributes
    ----------
    opponent : str or None
        Whom to play against, in a duel.
    day : date or None
        Whose daily clips to practise.
    challenge : str or None
        Whose clips to play.
    party : str or None
        In which room to play.
    """

    opponent: str | None = None
    day: date | None = None
    challenge: str | None = None
    party: str | None = None


NO_OPTIONS = Options()


class Kind(Protocol):
    """A kind of play; every method is called inside a transaction of the store."""

    def start(
        self, connection: Connection, packs: ActivePacks, player_id: str, options: Options
    ) -> tuple[Values, bool]:
        """A game of this kind, and whether it is new: then it is stored by who asked.

        Raises
        ------
        Refusal
            When the player cannot begin one now.
        """

    def choose(
        self, connection: Connection, packs: ActivePacks, game: Row, in_game: Sequence[Row]
    ) -> Chosen | None:
        """The clip of a game's next round; None when nothing is left to deal."""


@runtime_checkable
class SeesCloses(Protocol):
    """A kind of play that keeps something when one of its rounds closes."""

    def closed(self, connection: Connection, row: Row) -> None:
        """Called in the transaction that has closed a round, with its row as it is now.

        It changes nothing of what the player has heard.
        """


Kinds = Mapping[Mode, Kind]


@dataclass(frozen=True, slots=True)
class KindParts:
    """What kinds of play may need of a running game.

    Parameters
    ----------
    clock : callable
        Seconds since 1970, UTC.
    public_hash : str or None
        The hash of the study that holds outside all others.
    """

    active_packs: ActivePacks
    registry: Registry
    rng: np.random.Generator
    clock: Callable[[], float]
    public_hash: str | None


def no_kinds(_parts: KindParts) -> Kinds:
    """For games with the ordinary kinds of play only."""
    return {}


class FixedClips:
    """Chooses the clips that a game was given when it began, in their order."""

    def choose(
        self, connection: Connection, packs: ActivePacks, game: Row, in_game: Sequence[Row]
    ) -> Chosen | None:
        """The next of the game's clips whose recording is there; None after the last."""
        deck = packs.deck_of(game["pack"])
        if deck is None:
            return None
        dealt = {row["clip_key"] for row in in_game}
        for key in from_json(game["clip_keys"]):
            clip = packs.playable(game["pack"], key)
            if clip is not None and key not in dealt:
                known = histories.known_clips(connection, game["player_id"], deck)
                return Chosen(deck, known, Draw(clip, None), {"allocation": f"{game['mode']}-fixed"})
        return None
