"""What studies decide about the games that are played in them, as dealing and closing ask it."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Connection

from game.errors import NothingLeft
from game.packs.clip import Clip
from game.play.active_packs import ActivePacks
from game.play.counting import PUBLIC, Rules
from game.play.kinds import Chosen, Kind, Options
from game.play.rounds import Values
from game.store.compiled import Row


class Studies(Kind, Protocol):
    """The studies of a host: a kind of play with rules of its own."""

    @property
    def public_hash(self) -> str | None:
        """The hash of the study that holds outside all others."""

    @property
    def packs(self) -> Sequence[str]:
        """Names or folders of packs that are dealt from besides the host's."""

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

    def start(
        self, _connection: Connection, _packs: ActivePacks, _player_id: str, _options: Options
    ) -> tuple[Values, bool]:
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
