"""What one player has heard and played, as one transaction sees it."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection

from game.play import histories, queries
from game.play.allocation import Deck
from game.play.known_clips import KnownClips
from game.store.compiled import Row


class History:
    """Reads each part at most once, when it is needed, and keeps it true as rounds are dealt and closed.

    All rounds of the player that the transaction deals or closes must go through the same history.

    Parameters
    ----------
    game : mapping, optional
        A game of the player as `queries.game` gives it, which saves reading the player.
    """

    def __init__(self, connection: Connection, player_id: str, game: Row | None = None) -> None:
        self.connection = connection
        self.player_id = player_id
        self._player = game and {name: game[name] for name in queries.OF_PLAYER}
        self._open: list[Row] | None = None
        self._known: dict[str, KnownClips] = {}

    @property
    def player(self) -> Row:
        """When the player played, and how much: `queries.OF_PLAYER`, without values for an unknown player."""
        if self._player is None:
            found = queries.player_today(self.connection, self.player_id)
            self._player = found or dict.fromkeys(queries.OF_PLAYER)
        return self._player

    @property
    def open_rounds(self) -> Sequence[Row]:
        """The player's open rounds: `round`, `pack`, `clip_key` and `touched_at`."""
        if self._open is None:
            self._open = histories.open_rounds(self.connection, self.player_id)
        return self._open

    def open_keys(self, pack: str) -> list[str]:
        """The clips of a pack in open rounds."""
        return [row["clip_key"] for row in self.open_rounds if row["pack"] == pack]

    def open_on(self, pack: str, clip_key: str) -> list[str]:
        """The open rounds on a clip."""
        clip = (pack, clip_key)
        return [row["round"] for row in self.open_rounds if (row["pack"], row["clip_key"]) == clip]

    def open_besides(self, row: Row) -> list[str]:
        """Other open rounds on the clip of a round, whose answer its reveal would be."""
        return [name for name in self.open_on(row["pack"], row["clip_key"]) if name != row["round"]]

    def known(self, deck: Deck) -> KnownClips:
        """What the player knows of a deck."""
        known = self._known.get(deck.pack.name)
        if known is None or known.deck is not deck:
            known = histories.known_clips(self.connection, self.player_id, deck)
            self.remember(known)
        return known

    def remember(self, known: KnownClips) -> None:
        """Take over what was read just now, so that it is not read again."""
        self._known[known.deck.pack.name] = known

    @property
    def closed_rounds(self) -> int:
        """How many rounds the player has closed."""
        counted = self.player["closed_rounds"]
        return histories.count_closed(self.connection, self.player_id) if counted is None else int(counted)

    @property
    def last_sitting(self) -> int:
        """The number of the player's last sitting, 0 before the first."""
        number = self.player["sitting"]
        return histories.find_sitting(self.connection, self.player_id) if number is None else int(number)

    def count(self) -> int:
        """How many rounds the player has been dealt."""
        return self.closed_rounds + len(self.open_rounds)

    def add(self, row: Row, deck: Deck, day: date, dealt_on_day: int, now: float) -> None:
        """Store a round that is dealt now.

        Parameters
        ----------
        day, dealt_on_day : date, int
            Today, and how many rounds the player is dealt on it, with this one.
        now : float
            Seconds since 1970.
        """
        queries.add_round(self.connection, row)
        self._keep(self.known(deck).with_dealt(row["clip_key"]))
        dealt = {"last_day": day, "dealt_on_last_day": dealt_on_day, "sitting": row["sitting"]}
        self._note({**dealt, "played_at": now})
        if self._open is not None:
            self._open.append({name: row[name] for name in ("round", "pack", "clip_key", "touched_at")})

    def close(self, row: Row, values: Row, deck: Deck | None, played_at: float | None) -> None:
        """Store how an open round is closed.

        Parameters
        ----------
        deck : Deck or None
            Of the round's pack; None when it is no longer played.
        played_at : float or None
            Seconds since 1970; None when the player has not closed it.
        """
        before = self.closed_rounds
        queries.close_round(self.connection, row["round"], values)
        self._note({"closed_rounds": before + 1, **({} if played_at is None else {"played_at": played_at})})
        if deck is None:
            histories.forget(self.connection, self.player_id, row["pack"])
            self._known.pop(row["pack"], None)
        elif not row["withheld"]:
            self._keep(self.known(deck).with_revealed(row["clip_key"]))
        self._is_open_no_more(row)

    def drop(self, row: Row) -> None:
        """Delete a round of which nothing is known any more."""
        queries.drop_round(self.connection, row["round"])
        self._is_open_no_more(row)

    def _keep(self, known: KnownClips) -> None:
        histories.keep(self.connection, self.player_id, known)
        self.remember(known)

    def _note(self, columns: Row) -> None:
        histories.set_player(self.connection, self.player_id, columns)
        self._player = {**self.player, **columns}

    def _is_open_no_more(self, row: Row) -> None:
        if self._open is not None:
            self._open = [other for other in self._open if other["round"] != row["round"]]
