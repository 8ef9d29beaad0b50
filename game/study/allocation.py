"""Which clip of a study is dealt next: uniform, quota, stratified or blocks. No I/O."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from game.study.feasibility import Integers, Mask, Outlook, People

Rule = Literal["uniform", "quota", "stratified", "blocks"]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Draw:
    """A clip to deal.

    Attributes
    ----------
    clip : int
        Its index among the clips of the study.
    probability : float or None
        With which it was drawn; only under `uniform`. Under the other rules a draw depends on what others
        were dealt, and clips that were heard more often cannot come: no weight made from it is unbiased.
    """

    clip: int
    probability: float | None


@dataclass(frozen=True)
class Allocation:
    """The rule of a study, for its clips in a fixed order; `game.study.allocation_rules` makes it.

    Attributes
    ----------
    rounds, sessions : int
        Of one participant: rounds in all sessions together, and sessions.
    cluster : ndarray of int, an entry per clip
        Clips within 100 m of each other share a number.
    target : ndarray of int, an entry per clip, or None
        Answers wanted; None for as many as come.
    weight : ndarray of float, an entry per clip
        Answers wanted in proportion to other clips; a clip of weight 0 is never dealt.
    stratum, share : ndarray
        The stratum of each clip, and of each stratum the share of answers aimed at.
    blocks : ndarray of bool, blocks by clips, or None
        What each participant hears, under `blocks`.
    """

    rule: Rule
    rounds: int
    sessions: int
    cluster: Integers
    target: Integers | None
    weight: Floats
    stratum: Integers
    share: Floats
    blocks: Mask | None = None

    def next_clip(
        self,
        taken: Integers,
        candidates: Mask,
        heard: Mask,
        left: int,
        others: People,
        rng: np.random.Generator,
        block: int | None = None,
    ) -> Draw | None:
        """Draw the next clip of a participant; None when there is none for them.

        Parameters
        ----------
        taken : ndarray of int, an entry per clip
            Rounds of this study that are guessed, skipped or open, not those abandoned.
        candidates : ndarray of bool, an entry per clip
            What this participant may be dealt now: never dealt to them before, more than 100 m from what
            this session dealt, with its recording in place.
        heard : ndarray of bool, an entry per clip
            What this participant was dealt in this study, abandoned rounds included.
        left : int
            Rounds that this participant is still to be dealt, this one and later sessions included.
        others : People
            The other participants who are in the middle of their rounds. Only `quota`, and `stratified` with
            a number of answers, look at them.
        block : int, optional
            The participant's block, under `blocks`.
        """
        if self.blocks is not None:
            assert block is not None
            return _drawn(candidates & self.blocks[block], rng, tells=False)
        candidates = candidates & (self.weight > 0)
        if self.rule == "uniform":
            return _drawn(candidates, rng, tells=True)
        if self.target is None:
            return _drawn(self._behind_most(candidates, taken, heard), rng, tells=False)
        return self._fill(self.target, taken, candidates, heard, left, others, rng)

    def for_newcomer(self, taken: Integers, playing: People) -> int:
        """How many rounds one more participant can be dealt without taking any from those who play.

        0 when the study is full, or would be if nobody left. Not for `blocks`: see `free_block`.
        """
        if self.target is None:
            return min(self.rounds, int(np.count_nonzero(self.weight)))
        return self._outlook(self.target, taken, playing).for_newcomer()

    def has_room(self, taken: Integers, playing: People) -> bool:
        """Whether one more participant could be dealt anything: a quick answer where there is one."""
        if self.target is not None:
            need = int(np.maximum(self.target - taken, 0).sum())
            if not need or need > int(playing.left.sum()):  # then some clip is needed that nobody here gives
                return need > 0
        return self.for_newcomer(taken, playing) > 0

    def free_block(self, holders: Integers, rng: np.random.Generator) -> int | None:
        """Draw a block that nobody has; None when all are given.

        Parameters
        ----------
        holders : ndarray of int, an entry per block
            Participants who have it and play on or have finished; those who left do not count.
        """
        free = np.flatnonzero(holders == 0)
        return int(rng.choice(free)) if len(free) else None

    def _fill(
        self,
        target: Integers,
        taken: Integers,
        candidates: Mask,
        heard: Mask,
        left: int,
        others: People,
        rng: np.random.Generator,
    ) -> Draw | None:
        """Draw among the clips that lag behind most, but none that would leave another short of answers."""
        candidates = candidates & (taken < target)
        draw = _drawn(self._behind_most(candidates, taken, heard), rng, tells=False)
        if draw is None:
            return None
        now_heard, now_taken = heard.copy(), taken.copy()
        now_heard[draw.clip] = True
        now_taken[draw.clip] += 1
        if self._outlook(target, now_taken, others.joined_by(now_heard, left - 1)).completes():
            return draw
        safe = candidates & self._outlook(target, taken, others.joined_by(heard, left)).safe_clips()
        if safe[draw.clip] or not safe.any():
            return draw
        return _drawn(self._behind_most(safe, taken, heard), rng, tells=False)

    def _behind_most(self, candidates: Mask, taken: Integers, heard: Mask) -> Mask:
        """The candidates with the fewest answers for their weight, of strata that this person is owed."""
        owed = np.ceil(self.rounds * self.share - 1e-9) > np.bincount(
            self.stratum[heard], minlength=len(self.share)
        )
        if (candidates & owed[self.stratum]).any():
            candidates = candidates & owed[self.stratum]
        full = np.divide(taken + 0.5, self.weight, out=np.full(len(taken), np.inf), where=candidates)
        behind: Mask = candidates & (full <= full.min(initial=np.inf) * (1 + 1e-9))
        return behind

    def _outlook(self, target: Integers, taken: Integers, people: People) -> Outlook:
        need = np.maximum(target - taken, 0)
        return Outlook(need, self.cluster, self.rounds, self.sessions, people)


def _drawn(candidates: Mask, rng: np.random.Generator, tells: bool) -> Draw | None:
    """One of the candidates, all equally likely."""
    indices = np.flatnonzero(candidates)
    if not len(indices):
        return None
    return Draw(int(rng.choice(indices)), 1 / len(indices) if tells else None)
