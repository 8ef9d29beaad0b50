"""People's guesses as they come in, read beside the running game."""

from collections.abc import Callable, Mapping, Set

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from game.store.database import reading_engine
from game.store.group_commit import StoreUnavailable
from leaderboard.guesses import queries
from leaderboard.guesses.guesses import Guesses, Numbers, guesses_of, no_guesses

# Rounds are closed by the clocks of several processes and committed a little later: what is this much older
# than the newest round may still be new.
GRACE_SECONDS = 60.0

Progress = Callable[[int, int], None]


class GuessReader:
    """Reads the guesses that count: all of them once, then what is new.

    Parameters
    ----------
    url : str
        Database URL. That nothing is there yet is no error.
    pack : str
        Name of the pack whose rounds are read.
    positions : mapping of str to int
        Of its clips by key.
    progress : callable, optional
        Told, while everything is read, how many rounds have been read and how many are there at most.

    Attributes
    ----------
    guesses : Guesses
        All that were there at the last refresh, in the order of closing as far as they were read together.
    kept : int
        How many of them, from the first, were there before that refresh, in the same places.
    left_out : int
        Rounds of clips that are not in ``positions``.

    Raises
    ------
    StoreError
        When there can be no such database.
    """

    def __init__(
        self,
        url: str,
        pack: str,
        positions: Mapping[str, int],
        progress: Progress = lambda read, there: None,
    ) -> None:
        self._url = url
        self._pack = pack
        self._positions = positions
        self._progress = progress
        self._engine = reading_engine(url)
        self._players = Numbers()
        self._closed = 0  # rounds that were closed at the last refresh, whether they count or not
        self._latest = 0.0  # when the last of them was, in seconds since 1970
        self._recent: dict[str, float] = {}  # those closed little before it, with their times
        self.guesses = no_guesses()
        self.kept = 0
        self.left_out = 0

    def refresh(self) -> bool:
        """Read what was closed since the last time; whether the guesses have changed.

        Raises
        ------
        StoreUnavailable
            When the database does not answer.
        """
        self._engine = self._engine or reading_engine(self._url)
        if self._engine is None:
            return False
        try:
            with self._engine.connect() as connection:
                return queries.is_made(connection) and self._refresh(connection)
        except SQLAlchemyError as error:
            self._engine.dispose()  # the next time there may be another file in its place
            raise StoreUnavailable(str(error)) from error

    def close(self) -> None:
        """Let go of the database."""
        if self._engine is not None:
            self._engine.dispose()

    def _refresh(self, connection: Connection) -> bool:
        before = len(self.guesses)
        closed = queries.count_closed(connection)
        found = queries.closed_since(connection, self._latest - GRACE_SECONDS) if self._closed else {}
        fresh = found.keys() - self._recent.keys()
        gone = self._recent.keys() - found.keys()
        # Else a player has withdrawn, or a round was committed later than is waited for.
        if self._closed and not gone and self._closed + len(fresh) == closed:
            if fresh:
                self._read_new(connection, found, fresh)
            self.kept = before
        elif closed or self._closed:
            self._read_all(connection, closed)
            self.kept = 0
        return (self.kept, before) != (len(self.guesses), len(self.guesses))

    def _read_all(self, connection: Connection, closed: int) -> None:
        players, parts, left_out, read = Numbers(), [no_guesses()], 0, 0
        for rows in queries.eligible(connection, self._pack):
            part, unknown = guesses_of(rows, self._positions, players)
            parts.append(part)
            left_out, read = left_out + unknown, read + len(rows)
            self._progress(read, closed)
        self._latest = queries.latest(connection) or 0.0
        self._recent = queries.closed_since(connection, self._latest - GRACE_SECONDS)
        self._closed, self._players, self.left_out = closed, players, left_out
        self.guesses = Guesses.joined(parts)

    def _read_new(self, connection: Connection, found: Mapping[str, float], fresh: Set[str]) -> None:
        parts, left_out = [self.guesses], self.left_out
        for rows in queries.eligible_since(connection, self._pack, min(found[name] for name in fresh)):
            new = [row[1:] for row in rows if row[0] in fresh]
            if new:
                part, unknown = guesses_of(new, self._positions, self._players)
                parts.append(part)
                left_out += unknown
        self._latest = max(found.values())
        self._recent = {name: at for name, at in found.items() if at >= self._latest - GRACE_SECONDS}
        self._closed, self.left_out = self._closed + len(fresh), left_out
        self.guesses = Guesses.joined(parts) if len(parts) > 1 else self.guesses
