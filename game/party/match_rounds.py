"""The members' rounds at the end of a room's round: closed, shown, and counted, inside a transaction."""

from collections.abc import Callable, Mapping

from sqlalchemy import Connection

from game.party import rows
from game.party.codes import match_name
from game.party.party_dealing import ALLOCATION
from game.party.room import ClipOfRound, Room
from game.play import histories, queries, rounds
from game.play.active_packs import ActivePacks
from game.play.allocation import Draw
from game.play.closing import Closing
from game.play.rounds import OPEN
from game.random_names import random_name
from game.store.compiled import Row

Players = Mapping[int, str]  # ids of the members by number of their seats


class MatchRounds:
    """Closes rounds for a whole room.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, packs: ActivePacks, closing: Closing, clock: Callable[[], float]) -> None:
        self._packs = packs
        self._closing = closing
        self._clock = clock

    def close(self, connection: Connection, room: Room, players: Players) -> list[Row]:
        """End the present round for all; gives everybody's rounds as they are then.

        Every member has a round on the clip afterwards, abandoned where they did not answer, so that what is
        shown to them is known to be.
        """
        found = rows.rounds_of(connection, room.party, room.match, room.number)
        for row in found:
            if row["status"] == OPEN:
                self._closing.abandon_all(connection, row["player_id"], [row["round"]])
        for player_id in players.values():
            self.witness(connection, room, player_id)
        rows.show(connection, room.party, room.match, room.number)
        closed = rows.rounds_of(connection, room.party, room.match, room.number)
        for row in closed:
            self._mark_revealed(connection, row)
        return closed

    def witness(self, connection: Connection, room: Room, player_id: str) -> None:
        """Prepare for a member to see a round's reveal, however they came to the room.

        They are dealt the round and abandon it if they have none, and their other rounds on the clip, of
        which the reveal would be the answer, are abandoned.
        """
        clip = room.used[-1]
        same = [
            row["round"]
            for row in histories.open_rounds(connection, player_id)
            if (row["pack"], row["clip_key"]) == (clip.pack, clip.key)
        ]
        self._closing.abandon_all(connection, player_id, same)
        match = match_name(room.party, room.match)
        game = rows.game_of(connection, match, player_id)
        if game and any(row["number"] == room.number for row in queries.rounds_of(connection, game["game"])):
            return
        player = queries.player(connection, player_id)
        if player is None:
            return
        if game is None:
            of_match = {"game": random_name(), "player_id": player_id, "party": match}
            game = {**of_match, "mode": "party", "length": room.options.rounds}
            queries.add_game(connection, game)
        self._deal_and_abandon(connection, room, clip, {**game, "client": player["client"]})

    def _deal_and_abandon(self, connection: Connection, room: Room, clip: ClipOfRound, game: Row) -> None:
        deck, found = self._packs.deck_of(clip.pack), self._packs.clip(clip.pack, clip.key)
        if deck is None or found is None:
            return
        row = rounds.deal(game, deck, Draw(found, None), room.number, False, self._clock())
        queries.add_round(connection, row | {"allocation": ALLOCATION, "withheld": False})
        known = histories.known_clips(connection, game["player_id"], deck)
        histories.keep(connection, game["player_id"], known.with_dealt(clip.key))
        self._closing.abandon_all(connection, game["player_id"], [row["round"]])

    def _mark_revealed(self, connection: Connection, row: Row) -> None:
        deck = self._packs.deck_of(row["pack"])
        if deck is not None:
            known = histories.known_clips(connection, row["player_id"], deck)
            if not known.is_revealed(row["clip_key"]):
                histories.keep(connection, row["player_id"], known.with_revealed(row["clip_key"]))
