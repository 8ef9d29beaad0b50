"""Starting games and dealing rounds, inside a transaction of the store."""

from collections.abc import Callable, Sequence

import numpy as np
from sqlalchemy import Connection

from game.errors import GameOver, NothingLeft, UnknownGame, UnknownPlayer
from game.play import daily_limit, preparing, queries, rounds, sittings
from game.play.active_packs import ActivePacks
from game.play.allocation import Deck
from game.play.closing import Closing
from game.play.history import History
from game.play.kinds import NO_OPTIONS, Chosen, Kind, Kinds, Options
from game.play.preparing import Preparing
from game.play.rounds import OPEN, Mode, Values
from game.play.studies import Studies
from game.random_names import random_name
from game.store.compiled import Row

# Open rounds of one player: two tabs and a phone, but no pile of clips to choose the easy ones from.
MOST_OPEN = 3
NOTHING_LEFT: dict[str, str] = {
    "random": "problem.nothing_left",
    "practice": "problem.nothing_to_practise",
    "replay": "problem.nothing_to_replay",
}


def read_game(connection: Connection, player_id: str, name: str) -> tuple[History, Row, list[Row]]:
    """A player's history, a game, and its rounds, as `deal` and `prepare` take them.

    Raises
    ------
    UnknownGame
    """
    game = queries.game(connection, player_id, name)
    if game is None:
        raise UnknownGame("problem.unknown_game")
    return History(connection, player_id, game), game, queries.rounds_of(connection, name)


class Dealing:
    """Starts games and deals rounds.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    rounds_a_day : int
        How many rounds a player may be dealt on a UTC day; 0: no limit.
    """

    def __init__(
        self,
        active_packs: ActivePacks,
        closing: Closing,
        rng: np.random.Generator,
        clock: Callable[[], float],
        rounds_a_day: int,
        studies: Studies,
        kinds: Kinds,
    ) -> None:
        self._active_packs = active_packs
        self._closing = closing
        self._rng = rng
        self._clock = clock
        self._rounds_a_day = rounds_a_day
        self._public_hash = studies.public_hash
        self._kinds: Kinds = {**kinds, "study": studies}
        self._preparing = Preparing(active_packs, clock)

    @property
    def deck(self) -> Deck:
        """The deck of the host's pack."""
        return self._active_packs.deck("random")

    def start(
        self, connection: Connection, player_id: str, mode: Mode, options: Options = NO_OPTIONS
    ) -> tuple[Row, bool]:
        """Start a game with as many rounds as the player can still be dealt; and whether it is new.

        In a study, and of a day's clips, the game may have been started before.

        Raises
        ------
        UnknownPlayer, NothingLeft
        """
        player = queries.player_today(connection, player_id)
        if player is None:
            raise UnknownPlayer("problem.unknown_player")
        left = self._left_today(player)
        kind = self._kinds.get("daily" if options.day else mode)
        game, is_new = (
            kind.start(connection, self._active_packs, player_id, options)
            if kind
            else (self._start(History(connection, player_id), mode, left), True)
        )
        if is_new and not left and daily_limit.is_limited(game):
            raise NothingLeft("problem.enough_today", rounds=self._rounds_a_day)
        if is_new:
            queries.add_game(connection, game)
        return game, is_new

    def _start(self, history: History, mode: Mode, left: int) -> Values:
        if mode not in NOTHING_LEFT:
            raise NothingLeft("problem.mode_not_here")
        deck = self._active_packs.deck(mode)
        is_open = deck.mask(history.open_keys(deck.pack.name))
        candidates = rounds.candidates(mode, history.known(deck), is_open, deck.mask(()))
        here = candidates & ~self._active_packs.vanished.mask(deck.pack.clips)
        length = deck.rounds(here)
        if not length and candidates.any():
            raise NothingLeft("problem.recordings_missing")
        if not length:
            raise NothingLeft(self._why_nothing(mode))
        named = {"game": random_name(), "player_id": history.player_id}
        return {**named, "mode": mode, "length": min(left, length)}

    def deal(
        self, history: History, game: Row, in_game: Sequence[Row], many_from_one_place: bool
    ) -> tuple[Row, bool]:
        """The game's open round, or else a new one; and whether it is new.

        Parameters
        ----------
        history : History
            Of the game's player.
        game, in_game : Row, sequence of Row
            As `queries.game` and `queries.rounds_of` give them.

        Raises
        ------
        GameOver
        """
        for row in (queries.of_player(r, game) for r in in_game if r["status"] == OPEN):
            # Whoever asks for a round when the time of the last one is over has sent no answer to it.
            is_over = self._closing.is_abandoned(row) or self._closing.has_no_time_left(row)
            if self._is_playable(row) and not is_over:
                return row, False
            self._closing.abandon(history, row)
        if len(in_game) >= game["length"]:
            raise GameOver("problem.game_over")
        if daily_limit.is_limited(game) and not self._left_today(history.player):
            self._end(history, game, in_game)
            raise GameOver("problem.enough_today", rounds=self._rounds_a_day)
        self._make_room(history)
        chosen = self._chosen_next(history, game, in_game)
        return self._deal_next(history, game, in_game, chosen, many_from_one_place), True

    def prepare(self, history: History, game: Row, in_game: Sequence[Row]) -> Row | None:
        """The round that comes after those closed, not dealt yet; its sound may be fetched.

        None while a round is open, after the last one, and where nothing is prepared. The parameters are
        those of `deal`.
        """
        may_prepare = preparing.may_prepare(game, in_game) and self._left_today(history.player)
        if not may_prepare:
            return None
        chosen = self._chosen_next(history, game, in_game)
        row = self._preparing.prepare(history, game, in_game, chosen) if chosen else None
        return row and {**row, "number": len(in_game) + 1, "length": game["length"], "closes_at": None}

    def _chosen_next(self, history: History, game: Row, in_game: Sequence[Row]) -> Chosen | None:
        kind = self._kind(game)
        if not kind:
            return self._choose(history, game, in_game)
        chosen = kind.choose(history.connection, self._active_packs, game, in_game)
        if chosen:
            history.remember(chosen.known)
        return chosen

    def _deal_next(
        self,
        history: History,
        game: Row,
        in_game: Sequence[Row],
        chosen: Chosen | None,
        many_from_one_place: bool,
    ) -> Row:
        if chosen is None:
            self._end(history, game, in_game)
            raise GameOver("problem.no_clip_left")
        chosen = self._preparing.begin(history, game, in_game, chosen)
        now, player_id = self._clock(), history.player_id
        pack, clip_key = chosen.deck.pack.name, chosen.drawn.clip.key
        if game["clip_keys"]:
            if queries.is_in_party(history.connection, player_id, pack, clip_key):
                raise GameOver("problem.party_first")
            self._closing.abandon_on(history, pack, clip_key)
        row = rounds.deal(game, chosen.deck, chosen.drawn, len(in_game) + 1, many_from_one_place, now)
        row |= chosen.columns
        row["sitting"] = history.last_sitting + sittings.begins_another(history.player, now)
        today = daily_limit.utc_day(now)
        history.add(row, chosen.deck, today, daily_limit.dealt_today(history.player, today) + 1, now)
        return {"closes_at": None, **row, "length": game["length"]}

    def _kind(self, game: Row) -> Kind | None:
        """The kind of play that a game belongs to; None for the ordinary ones."""
        return self._kinds.get("study" if game["study"] else "daily" if game["day"] else game["mode"])

    def _choose(self, history: History, game: Row, in_game: Sequence[Row]) -> Chosen | None:
        """The next clip by the ordinary rules; None when other games were dealt what was left."""
        deck = self._active_packs.deck(game["mode"], in_game[0]["pack"] if in_game else None)
        known = history.known(deck)
        is_open = deck.mask(history.open_keys(deck.pack.name))
        dealt = [row["clip_key"] for row in in_game if row["pack"] == deck.pack.name]
        candidates = rounds.candidates(game["mode"], known, is_open, deck.mask(dealt))
        drawn = self._active_packs.draw(deck, deck.apart(candidates, dealt), self._rng)
        if drawn is None:
            return None
        terms = {"study_hash": self._public_hash} if game["mode"] == "random" else {}
        return Chosen(deck, known, drawn, terms)

    def _make_room(self, history: History) -> None:
        """Abandon the rounds that were left alone longest, so that one more may be open."""
        rows = sorted(history.open_rounds, key=self._closing.touched_at)
        too_many = max(0, len(rows) - MOST_OPEN + 1)
        self._closing.abandon_all(history, [row["round"] for row in rows[:too_many]])

    def _end(self, history: History, game: Row, in_game: Sequence[Row]) -> None:
        queries.shorten_game(history.connection, game["game"], len(in_game))

    def _left_today(self, player: Row) -> int:
        return daily_limit.left_today(player, daily_limit.utc_day(self._clock()), self._rounds_a_day)

    def _why_nothing(self, mode: Mode) -> str:
        growing = mode == "random" and self._active_packs.is_growing
        return "problem.nothing_left_yet" if growing else NOTHING_LEFT[mode]

    def _is_playable(self, row: Row) -> bool:
        return self._active_packs.playable(row["pack"], row["clip_key"]) is not None
