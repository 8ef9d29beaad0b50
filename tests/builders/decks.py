"""Decks of clips at given points, and what a player knows of them, without files or a database."""

from collections.abc import Iterable
from pathlib import Path

from hypothesis import strategies as st

from game.packs.pack import Pack
from game.play.allocation import Deck
from game.play.known_clips import KnownClips
from tests.builders.clips import clip

METRE = 1 / 111_320  # degrees of latitude


def deck(*points: tuple[float, float], name: str = "p") -> Deck:
    """A deck with the clips k0, k1, ... at these points (latitude, longitude)."""
    clips = tuple(clip(n, lat, lon) for n, (lat, lon) in enumerate(points))
    return Deck(Pack(name, Path(), clips, (), (), "0" * 64))


def known(dealer: Deck, dealt: Iterable[str] = (), revealed: Iterable[str] = ()) -> KnownClips:
    """What a player knows who was dealt some clips, of which some are revealed."""
    shown = dealer.mask(revealed)
    return KnownClips(dealer, dealer.mask(dealt) | shown, shown)


STEP = 40 * METRE
_grid = st.integers(0, 9).map(lambda steps: 10 + STEP * steps)
# Points 40 m apart: some within 100 m of each other, some in longer chains of near points.
decks = st.lists(st.tuples(_grid, _grid), min_size=1, max_size=20).map(lambda points: deck(*points))
