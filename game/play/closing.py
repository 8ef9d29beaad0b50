"""Closing rounds: guesses, skips and abandoned rounds, inside a transaction of the store."""

from collections.abc import Callable, Iterable

from sqlalchemy import Connection

from game.play import counting, prepared_rounds, queries, rounds
from game.play.active_packs import ActivePacks
from game.play.bytes_served import BytesServed
from game.play.history import History
from game.play.kinds import Kinds, SeesCloses
from game.play.rounds import ABANDONED, OPEN, Values
from game.play.studies import Studies
from game.store.compiled import Row, from_json

GRACE_SECONDS = 2.0  # after a time limit: an answer sent in time may take so long to arrive
SWEPT_AT_ONCE = 200  # rounds abandoned in one transaction, so that players' guesses come in between


class Closing:
    """Closes rounds.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    abandon_seconds : float
        How long after its deal, or after its audio was last sent, an open round is abandoned.
    """

    def __init__(
        self,
        active_packs: ActivePacks,
        bytes_served: BytesServed,
        clock: Callable[[], float],
        abandon_seconds: float,
        studies: Studies,
        kinds: Kinds,
    ) -> None:
        self._active_packs = active_packs
        self._bytes_served = bytes_served
        self._clock = clock
        self._abandon_seconds = abandon_seconds
        self.rules_of = studies.rules_of
        self._studies = studies
        self._sees = {mode: kind.closed for mode, kind in kinds.items() if isinstance(kind, SeesCloses)}

    def touched_at(self, row: Row) -> float:
        """When a round was dealt, or its audio was last sent; seconds since 1970."""
        written: float = row["touched_at"]
        return max(written, self._bytes_served.unwritten(row["round"]).touched_at)

    def is_abandoned(self, row: Row) -> bool:
        """Whether a round was left alone for too long, or its time limit is over."""
        now, limit = self._clock(), row["closes_at"]
        is_late = limit is not None and now > limit + GRACE_SECONDS
        return is_late or now - self.touched_at(row) > self._abandon_seconds

    def has_no_time_left(self, row: Row) -> bool:
        """Whether a round's time limit is over. An answer may still be on its way for `GRACE_SECONDS`."""
        return row["closes_at"] is not None and self._clock() >= row["closes_at"]

    def with_place(self, row: Row) -> Row:
        """An open round with its true place, which the database does not keep while it is open.

        Without one when its clip is no longer played.
        """
        clip = self._active_packs.clip(row["pack"], row["clip_key"]) if row["true_lat"] is None else None
        return {**row, "true_lat": clip.lat, "true_lon": clip.lon} if clip else row

    def close(self, history: History, row: Row, how: Values, many_from_one_place: bool = False) -> Row:
        """Close an open round with its place, and give its row as it is now.

        Parameters
        ----------
        history : History
            Of its player.
        """
        connection, now = history.connection, self._clock()
        deck = self._active_packs.deck_of(row["pack"])
        known = history.known(deck) if deck else None
        noted = rounds.close(row, known, history.closed_rounds, many_from_one_place, now)
        values = {**how, **noted, **self._sent(row), "true_lat": row["true_lat"], "true_lon": row["true_lon"]}
        values["touched_at"] = queries.order_of_closing(connection, noted["day"])
        if row["study_hash"] and row["mode"] == "study":
            values |= self._studies.at_close(connection, {**row, **values})
        values["why_not"] = self._why_not({**row, **values})
        history.close(row, values, deck, None if values["status"] == ABANDONED else now)
        closed = {**row, **values}
        if sees := self._sees.get(row["mode"]):
            sees(connection, closed)
        return closed

    def _sent(self, row: Row) -> Values:
        """What has been sent of the round's recording, and its size."""
        unwritten = self._bytes_served.unwritten(row["round"])
        whole = unwritten.whole or row["audio_bytes"]
        return {"bytes_served": row["bytes_served"] + unwritten.sent, "audio_bytes": whole}

    def _why_not(self, closed: Row) -> list[str]:
        clip = self._active_packs.clip(closed["pack"], closed["clip_key"])
        judged = {**closed, "checks": from_json(closed["checks"])}
        return counting.why_not(judged, clip.seconds if clip else None, self.rules_of(closed))

    def abandon(self, history: History, row: Row) -> Row:
        """Close an open round as abandoned; drop it if its place is not known any more."""
        placed = self.with_place(row)
        if placed["true_lat"] is None:
            history.drop(row)
            return {**row, **rounds.abandon()}
        return self.close(history, placed, rounds.abandon())

    def abandon_all(self, history: History, names: Iterable[str]) -> None:
        """Abandon open rounds of a player, by their ids."""
        for name in names:
            row = queries.round_(history.connection, history.player_id, name)
            if row is not None and row["status"] == OPEN:
                self.abandon(history, row)

    def abandon_on(self, history: History, pack: str, clip_key: str) -> None:
        """Abandon a player's open rounds on a clip that is dealt again."""
        self.abandon_all(history, history.open_on(pack, clip_key))

    def sweep(self, connection: Connection) -> int:
        """Abandon rounds that were left alone; gives how many.

        At most `SWEPT_AT_ONCE`: then more may be left.
        """
        now = self._clock()
        prepared_rounds.drop_old(connection, now)
        found = queries.stale(connection, now - self._abandon_seconds, now - GRACE_SECONDS, SWEPT_AT_ONCE)
        stale = [row for row in found if self.is_abandoned(row)]
        for row in stale:
            self.abandon(History(connection, row["player_id"]), row)
        return len(stale)
