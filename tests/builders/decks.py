"""Decks of clips at given points, and rounds dealt from them, without files or a database."""

from pathlib import Path

from hypothesis import strategies as st

from game.packs.pack import Pack
from game.play.allocation import Deck
from game.play.rounds import GUESSED, Dealt
from tests.builders.clips import clip

METRE = 1 / 111_320  # degrees of latitude


def deck(*points: tuple[float, float], name: str = "p") -> Deck:
    """A deck with the clips k0, k1, ... at these points (latitude, longitude)."""
    clips = tuple(clip(n, lat, lon) for n, (lat, lon) in enumerate(points))
    return Deck(Pack(name, Path(), clips, (), (), "0" * 64))


def dealt(
    key: str,
    game: str = "earlier",
    number: int = 1,
    status: str = GUESSED,
    pack: str = "p",
    geoscore: float | None = None,
) -> Dealt:
    return Dealt(f"{game}-{number}", game, number, status, pack, key, geoscore)


STEP = 40 * METRE
_grid = st.integers(0, 9).map(lambda steps: 10 + STEP * steps)
# Points 40 m apart: some within 100 m of each other, some in longer chains of near points.
decks = st.lists(st.tuples(_grid, _grid), min_size=1, max_size=20).map(lambda points: deck(*points))
