"""A study in play, in memory: people arrive, are dealt clips, close rounds, leave and come back."""

import numpy as np

from game.study.allocation import Allocation
from game.study.feasibility import Integers, Mask, People


class Player:
    """A participant and their rounds."""

    def __init__(self, clips: int, left: int, block: int | None) -> None:
        self.heard: Mask = np.zeros(clips, np.bool_)
        self.left = left
        self.block = block
        self.session: list[int] = []
        self.open: int | None = None
        self.probability: float | None = None
        self.answers: list[int] = []
        self.is_here = True


class StudyInPlay:
    """What a game's database knows of a study, without the database.

    Attributes
    ----------
    answered : ndarray of int, an entry per clip
        Closed answers.
    """

    def __init__(self, allocation: Allocation, rng: np.random.Generator) -> None:
        self.allocation = allocation
        self.players: list[Player] = []
        self.answered: Integers = np.zeros(len(allocation.cluster), np.int64)
        self._rng = rng

    @property
    def taken(self) -> Integers:
        """Rounds closed or open, by clip."""
        taken = self.answered.copy()
        np.add.at(taken, [p.open for p in self.players if p.open is not None], 1)
        return taken

    def arrive(self) -> Player | None:
        """Let another participant in, with as many rounds as can be had; None when the study is full."""
        clips, block = len(self.answered), None
        if self.allocation.blocks is not None:
            held = [p.block for p in self.players if p.block is not None and (p.is_here or not p.left)]
            holders = np.bincount(held, minlength=len(self.allocation.blocks))
            block = self.allocation.free_block(holders, self._rng)
            left = 0 if block is None else int(self.allocation.blocks[block].sum())
        else:
            left = self.allocation.for_newcomer(self.taken, self.people())
        if not left:
            return None
        self.players.append(Player(clips, left, block))
        return self.players[-1]

    def deal(self, player: Player) -> bool:
        """Deal a player's next round; where there is none, the player has finished."""
        cluster = self.allocation.cluster
        candidates = ~player.heard & ~np.isin(cluster, cluster[player.session])
        others = self.people(player)
        draw = self.allocation.next_clip(
            self.taken, candidates, player.heard, player.left, others, self._rng, player.block
        )
        if draw is None:
            player.left = 0
            return False
        player.heard[draw.clip] = True
        player.session.append(draw.clip)
        player.open, player.probability = draw.clip, draw.probability
        player.left -= 1
        return True

    def close(self, player: Player) -> None:
        """Answer the open round."""
        if player.open is not None:
            self.answered[player.open] += 1
            player.answers.append(player.open)
        player.open = None

    def abandon(self, player: Player) -> None:
        """Give up the open round; its clip is free again, for others."""
        player.open = None

    def play(self, player: Player, rounds: int) -> None:
        """Deal and close a number of rounds, or as many as there are."""
        for _ in range(rounds):
            if not player.left or not self.deal(player):
                return
            self.close(player)

    def people(self, but: Player | None = None) -> People:
        """Who is in the middle of their rounds."""
        here = [p for p in self.players if p.is_here and p.left and p is not but]
        heard = np.array([p.heard for p in here], np.bool_).reshape(len(here), len(self.answered))
        return People(heard, np.array([p.left for p in here], np.int64))
