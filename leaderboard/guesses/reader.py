"""Reads people's guesses: everything once, then whatever is new."""

import sys
from collections.abc import Callable, Mapping, Set

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError
from tqdm import tqdm

from game.play.counting import DEMO
from game.store.database import reading_engine
from game.store.errors import StoreUnavailable
from leaderboard.guesses import queries
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.guesses import Guesses, Numbering, guesses_of, no_guesses

# By the order of closing, which the store writes as a thousandth of a second for each round: as many rounds
# before the newest one are looked at again, as a restore may have brought some of them later.
GRACE_SECONDS = 5.0

_COUNTED = "counted"  # the version of the database that was counted last

Progress = Callable[[int, int], None]


def read_guesses(url: str, benchmark: Benchmark) -> Guesses:
    """Read every guess that counts from a database, with a progress bar.

    Raises
    ------
    StoreError, StoreUnavailable
    """
    return read_rounds(url, benchmark)[0]


def read_rounds(url: str, benchmark: Benchmark) -> tuple[Guesses, Guesses]:
    """Read the rounds that count and those that are left out, with a progress bar.

    Raises
    ------
    StoreError, StoreUnavailable
    """
    with tqdm(desc="Reading rounds", unit=" rounds", unit_scale=True, disable=None) as bar:

        def show(read: int, total: int) -> None:
            bar.total = total
            bar.update(read - bar.n)

        reader = GuessReader(url, benchmark.name, benchmark.positions, show)
        reader.refresh()
        reader.close()
    if reader.left_out:
        message = f"{reader.left_out:,} rounds are left out: their clips are no longer in the pack."
        print(message, file=sys.stderr)
    return reader.guesses, reader.others


class GuessReader:
    """Reads the guesses that count: everything once, then whatever is new.

    Parameters
    ----------
    url : str
        Database URL. The database may not exist yet.
    pack : str
        Name of the pack whose rounds are read.
    positions : mapping of str to int
        Index of each of its clips, by key.
    progress : callable, optional
        Called while everything is read, with the rounds read so far and an upper bound of their number.
    of_demo : bool
        Read the demo: its rounds count nowhere, and those that break no other rule are taken as guesses.

    Attributes
    ----------
    guesses : Guesses
        All guesses as of the last refresh; those read together are in order of closing.
    others : Guesses
        Rounds that are left out by a rule of conduct, and abandoned ones.
    kept : int
        How many of the guesses, from the first, are unchanged since the refresh before.
    left_out : int
        Rounds on clips that are not in ``positions``.

    Raises
    ------
    StoreError
        If the URL cannot be a database.
    """

    def __init__(
        self,
        url: str,
        pack: str,
        positions: Mapping[str, int],
        progress: Progress = lambda read, total: None,
        of_demo: bool = False,
    ) -> None:
        self._url = url
        self._pack = pack
        self._positions = positions
        self._progress = progress
        self._of_demo = of_demo
        self._engine = reading_engine(url)
        self._players = Numbering()
        self._closed = 0  # closed rounds at the last refresh, whether they count or not
        self._latest = 0.0  # when the last of them was closed, in seconds since 1970
        self._recent: dict[str, float] = {}  # rounds closed within GRACE_SECONDS of it, with their times
        self.guesses = self.others = no_guesses()
        self.kept = 0
        self.left_out = 0

    def refresh(self) -> bool:
        """Read what was closed since the last call; returns whether the guesses have changed.

        Raises
        ------
        StoreUnavailable
            If the database does not answer.
        """
        self._engine = self._engine or reading_engine(self._url)
        if self._engine is None:
            return False
        try:
            with self._engine.connect() as connection:
                return self._refresh_if_written(connection)
        except SQLAlchemyError as error:
            self._engine.dispose()  # next time there may be another file in its place
            raise StoreUnavailable(str(error)) from error

    def player(self, player_id: str) -> int | None:
        """A player's number in ``guesses``; None without a round that was read."""
        return self._players.known(player_id)

    def close(self) -> None:
        if self._engine is not None:
            self._engine.dispose()

    def _refresh_if_written(self, connection: Connection) -> bool:
        """Count only if the database was written since: that takes the longer, the more rounds there are."""
        version = queries.data_version(connection)
        known = connection.info  # lasts as long as the connection to the database, as the version does
        if version is not None and known.get(_COUNTED) == version:
            self.kept = len(self.guesses)
            return False
        changed = queries.has_rounds_table(connection) and self._refresh(connection)
        known[_COUNTED] = version
        return changed

    def _refresh(self, connection: Connection) -> bool:
        before, left_out = len(self.guesses), len(self.others)
        closed = queries.count_closed(connection)
        recent = queries.closed_since(connection, self._latest - GRACE_SECONDS) if self._closed else {}
        fresh = recent.keys() - self._recent.keys()
        gone = self._recent.items() - recent.items()
        # Otherwise a player has withdrawn, a round was committed after its grace period, or judged anew.
        if self._closed and not gone and self._closed + len(fresh) == closed:
            if fresh:
                self._read_new(connection, recent, fresh)
            self.kept = before
        elif closed or self._closed:
            self._read_all(connection, closed)
            self.kept = 0
        now = (len(self.guesses), len(self.guesses), len(self.others))
        return (self.kept, before, left_out) != now

    def _read_all(self, connection: Connection, closed: int) -> None:
        players, parts, left_out, read = Numbering(), [no_guesses()], 0, 0
        for rows in queries.eligible(connection, self._pack, self._of_demo):
            part, unknown = guesses_of(rows, self._positions, players)
            parts.append(part)
            left_out, read = left_out + unknown, read + len(rows)
            self._progress(read, closed)
        self._latest = queries.latest(connection) or 0.0
        self._recent = queries.closed_since(connection, self._latest - GRACE_SECONDS)
        self._closed, self._players, self.left_out = closed, players, left_out
        self._set(Guesses.joined(parts))

    def _read_new(self, connection: Connection, recent: Mapping[str, float], fresh: Set[str]) -> None:
        parts, left_out = list[Guesses](), self.left_out
        since = min(recent[name] for name in fresh)
        for rows in queries.eligible_since(connection, self._pack, since, self._of_demo):
            new = [row[1:] for row in rows if row[0] in fresh]
            if new:
                part, unknown = guesses_of(new, self._positions, self._players)
                parts.append(part)
                left_out += unknown
        self._latest = max(recent.values())
        self._recent = {name: at for name, at in recent.items() if at >= self._latest - GRACE_SECONDS}
        self._closed, self.left_out = self._closed + len(fresh), left_out
        if parts:
            self._set(Guesses.joined(parts), self.guesses, self.others)

    def _set(self, new: Guesses, guesses: Guesses | None = None, others: Guesses | None = None) -> None:
        """Add new rounds to those that count or to the others, which are none unless given."""
        counts = new.why_not == (DEMO if self._of_demo else "")
        added = new.only(counts), new.only(~counts)
        self.guesses, self.others = (
            part if known is None else Guesses.joined([known, part])
            for known, part in zip((guesses, others), added, strict=True)
        )
