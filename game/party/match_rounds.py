"""The members' rounds at the end of a room's round: closed, shown, and counted, inside a transaction."""

from collections.abc import Callable, Collection, Mapping

from sqlalchemy import Connection

from game.party import rows
from game.party.codes import match_name
from game.party.party_dealing import ALLOCATION
from game.party.room import ClipOfRound, Room
from game.play import histories, queries, rounds
from game.play.active_packs import ActivePacks
from game.play.allocation import Draw
from game.play.closing import Closing
from game.play.history import History
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

    def unprepared(self, connection: Connection, room: Room, players: Collection[str]) -> list[str]:
        """Members for whom `prepare` has something to do; nothing is written."""
        clip = room.used[-1]
        is_open = {row["player_id"] for row in rows.open_on(connection, players, clip.pack, clip.key)}
        have = {row["player_id"] for row in rows.rounds_of(connection, room.party, room.match, room.number)}
        return [player_id for player_id in players if player_id in is_open or player_id not in have]

    def prepare(self, connection: Connection, room: Room, players: Collection[str]) -> None:
        """Prepare for members to see the reveal of the present round, however they came to the room.

        Those who have not answered no longer can. Those who have no round are dealt it and abandon it, so
        that what is shown to them is known to be. Their other rounds on the clip are abandoned as well: the
        reveal would be the answer.
        """
        clip = room.used[-1]
        for row in rows.open_on(connection, players, clip.pack, clip.key):
            self._closing.abandon_all(History(connection, row["player_id"]), [row["round"]])
        have = {row["player_id"] for row in rows.rounds_of(connection, room.party, room.match, room.number)}
        for player_id in players:
            if player_id not in have:
                self._deal_and_abandon(connection, room, clip, player_id)

    def close(self, connection: Connection, room: Room) -> list[Row]:
        """Show the present round's reveals from now on; gives everybody's rounds."""
        for row in rows.rounds_of(connection, room.party, room.match, room.number):
            if row["status"] == OPEN:  # of who has left the room, or opened it while others were prepared
                self._closing.abandon_all(History(connection, row["player_id"]), [row["round"]])
        rows.show(connection, room.party, room.match, room.number)
        return rows.rounds_of(connection, room.party, room.match, room.number)

    def mark_revealed(self, connection: Connection, room: Room, players: Collection[str]) -> None:
        """Note that members have been shown the last round's clip."""
        clip = room.used[-1]
        deck = self._packs.deck_of(clip.pack)
        if deck is None:
            return
        for player_id in players:
            known = histories.known_clips(connection, player_id, deck)
            if not known.is_revealed(clip.key):
                histories.keep(connection, player_id, known.with_revealed(clip.key))

    def _deal_and_abandon(
        self, connection: Connection, room: Room, clip: ClipOfRound, player_id: str
    ) -> None:
        deck, found = self._packs.deck_of(clip.pack), self._packs.clip(clip.pack, clip.key)
        player = queries.player(connection, player_id)
        if deck is None or found is None or player is None:
            return
        match = match_name(room.party, room.match)
        game = rows.game_of(connection, match, player_id)
        if game is None:
            of_match = {"game": random_name(), "player_id": player_id, "party": match}
            game = {**of_match, "mode": "party", "length": room.options.rounds}
            queries.add_game(connection, game)
        drawn = Draw(found, None)
        row = rounds.deal(
            {**game, "client": player["client"]}, deck, drawn, room.number, False, self._clock()
        )
        queries.add_round(connection, row | {"allocation": ALLOCATION, "withheld": True})
        known = histories.known_clips(connection, player_id, deck)
        histories.keep(connection, player_id, known.with_dealt(clip.key))
        self._closing.abandon_all(History(connection, player_id), [row["round"]])
