"""A study's clips in the pack that is played, and how far each is from its answers."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, select, text

from game.packs.clip import Clip
from game.play.allocation import Deck, Mask
from game.play.rounds import ABANDONED
from game.store.compiled import CompiledStatement
from game.store.tables import rounds
from game.study.allocation import Allocation
from game.study.allocation_design import design_allocation
from game.study.clip_subset import choose_clips
from game.study.feasibility import People
from game.study.study_file import StudyError
from game.study.study_schema import Study

Integers = NDArray[np.int64]

# Worded like the index ix_rounds_study, which holds all that is read.
_ROUNDS = CompiledStatement(
    select(rounds.c.player_id, rounds.c.clip_key, rounds.c.status).where(
        text("mode = 'study'"),
        rounds.c.study_hash == bindparam("hash_"),
        rounds.c.pack == bindparam("pack_"),
    )
)


@dataclass(frozen=True, slots=True)
class Dealt:
    """What a study has dealt so far.

    Attributes
    ----------
    taken : ndarray of int, an entry per clip
        Rounds that are open, guessed or skipped.
    heard : mapping of str to Mask
        For each player the clips that they were dealt, abandoned rounds included.
    """

    taken: Integers
    heard: dict[str, Mask]

    def of(self, player_id: str) -> Mask:
        """What a player was dealt."""
        return self.heard.get(player_id, np.zeros(len(self.taken), np.bool_))

    def people(self, granted: Mapping[str, int]) -> People:
        """Players in the middle of their rounds, by how many rounds each is to be dealt in all."""
        heard = [self.of(player) for player in granted]
        matrix = np.stack(heard) if heard else np.zeros((0, len(self.taken)), np.bool_)
        left = (np.array([*granted.values()], np.int64) - matrix.sum(axis=1)).astype(np.int64)
        return People(matrix[left > 0], left[left > 0])


class StudyPool:
    """The clips of a study, as positions in a deck, in the order of the pack.

    Parameters
    ----------
    mask : Mask
        The study's clips.
    """

    def __init__(self, deck: Deck, mask: Mask, study_hash: str, allocation: Allocation) -> None:
        self.deck = deck
        self.allocation = allocation
        self.mask = mask
        self._positions = np.flatnonzero(self.mask)
        self._number = {deck.pack.clips[at].key: n for n, at in enumerate(self._positions)}
        self._named = {"hash_": study_hash, "pack_": deck.pack.name}

    def dealt(self, connection: Connection) -> Dealt:
        """Count what has been dealt."""
        taken = np.zeros(len(self._positions), np.int64)
        heard: dict[str, Mask] = {}
        for player, key, status in _ROUNDS.tuples(connection, self._named):
            number = self._number.get(key)
            if number is None:  # a catch clip of the same pack
                continue
            if player not in heard:
                heard[player] = np.zeros(len(taken), np.bool_)
            heard[player][number] = True
            taken[number] += status != ABANDONED
        return Dealt(taken, heard)

    def among(self, candidates: Mask) -> Mask:
        """Marks over the deck as marks over the study's clips."""
        chosen: Mask = candidates[self._positions]
        return chosen

    def clip(self, number: int) -> Clip:
        """A clip of the study."""
        return self.deck.pack.clips[int(self._positions[number])]


def make_pool(study: Study, deck: Deck) -> StudyPool:
    """The study's clips in the deck of its pack.

    Raises
    ------
    StudyError
        When the pack does not hold what the study asks for.
    """
    subset = choose_clips(study, deck.pack)
    mask = deck.mask(clip.key for clip in subset.clips)
    keys = [deck.pack.clips[at].key for at in np.flatnonzero(mask)]
    try:
        allocation = design_allocation(
            study.allocation.rule,
            deck.cluster[mask],
            rounds=study.rounds,
            sessions=study.sessions or 1,
            answers=study.allocation.answers,
            strata=[subset.strata[key] for key in keys],
            shares=study.allocation.shares,
            seed=int(study.hash, 16),
        )
    except ValueError as error:
        raise StudyError([study.problem(("allocation",), str(error))]) from error
    return StudyPool(deck, mask, study.hash, allocation)
