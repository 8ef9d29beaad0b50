"""Dealing rounds and judging guesses by the rules, each step committed to the database."""

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import Connection

from game.errors import GameOver, NothingLeft, RoundClosed, UnknownGame, UnknownPlayer, UnknownRound
from game.geo.gazetteer import Gazetteer
from game.play import queries, rounds
from game.play.active_packs import ActivePacks
from game.play.bytes_served import BytesServed, Count
from game.play.rounds import OPEN, Dealt, Mode, Values
from game.players.identity import Identity
from game.store.compiled import Row
from game.store.database import Store

NOTHING_LEFT: dict[Mode, str] = {
    "random": "problem.nothing_left",
    "practice": "problem.nothing_to_practise",
    "replay": "problem.nothing_to_replay",
}


@dataclass(frozen=True, slots=True)
class ClosedRound:
    """A closed round, and the points of its game up to and including it."""

    row: Row
    total: float


class GameService:
    """Starts games, deals rounds, closes them. Each method returns after its changes are committed.

    Parameters
    ----------
    active_packs : ActivePacks
        The packs to deal from; they may grow meanwhile.
    abandon_seconds : float
        How long after its deal, or after its audio was last sent, an open round is abandoned.
    clock : callable
        Seconds since 1970.
    """

    def __init__(
        self,
        store: Store,
        active_packs: ActivePacks,
        gazetteer: Gazetteer,
        bytes_served: BytesServed,
        rng: np.random.Generator,
        clock: Callable[[], float],
        abandon_seconds: float,
    ) -> None:
        self._store = store
        self._active_packs = active_packs
        self._gazetteer = gazetteer
        self._bytes_served = bytes_served
        self._rng = rng
        self._clock = clock
        self._abandon_seconds = abandon_seconds

    async def add_player(self, who: Identity, client: str, consent: bool, version: str | None) -> None:
        await self._store.write(lambda c: queries.add_player(c, who, client, consent, version))

    async def start(self, player_id: str, mode: Mode) -> Row:
        """Start a game with as many rounds as this player can still be dealt, at most five.

        Raises
        ------
        UnknownPlayer, NothingLeft
        """
        return await self._store.write(lambda c: self._start(c, player_id, mode))

    async def deal(self, player_id: str, game: str) -> tuple[Row, bool]:
        """The game's open round, or else a new one; and whether it is new.

        Raises
        ------
        UnknownGame, GameOver
        """
        return await self._store.write(lambda c: self._deal(c, player_id, game))

    async def guess(self, player_id: str, round_: str, lat: float, lon: float, report: Values) -> ClosedRound:
        """Close a round with a guess. The same guess again returns the same result.

        Parameters
        ----------
        report : dict
            What the client reported of how the round was played, by column.

        Raises
        ------
        UnknownRound, RoundClosed
        """
        place = self._gazetteer.place(lat, lon)
        return await self._close(player_id, round_, lambda row: rounds.guess(row, lat, lon, place) | report)

    async def skip(self, player_id: str, round_: str, report: Values) -> ClosedRound:
        """Close a round without a guess. Skipping again returns the same result.

        Parameters
        ----------
        report : dict
            As for `guess`.

        Raises
        ------
        UnknownRound, RoundClosed
        """
        return await self._close(player_id, round_, lambda row: rounds.skip() | report)

    async def summary(self, player_id: str, game: str) -> tuple[Row, list[Row]]:
        """A game and its rounds, in order.

        Raises
        ------
        UnknownGame
        """

        def work(connection: Connection) -> tuple[Row, list[Row]]:
            return _known_game(connection, player_id, game), list(queries.rounds_of(connection, game))

        return await self._store.read(work)

    async def sweep(self) -> int:
        """Write the bytes served so far and abandon rounds that were left alone; gives how many were."""
        unwritten = self._bytes_served.all_unwritten()
        closed = await self._store.write(lambda c: self._sweep(c, unwritten))
        for name, count in unwritten.items():
            self._bytes_served.mark_written(name, count.sent)
        return closed

    def _start(self, connection: Connection, player_id: str, mode: Mode) -> Row:
        if not queries.player_exists(connection, player_id):
            raise UnknownPlayer("problem.unknown_player")
        deck = self._active_packs.deck(mode)
        length = deck.rounds(rounds.candidates(mode, deck, queries.dealt(connection, player_id)))
        if not length:
            raise NothingLeft(self._why_nothing(mode))
        game = {"game": secrets.token_urlsafe(16), "player_id": player_id, "mode": mode, "length": length}
        queries.add_game(connection, game)
        return game

    def _why_nothing(self, mode: Mode) -> str:
        growing = mode == "random" and self._active_packs.is_growing
        return "problem.nothing_left_yet" if growing else NOTHING_LEFT[mode]

    def _deal(self, connection: Connection, player_id: str, game_name: str) -> tuple[Row, bool]:
        game = _known_game(connection, player_id, game_name)
        dealt = queries.dealt(connection, player_id)
        in_game = [r for r in dealt if r.game == game_name]
        for still_open in (r for r in in_game if r.status == OPEN):
            row = _known_round(connection, player_id, still_open.round)
            if self._is_playable(row) and not self._is_abandoned(row):
                return {**row, "length": game["length"]}, False
            self._write_close(connection, row, rounds.abandon(), dealt)
        if len(in_game) >= game["length"]:
            raise GameOver("problem.game_over")
        return self._deal_next(connection, game, dealt, in_game), True

    def _deal_next(self, connection: Connection, game: Row, dealt: list[Dealt], in_game: list[Dealt]) -> Row:
        deck = self._active_packs.deck(game["mode"], in_game)
        candidates = rounds.candidates(game["mode"], deck, dealt, game["game"])
        drawn = deck.draw(deck.apart(candidates, [r.clip_key for r in in_game]), self._rng)
        if drawn is None:  # another game of the same player was dealt the clips that were left
            queries.shorten_game(connection, game["game"], len(in_game))
            raise GameOver("problem.no_clip_left")
        row = rounds.deal(game, deck, drawn, len(in_game) + 1, self._clock())
        queries.add_round(connection, row)
        return {**row, "length": game["length"]}

    async def _close(self, player_id: str, round_: str, how: Callable[[Row], Values]) -> ClosedRound:
        def work(connection: Connection) -> ClosedRound:
            row = _known_round(connection, player_id, round_)
            dealt = queries.dealt(connection, player_id)
            if row["status"] == OPEN and self._is_abandoned(row):
                row = self._write_close(connection, row, rounds.abandon(), dealt)
            values = how(row)
            if row["status"] == OPEN:
                row = self._write_close(connection, row, values, dealt)
            elif not rounds.is_same(row, values):
                raise RoundClosed(rounds.why_closed(row))
            return ClosedRound(row, rounds.total(dealt, row))

        closed = await self._store.write(work)
        self._bytes_served.forget(round_)
        return closed

    def _write_close(self, connection: Connection, row: Row, how: Values, dealt: list[Dealt]) -> Row:
        served = row["bytes_served"] + self._bytes_served.unwritten(row["round"]).sent
        noted = rounds.close(row, self._active_packs.deck_of(row["pack"]), dealt, self._clock())
        values = {**how, **noted, "bytes_served": served}
        queries.close_round(connection, row["round"], values)
        return {**row, **values}

    def _is_playable(self, row: Row) -> bool:
        return self._active_packs.clip(row["pack"], row["clip_key"]) is not None

    def _is_abandoned(self, row: Row) -> bool:
        touched_at = max(row["touched_at"], self._bytes_served.unwritten(row["round"]).touched_at)
        return bool(self._clock() - touched_at > self._abandon_seconds)

    def _sweep(self, connection: Connection, unwritten: Mapping[str, Count]) -> int:
        queries.touch(connection, unwritten)
        stale = queries.stale(connection, self._clock() - self._abandon_seconds)
        for row in stale:
            self._write_close(connection, row, rounds.abandon(), queries.dealt(connection, row["player_id"]))
        return len(stale)


def _known_game(connection: Connection, player_id: str, name: str) -> Row:
    game = queries.game(connection, player_id, name)
    if game is None:
        raise UnknownGame("problem.unknown_game")
    return game


def _known_round(connection: Connection, player_id: str, name: str) -> Row:
    row = queries.round_(connection, player_id, name)
    if row is None:
        raise UnknownRound("problem.unknown_round")
    return row
