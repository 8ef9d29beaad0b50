"""The packs that are played at the moment, each as a deck to deal from."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from game.packs.clip import Clip
from game.packs.pack import Pack
from game.play.allocation import Deck, Draw, Mask
from game.play.rounds import Mode
from game.play.vanished_clips import VanishedClips


class ActivePacks:
    """The host's pack and the practice pack.

    Another thread may switch to a larger pack while rounds are being dealt. Each method therefore reads the
    current deck once, and a deck never changes.

    Parameters
    ----------
    pack : Pack
        The host's pack; it may be the practice pack itself.
    practice : Pack
    named : mapping of str to Pack
        Packs that studies deal from, by the names or folders that they write.

    Attributes
    ----------
    is_growing : bool
        Whether more clips are being fetched.
    vanished : VanishedClips
        Which of the clips' files are gone.
    """

    def __init__(self, pack: Pack, practice: Pack, named: Mapping[str, Pack] = MappingProxyType({})) -> None:
        self.is_growing = False
        self.vanished = VanishedClips()
        self._practice = Deck(practice)
        self._main = self._practice if pack is practice else Deck(pack)
        self._names = {name: named_pack.name for name, named_pack in named.items()}
        others = {id(other): other for other in named.values() if other is not pack and other is not practice}
        self._others = tuple(map(Deck, others.values()))

    @property
    def pack(self) -> Pack:
        """The host's pack."""
        return self._main.pack

    @property
    def practice(self) -> Pack:
        return self._practice.pack

    @property
    def packs(self) -> list[Pack]:
        """All packs, each once."""
        return list({deck.pack.name: deck.pack for deck in self._decks}.values())

    def deck(self, mode: Mode, begun_with: str | None = None) -> Deck:
        """The deck that the next round of a game is dealt from.

        A game continues with the pack it began with, even after the host's pack was switched.

        Parameters
        ----------
        begun_with : str, optional
            Name of the pack of the game's first round.
        """
        if mode == "practice":
            return self._practice
        return (self.deck_of(begun_with) if begun_with else None) or self._main

    def deck_of(self, pack: str) -> Deck | None:
        """The deck of the pack with this name; None when it is not played."""
        return next((deck for deck in self._decks if deck.pack.name == pack), None)

    def deck_named(self, name: str | None) -> Deck | None:
        """The deck of the pack that a study names, the host's without a name; None when it is not played."""
        return self._main if name is None else self.deck_of(self._names.get(name, name))

    def clip(self, pack: str, key: str) -> Clip | None:
        """A clip; None when its pack is no longer played or no longer holds it."""
        deck = self.deck_of(pack)
        try:
            return deck.pack.clip(key) if deck else None
        except KeyError:
            return None

    def draw(self, deck: Deck, candidates: Mask, rng: np.random.Generator) -> Draw | None:
        """Draw one of the candidates whose recording is there."""
        while True:
            drawn = deck.draw(candidates & ~self.vanished.mask(deck.pack.clips), rng)
            if drawn is None or not self.vanished.has(drawn.clip):
                return drawn

    def playable(self, pack: str, key: str) -> Clip | None:
        """A clip whose recording is there; None when it cannot be played."""
        clip = self.clip(pack, key)
        return None if clip is None or self.vanished.has(clip) else clip

    @property
    def _decks(self) -> tuple[Deck, ...]:
        return (self._main, self._practice, *self._others)

    def look_for_files(self) -> None:
        """See which clips' files are there. Slow: call it outside the event loop."""
        self.vanished.look(clip for pack in self.packs for clip in pack.clips)

    def switch_to(self, pack: Pack) -> None:
        """Make this the host's pack: all further games are dealt from it."""
        self._main = Deck(pack)
