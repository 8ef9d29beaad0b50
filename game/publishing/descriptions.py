"""What goes with the data in the dataset: the card, its like for machines, and the codebook."""

from game.publishing import card, codebook, croissant
from game.publishing.counts import Counts
from game.settings import Settings


def papers(counts: Counts, settings: Settings) -> dict[str, bytes]:
    """The files by their paths in the dataset; the same counts and settings make the same bytes."""
    written = {
        card.NAME: card.card(counts, settings),
        croissant.NAME: croissant.croissant(counts, settings),
        codebook.NAME: codebook.codebook(),
    }
    return {path: text.encode() for path, text in written.items()}
