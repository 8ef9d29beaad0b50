"""The packs that are played, made ready for dealing; one that has grown takes the place of what it was."""

from collections.abc import Sequence

from game.packs.clip import Clip
from game.packs.pack import Pack
from game.play.allocation import Deck
from game.play.rounds import Dealt, Mode


class ActivePacks:
    """What can be dealt at this moment.

    Rounds are dealt in one thread while another may bring a larger pack in: each call here looks once, and
    a deck, once given, stays what it was.

    Parameters
    ----------
    pack : Pack
        The host's; it may be the one to practise with.
    practice : Pack

    Attributes
    ----------
    grows : bool
        Whether more clips are on their way.
    """

    def __init__(self, pack: Pack, practice: Pack) -> None:
        self.grows = False
        self._practice = Deck(practice)
        self._main = self._practice if pack is practice else Deck(pack)

    @property
    def pack(self) -> Pack:
        """The pack that games are played with."""
        return self._main.pack

    @property
    def practice(self) -> Pack:
        """The pack to practise with."""
        return self._practice.pack

    @property
    def packs(self) -> list[Pack]:
        """All that are played, each once."""
        return list({deck.pack.name: deck.pack for deck in (self._practice, self._main)}.values())

    def deck(self, mode: Mode, in_game: Sequence[Dealt] = ()) -> Deck:
        """The deck that a game of this mode is dealt from, given the rounds that it has had.

        A game stays with the pack that it was begun with, though another one is played by now.
        """
        if mode == "practice":
            return self._practice
        begun = self.named(in_game[0].pack) if in_game else None
        return begun or self._main

    def named(self, pack: str) -> Deck | None:
        """The deck of a pack; None when it is not played."""
        return next((deck for deck in (self._main, self._practice) if deck.pack.name == pack), None)

    def clip(self, pack: str, key: str) -> Clip | None:
        """A clip; None when it cannot be played any more."""
        deck = self.named(pack)
        try:
            return deck.pack.clip(key) if deck else None
        except KeyError:
            return None

    def play(self, pack: Pack) -> None:
        """Deal from this pack from now on; one of the same name is dealt no more."""
        self._main = Deck(pack)
