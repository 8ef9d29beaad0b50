"""The kind of play `duel`: which clips are dealt against an opponent, and what is kept of the end."""

from collections.abc import Sequence

import numpy as np
from sqlalchemy import Connection, update

from game.duel import duel_score
from game.duel.opponent import Opponent, stored
from game.duel.opponents import Opponents, answered
from game.errors import NothingLeft, UnknownOpponent
from game.packs.clip import Clip
from game.play import queries, rounds
from game.play.active_packs import ActivePacks
from game.play.allocation import Deck, Draw, Mask
from game.play.counting import DUEL_OF_ALL
from game.play.history import History
from game.play.kinds import Chosen, KindParts, Options
from game.play.known_clips import KnownClips
from game.play.rounds import Values
from game.random_names import random_name
from game.store.compiled import Row
from game.store.tables import games

OF_SOME = "duel-answered"  # allocation of new clips, where the opponent has not answered every playable one


class DuelDealing:
    """Deals clips that the opponent has answered: new ones while any are left, then known ones.

    Where the opponent has answered every playable clip, a new one is drawn exactly as in an ordinary game.
    """

    def __init__(self, opponents: Opponents, parts: KindParts) -> None:
        self._opponents = opponents
        self._rng: np.random.Generator = parts.rng
        self._public_hash = parts.public_hash

    def start(
        self, connection: Connection, packs: ActivePacks, player_id: str, options: Options
    ) -> tuple[Values, bool]:
        """A new duel with the opponent that the player names.

        Raises
        ------
        UnknownOpponent, NothingLeft
        """
        deck = packs.deck("duel")
        opponent = self._opponents.find(deck, options.opponent or "")
        if opponent is None:
            raise UnknownOpponent("problem.unknown_opponent")
        known, is_open = _known(connection, player_id, deck)
        clips = answered(opponent, deck)
        candidates = _new(known, is_open) & clips | known.revealed & ~is_open & clips
        length = deck.rounds(candidates & ~packs.vanished.mask(deck.pack.clips))
        if not length:
            raise NothingLeft("problem.recordings_missing" if candidates.any() else "problem.nothing_to_duel")
        game = {"game": random_name(), "player_id": player_id, "mode": "duel", "length": length}
        return {**game, "opponent": opponent.id, "pack": deck.pack.name}, True

    def choose(
        self, connection: Connection, packs: ActivePacks, game: Row, in_game: Sequence[Row]
    ) -> Chosen | None:
        """The next clip; None when the opponent is no longer there, or has answered no other."""
        deck = packs.deck_of(game["pack"])
        opponent = self._opponents.find(deck, game["opponent"]) if deck else None
        if deck is None or opponent is None:
            return None
        known, is_open = _known(connection, game["player_id"], deck)
        dealt = [row["clip_key"] for row in in_game]
        clips = answered(opponent, deck)
        new = deck.apart(_new(known, is_open) & clips, dealt)
        if drawn := packs.draw(deck, new, self._rng):
            return self._chosen(deck, known, drawn, opponent)
        heard = deck.apart(known.revealed & ~is_open & clips, dealt)
        if drawn := packs.draw(deck, heard, self._rng):
            return self._chosen(deck, known, drawn, opponent)
        return None

    def closed(self, connection: Connection, row: Row) -> None:
        """Keep, once the last round of a duel is closed, whether the player has won."""
        in_game = queries.rounds_of(connection, row["game"])
        if not duel_score.is_over(in_game):
            return
        on_new = all(one["allocation"] != duel_score.ON_KNOWN_CLIPS for one in in_game)
        kept = {"duel_won": duel_score.score(in_game).is_won, "duel_on_new": on_new}
        connection.execute(update(games).where(games.c.game == row["game"]).values(kept))

    def _chosen(self, deck: Deck, known: KnownClips, drawn: Draw, opponent: Opponent) -> Chosen:
        allocation_of_new = DUEL_OF_ALL if answered(opponent, deck).all() else OF_SOME

        def of_clip(clip: Clip) -> Values | None:
            if clip.key not in opponent.answers:
                return None
            allocation = duel_score.ON_KNOWN_CLIPS if known.is_dealt(clip.key) else allocation_of_new
            of_all = {"study_hash": self._public_hash} if allocation == DUEL_OF_ALL else {}
            return {"allocation": allocation, "opponent": stored(opponent, clip.key), **of_all}

        return Chosen(deck, known, drawn, of_clip=of_clip)


def _known(connection: Connection, player_id: str, deck: Deck) -> tuple[KnownClips, Mask]:
    """What a player knows of a deck, and which of its clips are in one of the player's open rounds."""
    history = History(connection, player_id)
    return history.known(deck), deck.mask(history.open_keys(deck.pack.name))


def _new(known: KnownClips, is_open: Mask) -> Mask:
    return rounds.candidates("random", known, is_open, np.zeros_like(is_open))
