"""A study's clips in the pack that is played, and how far each is from its answers."""

from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, func, select, text

from game.packs.clip import Clip
from game.play.allocation import Deck, Mask
from game.play.rounds import ABANDONED
from game.store.compiled import CompiledStatement
from game.store.tables import rounds
from game.study.allocation import Allocation
from game.study.allocation_design import design_allocation
from game.study.clip_subset import choose_clips
from game.study.feasibility import People
from game.study.presence import Present
from game.study.study_file import StudyError
from game.study.study_schema import Study

Integers = NDArray[np.int64]

# Worded like the index ix_rounds_study, which holds all that is read.
_TAKEN = CompiledStatement(
    select(rounds.c.clip_key, func.count())
    .where(
        text("mode = 'study'"),
        rounds.c.study_hash == bindparam("hash_"),
        rounds.c.pack == bindparam("pack_"),
        rounds.c.status != bindparam("abandoned_", ABANDONED),
    )
    .group_by(rounds.c.clip_key)
)
_REMEMBERED = 4096  # people; of all but one nothing has changed since the deal before


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
        self._heard = lru_cache(_REMEMBERED)(self.marked)

    @property
    def size(self) -> int:
        """How many clips the study has."""
        return len(self._positions)

    def taken(self, connection: Connection) -> Integers:
        """For each clip, how many of its rounds are open, guessed or skipped."""
        taken = np.zeros(len(self._positions), np.int64)
        for key, count in _TAKEN.tuples(connection, self._named):
            if key in self._number:  # no catch clip of the same pack
                taken[self._number[key]] = count
        return taken

    def marked(self, keys: Iterable[str]) -> Mask:
        """Marks over the study's clips; of keys that are none of them, nothing is said."""
        mask = np.zeros(len(self._positions), np.bool_)
        mask[[self._number[key] for key in keys if key in self._number]] = True
        return mask

    def people(self, playing: Sequence[Present]) -> People:
        """Those of the participants who are still to be dealt rounds."""
        left = np.array([one.granted - len(one.dealt) for one in playing], np.int64)
        heard = [self._heard(one.dealt) for one in playing]
        matrix = np.stack(heard) if heard else np.zeros((0, len(self._positions)), np.bool_)
        return People(matrix[left > 0], left[left > 0])

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
