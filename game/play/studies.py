"""What studies decide about the games that are played in them, as dealing and closing ask it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Connection

from game.errors import NothingLeft
from game.packs.clip import Clip
from game.play.active_packs import ActivePacks
from game.play.allocation import Deck, Draw
from game.play.counting import PUBLIC, Rules
from game.play.known_clips import KnownClips
from game.play.rounds import Values
from game.store.compiled import Row


@dataclass(frozen=True, slots=True)
class Chosen:
    """The clip of the next round.

    Attributes
    ----------
    terms : mapping
        Columns of the round that the rule sets.
    """

    deck: Deck
    known: KnownClips
    drawn: Draw
    terms: Mapping[str, Any] = field(default_factory=dict)


class Studies(Protocol):
    """The studies of a host; every method is called inside a transaction of the store."""

    @property
    def public_hash(self) -> str | None:
        """The hash of the study that holds outside all others."""

    @property
    def packs(self) -> Sequence[str]:
        """Names or folders of packs that are dealt from besides the host's."""

    def start(self, connection: Connection, packs: ActivePacks, player_id: str) -> tuple[Row, bool]:
        """The game of the step at which a participant is, and whether it is new.

        Raises
        ------
        Refusal
            When the player is in no study, at another step, or nothing is left to deal.
        """

    def choose(
        self, connection: Connection, packs: ActivePacks, game: Row, in_game: Sequence[Row]
    ) -> Chosen | None:
        """The clip of a game's next round; None when nothing is left to deal."""

    def check(self, row: Row, values: Values, clip: Clip | None) -> None:
        """Refuse an answer that the study does not allow; the round stays open.

        Raises
        ------
        Refusal
        """

    def rules_of(self, row: Row) -> Rules:
        """The rules by which a round counts."""

    def at_close(self, connection: Connection, row: Row) -> Values:
        """Columns that the study adds to a round that closes; the row has all others."""


class NoStudies:
    """For games without studies."""

    public_hash: str | None = None
    packs: Sequence[str] = ()

    def start(self, _connection: Connection, _packs: ActivePacks, _player_id: str) -> tuple[Row, bool]:
        raise NothingLeft("problem.study_not_joined")

    def choose(
        self, _connection: Connection, _packs: ActivePacks, _game: Row, _in_game: Sequence[Row]
    ) -> Chosen | None:
        """A study that the host has taken away since deals no more."""
        return None

    def check(self, _row: Row, _values: Values, _clip: Clip | None) -> None:
        return None

    def rules_of(self, _row: Row) -> Rules:
        return PUBLIC

    def at_close(self, _connection: Connection, _row: Row) -> Values:
        return {}
