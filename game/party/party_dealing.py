"""Games of parties: a member's game of a match, and the clip that all hear in a round."""

from collections.abc import Sequence

from sqlalchemy import Connection

from game.errors import GameOver, NothingLeft
from game.json_types import Json
from game.party import rows
from game.party.codes import match_name, read_code, read_match_name
from game.play import histories
from game.play.active_packs import ActivePacks
from game.play.allocation import Draw
from game.play.kinds import Chosen, Options
from game.play.rounds import Values
from game.random_names import random_name
from game.store.compiled import Row

ALLOCATION = "party-fixed"


class PartyDealing:
    """The kind of play of mode `party`."""

    def start(
        self, connection: Connection, _packs: ActivePacks, player_id: str, options: Options
    ) -> tuple[Values, bool]:
        """The member's game of the match that is on, and whether it is new.

        Raises
        ------
        NothingLeft
            When the player sits in no such room, or no match is on there.
        """
        party = read_code(options.party or "")
        state = rows.state(connection, party) if party else None
        if not party or not state or _seat(connection, party, player_id, state) is None:
            raise NothingLeft("problem.party_not_joined")
        if state["phase"] == "lobby":
            raise NothingLeft("problem.party_wait")
        match = match_name(party, state["match"])
        begun = rows.game_of(connection, match, player_id)
        if begun is not None:
            return begun, False
        length = state["options"]["rounds"]
        of_match = {"game": random_name(), "player_id": player_id, "party": match}
        return {**of_match, "mode": "party", "length": length}, True

    def choose(
        self, connection: Connection, packs: ActivePacks, game: Row, in_game: Sequence[Row]
    ) -> Chosen | None:
        """The clip of the room's present round.

        Raises
        ------
        GameOver
            When this member has none to play now; the game goes on.
        """
        party, match = read_match_name(game["party"])
        state = rows.state(connection, party)
        seat = _seat(connection, party, game["player_id"], state) if state else None
        if not state or seat is None or not _is_on(state, match, seat, in_game):
            raise GameOver("problem.party_wait")
        pack, key = state["used"][-1]
        deck, clip = packs.deck_of(pack), packs.clip(pack, key)
        if deck is None or clip is None:
            raise GameOver("problem.party_wait")
        known = histories.known_clips(connection, game["player_id"], deck)
        closes_at = state["closes_at"] if state["is_counting"] else None
        ends = {"number": state["number"], "closes_at": closes_at}
        return Chosen(deck, known, Draw(clip, None), {"allocation": ALLOCATION, "withheld": True, **ends})

    def closed(self, connection: Connection, row: Row) -> None:
        """Keep the round from being published, since rounds on the same clips tell who played together."""
        rows.keep_private(connection, row["round"])


def _seat(connection: Connection, party: str, player_id: str, state: Json) -> Json | None:
    """What the room's state has of a player's seat; None without a seat."""
    number = rows.seat_of_player(connection, party, player_id)
    found: Json | None = state["seats"].get(str(number))
    return found


def _is_on(state: Json, match: int, seat: Json, in_game: Sequence[Row]) -> bool:
    """Whether a round is on that the member plays and has not been dealt yet."""
    is_in_round = state["phase"] == "round" and state["match"] == match
    return (
        is_in_round
        and seat["plays_from"] <= state["number"]
        and all(row["number"] != state["number"] for row in in_game)
    )
