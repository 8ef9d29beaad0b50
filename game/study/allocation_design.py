"""The allocation that a study file asks for: answers wanted of each clip, strata and blocks."""

import random
from collections.abc import Mapping, Sequence

import numpy as np

from game.study.allocation import Allocation, Floats, Rule
from game.study.block_design import block_design
from game.study.feasibility import Integers


def design_allocation(
    rule: Rule,
    cluster: Sequence[int] | Integers,
    *,
    rounds: int,
    sessions: int = 1,
    answers: int | None = None,
    strata: Sequence[str] | None = None,
    shares: Mapping[str, float] | None = None,
    seed: int = 0,
) -> Allocation:
    """Make the allocation of a study. The same arguments make the same one, on any machine.

    Parameters
    ----------
    cluster : sequence of int, an entry per clip
        Clips within 100 m of each other share a number, as in `game.play.allocation.Deck.cluster`.
    rounds, sessions : int
        Rounds in a session, and sessions.
    answers : int, optional
        Answers wanted of a clip, on average over clips; `quota` and `blocks` need it.
    strata : sequence of str, an entry per clip, optional
        For `stratified`; one stratum when left out.
    shares : mapping of str to float, optional
        Share of the answers that each stratum is to get, in any proportion; by its number of clips when left
        out.
    seed : int
        Of the blocks, and of which clips of a stratum get an answer more than others.

    Raises
    ------
    ValueError
        With a sentence, when shares and strata do not match, or a rule lacks its answers.
    """
    clips = np.asarray(cluster, dtype=np.int64)
    if rule in ("quota", "blocks") and not answers:
        raise ValueError(f"allocation {rule} needs answers: how many answers each clip is to get")
    of_clip, share = _strata(len(clips), strata if rule == "stratified" else None, shares)
    size = np.bincount(of_clip, minlength=len(share))
    weight = (share / size)[of_clip]
    target = None
    if answers and rule != "uniform":
        target = _targets(answers * len(clips) * share, of_clip, seed)
    blocks = None
    if rule == "blocks" and answers:
        blocks = block_design(clips, answers, min(rounds * sessions, len(clips)), sessions, seed)
    return Allocation(rule, rounds * sessions, sessions, clips, target, weight, of_clip, share, blocks)


def _strata(
    clips: int, strata: Sequence[str] | None, shares: Mapping[str, float] | None
) -> tuple[Integers, Floats]:
    """The stratum of each clip, and the share of each stratum."""
    if strata is None:
        return np.zeros(clips, np.int64), np.ones(1)
    names, of_clip = np.unique(np.asarray(strata), return_inverse=True)
    if shares is None:
        return of_clip, np.bincount(of_clip) / clips
    if unknown := sorted(set(shares) - set(names.tolist())):
        raise ValueError(f"no clip of the study is in the stratum {', '.join(unknown)}")
    if missing := sorted(set(names.tolist()) - set(shares)):
        raise ValueError(f"shares leave out the stratum {', '.join(missing)}; write 0 to deal none of it")
    share = np.array([shares[name] for name in names.tolist()], dtype=np.float64)
    if (share < 0).any() or not share.sum() > 0:
        raise ValueError("shares must be 0 or more, and one of them more than 0")
    return of_clip, share / share.sum()


def _targets(by_stratum: Floats, stratum: Integers, seed: int) -> Integers:
    """Whole answers for each clip that add up by stratum, the odd ones going to clips drawn by the seed."""
    order = np.array(_keys(len(stratum), seed))
    target = np.zeros(len(stratum), np.int64)
    for number, wanted in enumerate(_whole(by_stratum).tolist()):
        clips = np.flatnonzero(stratum == number)
        each, odd = divmod(wanted, len(clips))
        target[clips] = each
        target[clips[np.argsort(order[clips])[:odd]]] += 1
    return target


def _whole(amounts: Floats) -> Integers:
    """Whole numbers with the same sum, by the largest remainders."""
    whole = np.floor(amounts + 1e-9).astype(np.int64)
    left = round(float(amounts.sum())) - int(whole.sum())
    whole[np.argsort(whole - amounts, kind="stable")[:left]] += 1
    return whole


def _keys(number: int, seed: int) -> list[float]:
    """Random keys that Python promises to keep the same for a seed."""
    generator = random.Random(seed)
    return [generator.random() for _ in range(number)]
