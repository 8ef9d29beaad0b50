"""What one player knows of a deck's clips, as a mark for each clip. No I/O."""

from dataclasses import dataclass, replace

import numpy as np

from game.play.allocation import Deck, Mask


@dataclass(frozen=True, slots=True)
class KnownClips:
    """A deck, and what one player knows of it.

    Attributes
    ----------
    dealt : Mask
        Clips of which the player was ever dealt a round.
    revealed : Mask
        Clips of which such a round is closed, however it was closed, and its reveal not withheld.
    """

    deck: Deck
    dealt: Mask
    revealed: Mask

    def is_dealt(self, key: str) -> bool:
        return bool((self.deck.mask([key]) & self.dealt).any())

    def is_revealed(self, key: str) -> bool:
        return bool((self.deck.mask([key]) & self.revealed).any())

    def nearest_revealed_km(self, lat: float, lon: float) -> float | None:
        """Distance from a point to the nearest revealed clip, km; None without any."""
        return self.deck.nearest_km(lat, lon, self.revealed)

    def with_dealt(self, key: str) -> "KnownClips":
        return replace(self, dealt=self.dealt | self.deck.mask([key]))

    def with_revealed(self, key: str) -> "KnownClips":
        return replace(self, revealed=self.revealed | self.deck.mask([key]))


def to_bits(mask: Mask) -> bytes:
    """A mask at a bit for each clip."""
    return np.packbits(mask).tobytes()


def from_bits(bits: bytes, deck: Deck) -> Mask:
    """The mask over a deck's clips that `to_bits` packed."""
    return np.unpackbits(np.frombuffer(bits, np.uint8), count=len(deck.pack.clips)).astype(np.bool_)
