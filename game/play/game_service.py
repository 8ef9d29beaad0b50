"""Dealing rounds and judging guesses by the rules, each step committed to the database."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from sqlalchemy import Connection

from game.errors import Refusal, RoundClosed, UnknownRound
from game.geo.gazetteer import Gazetteer
from game.play import prepared_rounds, queries, rounds
from game.play.active_packs import ActivePacks
from game.play.after_reveal import set_clues, set_prior_exposure
from game.play.allocation import Deck
from game.play.bytes_served import BytesServed, Count
from game.play.closing import SWEPT_AT_ONCE, Closing
from game.play.dealing import Dealing, read_game
from game.play.history import History
from game.play.kinds import NO_OPTIONS, Options
from game.play.outcomes import ClosedRound, Summary, Then
from game.play.rounds import OPEN, Mode, Values
from game.play.studies import Studies
from game.store.compiled import Row
from game.store.database import Store


class GameService:
    """Starts games, deals rounds, closes them. Each method returns after its changes are committed.

    Attributes
    ----------
    on_closed_in_party : callable
        Called with each round of a party that a member has answered, once it is stored.
    on_dealt, on_answered : callable
        Called with each round that was dealt, and that was guessed or skipped, once that is stored.
    """

    def __init__(
        self,
        store: Store,
        gazetteer: Gazetteer,
        bytes_served: BytesServed,
        dealing: Dealing,
        closing: Closing,
        active_packs: ActivePacks,
        studies: Studies,
    ) -> None:
        self._store = store
        self._gazetteer = gazetteer
        self._bytes_served = bytes_served
        self._dealing = dealing
        self._closing = closing
        self._active_packs = active_packs
        self._studies = studies
        self.on_closed_in_party: Callable[[Row], None] = lambda row: None
        self.on_dealt: Callable[[Row], None] = lambda row: None
        self.on_answered: Callable[[Row], None] = lambda row: None

    async def start(self, player_id: str, mode: Mode, options: Options = NO_OPTIONS) -> tuple[Row, bool]:
        """Start a game with as many rounds as this player can still be dealt, at most five outside studies.

        Returns
        -------
        row, is_new
            In a study, and of a day's clips, the game may have been started before.

        Raises
        ------
        UnknownPlayer, NothingLeft
        """
        return await self._store.write(lambda c: self._dealing.start(c, player_id, mode, options))

    async def begin(
        self, player_id: str, mode: Mode, options: Options, many_from_one_place: bool
    ) -> tuple[Row, bool, Row | None]:
        """As `start`, and the game's first or open round, dealt in the same commit; None if there is none.

        Raises
        ------
        UnknownPlayer, NothingLeft
        """

        def work(connection: Connection) -> tuple[Row, bool, Row | None]:
            started, is_new = self._dealing.start(connection, player_id, mode, options)
            history, game, in_game = read_game(connection, player_id, started["game"])
            return started, is_new, self._next(history, game, in_game, many_from_one_place, "deal")

        game, is_new, first = await self._store.write(work)
        if first:
            self.on_dealt(first)
        return game, is_new, first

    async def deal(self, player_id: str, game: str, many_from_one_place: bool = False) -> tuple[Row, bool]:
        """The game's open round, or else a new one; and whether it is new.

        Parameters
        ----------
        many_from_one_place : bool
            Whether more players than the host allows came from this player's address today.

        Raises
        ------
        UnknownGame, GameOver
        """

        def work(connection: Connection) -> tuple[Row, bool]:
            return self._dealing.deal(*read_game(connection, player_id, game), many_from_one_place)

        row, is_new = await self._store.write(work)
        self.on_dealt(row)
        return row, is_new

    async def prepare(self, player_id: str, game: str) -> Row | None:
        """The round that comes next in a game, not dealt yet; None when there is nothing to prepare.

        Raises
        ------
        UnknownGame
        """
        return await self._store.write(lambda c: self._dealing.prepare(*read_game(c, player_id, game)))

    async def guess(
        self,
        player_id: str,
        round_: str,
        lat: float,
        lon: float,
        report: Values,
        many_from_one_place: bool = False,
        then: Then | None = None,
    ) -> ClosedRound:
        """Close a round with a guess. The same guess again returns the same result.

        Parameters
        ----------
        report : dict
            What the client reported of how the round was played, by column.
        many_from_one_place : bool
            As for `deal`.
        then : {"deal", "prepare"} or None
            What to do about the next round, in the same commit.

        Raises
        ------
        UnknownRound, RoundClosed
        """
        place = self._gazetteer.place(lat, lon)
        return await self._close(
            player_id,
            round_,
            many_from_one_place,
            then,
            lambda row: rounds.guess(row, lat, lon, place) | report,
        )

    async def skip(
        self,
        player_id: str,
        round_: str,
        report: Values,
        many_from_one_place: bool = False,
        then: Then | None = None,
    ) -> ClosedRound:
        """Close a round without a guess. Skipping again returns the same result.

        Parameters
        ----------
        report, many_from_one_place, then
            As for `guess`.

        Raises
        ------
        UnknownRound, RoundClosed
        """
        return await self._close(
            player_id, round_, many_from_one_place, then, lambda row: rounds.skip() | report
        )

    async def add_after_reveal(
        self, player_id: str, round_: str, known: bool | None, clues: Sequence[str] | None
    ) -> None:
        """Store what a player says about a closed round once its place is shown; None leaves it as it is.

        Parameters
        ----------
        known : bool or None
            Whether they knew the recording.
        clues : sequence of str or None
            What gave the place away.

        Raises
        ------
        UnknownRound, RoundClosed
        """

        def work(connection: Connection) -> None:
            if known is not None:
                set_prior_exposure(connection, player_id, round_, known, self._closing.rules_of)
            if clues is not None:
                set_clues(connection, player_id, round_, clues)

        await self._store.write(work)

    async def summary(self, player_id: str, game: str) -> Summary:
        """A game and its rounds, in order.

        Raises
        ------
        UnknownGame
        """

        def work(connection: Connection) -> Summary:
            history, found, rows = read_game(connection, player_id, game)
            hidden = {row["round"] for row in rows if row["withheld"] or history.open_besides(row)}
            return Summary(found, rows, frozenset(hidden))

        return await self._store.read(work)

    async def revealed(self, player_id: str) -> set[str]:
        """Keys of the host's clips that are revealed to a player, less those in an open round."""
        deck = self._dealing.deck
        return await self._store.read(lambda c: _revealed(c, player_id, deck))

    async def write_bytes_served(self) -> None:
        """Write what has been sent of recordings since the last time."""
        await self._bytes_served.write(self._store, _touch)

    async def sweep(self) -> int:
        """Abandon rounds that were left alone; gives how many were."""
        abandoned = 0
        swept = SWEPT_AT_ONCE
        while swept == SWEPT_AT_ONCE:
            swept = await self._store.write(self._closing.sweep)
            abandoned += swept
        return abandoned

    async def _close(
        self,
        player_id: str,
        round_: str,
        many_from_one_place: bool,
        then: Then | None,
        how: Callable[[Row], Values],
    ) -> ClosedRound:
        def work(connection: Connection) -> ClosedRound:
            game = queries.game_of_round(connection, player_id, round_)
            if game is None:
                raise UnknownRound("problem.unknown_round")
            history = History(connection, player_id, game)
            before = queries.rounds_of(connection, game["game"])
            [row] = [queries.of_player(one, game) for one in before if one["round"] == round_]
            row, is_new = self._closed(history, self._closing.with_place(row), how, many_from_one_place)
            in_game = [row if one["round"] == round_ else one for one in before]
            next_ = self._next(history, game, in_game, many_from_one_place, then) if then else None
            return ClosedRound(row, rounds.total(in_game, row), in_game, next_, is_new)

        closed = await self._store.write(work)
        self._bytes_served.forget(round_)
        if closed.is_new:
            self.on_answered(closed.row)
        if closed.row["party"]:
            self.on_closed_in_party(closed.row)
        return closed

    def _closed(
        self, history: History, row: Row, how: Callable[[Row], Values], many_from_one_place: bool
    ) -> tuple[Row, bool]:
        """A round with its place, closed; and whether that was now, and not by the same answer before."""
        if row["true_lat"] is None:
            self._closing.abandon(history, row)
            raise UnknownRound("problem.recording_gone")
        if row["status"] == OPEN and self._closing.is_abandoned(row):
            row = self._closing.abandon(history, row)
        values = how(row)
        others = history.open_besides(row)
        if row["status"] == OPEN:
            self._check(row, values)
            row = self._closing.close(history, row, values, many_from_one_place)
            self._closing.abandon_all(history, others)
            return row, True
        if not rounds.is_same(row, values):
            raise RoundClosed(rounds.why_closed(row))
        if others:
            raise RoundClosed("problem.heard_again")
        return row, False

    def _next(
        self, history: History, game: Row, in_game: Sequence[Row], many_from_one_place: bool, then: Then
    ) -> Row | None:
        """The next round of a game; None where asking for it says why there is none."""
        try:
            if then == "prepare":
                return self._dealing.prepare(history, game, in_game)
            return self._dealing.deal(history, game, in_game, many_from_one_place)[0]
        except Refusal:
            return None

    def _check(self, row: Row, values: Values) -> None:
        """Refuse an answer to a study's round that the study does not allow."""
        if row["study_hash"] and row["mode"] == "study":
            clip = self._active_packs.clip(row["pack"], row["clip_key"])
            self._studies.check(row, values, clip)


def _touch(connection: Connection, counts: Mapping[str, Count]) -> None:
    queries.touch(connection, counts)
    prepared_rounds.touch(connection, counts)


def _revealed(connection: Connection, player_id: str, deck: Deck) -> set[str]:
    history = History(connection, player_id)
    keys = {deck.pack.clips[index].key for index in np.flatnonzero(history.known(deck).revealed)}
    return keys.difference(history.open_keys(deck.pack.name))
