"""Which clip a room hears next."""

from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import Connection

from game.party.room import ClipOfRound
from game.play.active_packs import ActivePacks
from game.play.allocation import Deck, Mask
from game.play.history import History


def next_clip(
    connection: Connection,
    packs: ActivePacks,
    used: Sequence[ClipOfRound],
    in_match: int,
    players: Iterable[str],
    rng: np.random.Generator,
) -> ClipOfRound | None:
    """A clip that as few members as possible have heard before; None when there is none.

    Never one of an open round of a member, whose answer this would be, nor one of the same match. One of an
    earlier match in this room only when no other is left.

    Parameters
    ----------
    used : sequence of ClipOfRound
        What was heard in the room so far, in order.
    in_match : int
        How many of them, from the end, in this match.
    players : iterable of str
        Ids of the members.
    """
    deck = packs.deck("party")
    heard = [clip.key for clip in used if clip.pack == deck.pack.name]
    of_match = [clip.key for clip in used[len(used) - in_match :] if clip.pack == deck.pack.name]
    counts, is_open = _knowledge(connection, deck, players)
    there = ~packs.vanished.mask(deck.pack.clips) & ~is_open
    for excluded in (heard, of_match):
        candidates = deck.apart(there, excluded)
        if candidates.any():
            fewest = candidates & (counts == counts[candidates].min())
            drawn = deck.draw(fewest, rng)
            return ClipOfRound(deck.pack.name, drawn.clip.key) if drawn else None
    return None


def _knowledge(
    connection: Connection, deck: Deck, players: Iterable[str]
) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], Mask]:
    """How many of the players were ever dealt each clip, and which clips are in an open round of theirs."""
    counts = np.zeros(len(deck.pack.clips), dtype=np.int64)
    open_keys: set[str] = set()
    for player_id in players:
        history = History(connection, player_id)
        counts += history.known(deck).dealt
        open_keys.update(history.open_keys(deck.pack.name))
    return counts, deck.mask(open_keys)
