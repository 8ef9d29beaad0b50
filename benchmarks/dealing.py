"""Dealing a study's clips: answers that go missing, pairs of clips together, time for a deal among many."""

import time

import numpy as np

from benchmarks.figures import Figure, Target
from benchmarks.study_dealing import StudyInPlay
from game.study.allocation_design import design_allocation
from game.study.block_design import block_design

CLIPS, ANSWERS, ROUNDS, PEOPLE = 60, 10, 20, 30
SEED = 20261130


def measure(quick: bool) -> list[Figure]:
    """Compare quotas and blocks with dealing at random, and time a deal."""
    studies = 1 if quick else 10
    missing, at_random = (
        float(np.mean([deal(np.random.default_rng([SEED, n])) for n in range(studies)]))
        for deal in (_missing_by_quota, _missing_at_random)
    )
    return [
        Figure("answers missing after 30 people at once", "of 600", missing, at_random, Target(0)),
        *_blocks(),
        _seconds(60, 70, 20 if quick else 200),
        _seconds(60 if quick else 1444, 10, 20 if quick else 200),
    ]


def _missing_by_quota(rng: np.random.Generator) -> int:
    study = StudyInPlay(design_allocation("quota", np.arange(CLIPS), rounds=ROUNDS, answers=ANSWERS), rng)
    players = [player for _ in range(PEOPLE) if (player := study.arrive())]
    while here := [player for player in players if player.left]:
        study.play(here[rng.integers(len(here))], 1)
    return int(CLIPS * ANSWERS - study.answered.sum())


def _missing_at_random(rng: np.random.Generator) -> int:
    """Any clip that a person has not heard and that is not full: the last people know what is left."""
    heard, answered = np.zeros((PEOPLE, CLIPS), np.bool_), np.zeros(CLIPS, np.int64)
    for person in rng.permutation(np.repeat(np.arange(PEOPLE), ROUNDS)).tolist():
        free = np.flatnonzero(~heard[person] & (answered < ANSWERS))
        if len(free):
            clip = rng.choice(free)
            heard[person, clip] = True
            answered[clip] += 1
    return int(CLIPS * ANSWERS - answered.sum())


def _blocks() -> list[Figure]:
    """How unevenly pairs of clips are together in blocks, and in orders of all clips cut in three."""
    blocks = block_design(np.arange(CLIPS), ANSWERS, ROUNDS, 1, SEED)
    rng, by_chance = np.random.default_rng(SEED), np.zeros_like(blocks)
    for first in range(0, PEOPLE, CLIPS // ROUNDS):
        of = np.repeat(np.arange(first, first + CLIPS // ROUNDS), ROUNDS)
        by_chance[of, rng.permutation(CLIPS)] = True
    upper = np.triu_indices(CLIPS, 1)
    ours, baseline = (
        (design.astype(np.int64).T @ design.astype(np.int64))[upper] for design in (blocks, by_chance)
    )
    return [
        Figure("mean of how often two clips share a block", "", float(ours.mean()), float(baseline.mean())),
        Figure("variance of it", "", float(ours.var()), float(baseline.var()), Target(0.5, "ratio")),
    ]


def _seconds(clips: int, answers: int, people: int) -> Figure:
    """Time for a deal while others are in the middle of their rounds."""
    rng = np.random.default_rng(SEED)
    allocation = design_allocation("quota", np.arange(clips), rounds=ROUNDS, answers=answers)
    study = StudyInPlay(allocation, rng)
    players = [player for _ in range(people) if (player := study.arrive())]
    start = time.perf_counter()
    for player in players[:50]:
        study.play(player, 1)
    seconds = (time.perf_counter() - start) / len(players[:50])
    return Figure(f"a deal among {people} at once, {clips} clips", "ms", 1000 * seconds)
