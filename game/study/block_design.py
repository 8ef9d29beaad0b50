"""Blocks of clips: each clip in as many blocks as it needs answers, pairs of clips together evenly often."""

import random

import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.bool_]
Integers = NDArray[np.int64]

APART = 1_000  # how much worse a pair of clips within 100 m is than one that is together once more
MOST_TRIES = 20_000  # pairs of blocks between which an exchange is looked for


def block_design(cluster: Integers, answers: int, size: int, sessions: int, seed: int) -> Mask:
    """Put clips into blocks, one block for each participant.

    Parameters
    ----------
    cluster : ndarray of int, an entry per clip
        Clips within 100 m of each other share a number.
    answers : int
        Blocks that each clip is in.
    size : int
        Clips in a block, at most; some have one less where the numbers do not divide.
    sessions : int
        In which a block is played: so many clips of a cluster do no harm.

    Returns
    -------
    ndarray of bool, blocks by clips

    Notes
    -----
    Blocks are filled one by one with the clips that need most, among those the ones that were least often
    together with what the block has. Then clips are exchanged between pairs of blocks as long as that makes
    the sum of squares of how often pairs of clips are together smaller, which is least when all are together
    equally often. Clips within 100 m are kept out of one block where possible.
    """
    keys = random.Random(seed)
    clips = len(cluster)
    number = -(-clips * answers // size)
    sizes = np.full(number, clips * answers // number)
    sizes[: clips * answers % number] += 1
    near = cluster[:, None] == cluster[None, :]
    np.fill_diagonal(near, False)
    blocks = np.zeros((number, clips), np.bool_)
    together = np.zeros((clips, clips), np.int64)
    need = np.full(clips, answers)
    for at, wanted in enumerate(sizes.tolist()):
        blocks[at] = _filled(wanted, need, number - at, together, near, sessions, keys)
        members = np.flatnonzero(blocks[at])
        need[members] -= 1
        together[np.ix_(members, members)] += 1
        together[members, members] = 0
    _even_out(blocks, together + APART * near, keys)
    return blocks


def _filled(
    size: int,
    need: Integers,
    blocks_left: int,
    together: Integers,
    near: Mask,
    sessions: int,
    keys: random.Random,
) -> Mask:
    """One block. A clip that needs as many blocks as are left must be in each of them."""
    block = np.zeros(len(need), np.bool_)
    order = np.array([keys.random() for _ in need])
    met, crowded = np.zeros_like(need), np.zeros_like(need)
    for _ in range(size):
        free = ~block & (need > 0)
        must = free & (need >= blocks_left)
        pool = must if must.any() else free
        apart = pool & (crowded < sessions)
        pool = apart if apart.any() else pool
        most = np.flatnonzero(pool & (need == need[pool].max()))
        clip = most[np.lexsort((order[most], met[most]))[0]]
        block[clip] = True
        met += together[clip]
        crowded += near[clip]
    return block


def _even_out(blocks: Mask, cost: Integers, keys: random.Random) -> None:
    """Exchange clips between pairs of blocks while pairs of clips come together more evenly."""
    tries, most = 0, _least_most(blocks)
    improved = True
    while improved:
        improved = False
        order = sorted(range(len(blocks)), key=lambda _: keys.random())
        for index, one in enumerate(order):
            members = np.flatnonzero(blocks[one])
            if cost[np.ix_(members, members)].max() <= most:
                continue
            for other in order[:index] + order[index + 1 :]:
                if tries >= MOST_TRIES:
                    return
                tries += 1
                improved |= _exchange(blocks, one, other, cost)


def _least_most(blocks: Mask) -> int:
    """How often the pairs that are together most often must be: the mean of all pairs, rounded up."""
    clips = blocks.shape[1]
    pairs = sum(size * (size - 1) for size in blocks.sum(axis=1).tolist())
    return int(-(-pairs // max(1, clips * (clips - 1))))


def _exchange(blocks: Mask, one: int, other: int, cost: Integers) -> bool:
    """Make the best exchange of a clip of each, if there is one that helps."""
    here, there = np.flatnonzero(blocks[one] & ~blocks[other]), np.flatnonzero(blocks[other] & ~blocks[one])
    if not len(here) or not len(there):
        return False
    both = np.append(here, there)
    with_here, with_there = cost[np.ix_(both, here)].sum(axis=1), cost[np.ix_(both, there)].sum(axis=1)
    apart = with_here - with_there
    change = apart[len(here) :][None, :] - apart[: len(here)][:, None] - 2 * cost[np.ix_(here, there)]
    change += len(here) + len(there) - 2
    best = np.unravel_index(np.argmin(change), change.shape)
    if change[best] >= 0:
        return False
    leaving, coming = here[best[0]], there[best[1]]
    for block, out, into in ((one, leaving, coming), (other, coming, leaving)):
        blocks[block, out] = False
        members = np.flatnonzero(blocks[block])
        cost[out, members] -= 1
        cost[members, out] -= 1
        cost[into, members] += 1
        cost[members, into] += 1
        blocks[block, into] = True
    return True
