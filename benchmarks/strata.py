"""How often intervals hold the truth where strata have other shares of the answers than of the clips."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Figure, Target
from benchmarks.intervals import (
    CLIPS_ARE,
    LEAST_HELD,
    MEAN,
    MODEL_AHEAD,
    SEED,
    SPREAD,
    STUDIES,
    Coverage,
    Found,
    covered,
    expected,
    points,
)
from leaderboard.study.estimands import primary
from leaderboard.study.simulated_rows import World, simulate
from leaderboard.study.stratum_mean import difference_by_stratum, mean_by_stratum

SHARE = 0.75  # of each person's rounds, on the easier half of the clips
EASIER = 0.6  # logits by which that half is above the mean, and the other below
KNOWN_LIMIT = "mean person, clips like these"  # about the mix of clips that was dealt


@dataclass(frozen=True)
class Design:
    """A simulated study; with ``single``, one clip is a stratum of its own."""

    name: str
    people: int
    clips: int
    rounds: int
    single: bool = False


DESIGNS = (
    Design("30 people, 20 of 60 clips each", 30, 60, 20),
    Design("12 people, 20 of 60 clips each", 12, 60, 20),
    Design("30 people, 20 of 60 clips each, one a stratum of its own", 30, 60, 20, single=True),
    Design("30 people, 8 of 16 clips each", 30, 16, 8),
)


def measure(quick: bool) -> list[Figure]:
    """Simulate studies of every design."""
    figures: list[Figure] = []
    for one in coverages(8 if quick else STUDIES):
        name = f"{one.design}: {one.figure}"
        bound = Target(0 if quick or one.figure == KNOWN_LIMIT else LEAST_HELD, bound="at least")
        figures += [
            Figure(f"{name}, held", "%", one.held, target=bound),
            Figure(f"{name}, width", "points", one.width),
            Figure(f"{name}, bias", "points", one.bias, one.bias_error),
        ]
    return figures


def coverages(studies: int, designs: tuple[Design, ...] = DESIGNS) -> Iterator[Coverage]:
    """Simulate as many studies of each design."""
    for number, design in enumerate(designs):
        seeds = ([SEED, 100 + number, study] for study in range(studies))
        yield from covered(design.name, (play(design, np.random.default_rng(seed)) for seed in seeds))


def play(design: Design, rng: np.random.Generator) -> Found:
    """One study: each figure with its truth."""
    first = np.arange(design.clips) < design.clips // 2
    apart = np.where(first, EASIER, -EASIER)
    easier = apart + rng.normal(0, SPREAD.clip, design.clips)
    rows = simulate(World(SPREAD, MEAN), _heard(design, first, rng), rng, easier)
    rows = replace(rows, score=points(rows.score))
    answers = points(MEAN + MODEL_AHEAD + easier + rng.normal(0, SPREAD.residual, design.clips))
    strata = np.where(first, "easier", "harder").astype(object)
    strata[: int(design.single)] = "single"
    likely = expected(MEAN + apart, SPREAD.person, SPREAD.clip, SPREAD.residual)
    on_these = expected(MEAN + easier, SPREAD.person, SPREAD.residual)
    one = primary(rows)
    yield KNOWN_LIMIT, one.mean, one.interval, likely
    for figure in mean_by_stratum(rows, strata)[:2]:
        truth = likely if figure.clips_are == "like-these" else on_these
        yield f"by stratum, {CLIPS_ARE[figure.clips_are]}", figure.mean, figure.interval, truth
    found = difference_by_stratum(rows, strata, answers)
    assert found
    of_model = expected(MEAN + MODEL_AHEAD + apart, SPREAD.clip, SPREAD.residual)
    name = "model less people by stratum"
    yield f"{name}, clips like these", found.mean, found.interval, of_model - likely
    yield f"{name}, these clips", found.mean, found.on_these_clips, float(answers.mean()) - on_these


def _heard(design: Design, first: NDArray[np.bool_], rng: np.random.Generator) -> NDArray[np.bool_]:
    heard = np.zeros((design.people, design.clips), np.bool_)
    often = round(SHARE * design.rounds)
    for person in heard:
        person[rng.choice(np.flatnonzero(first), often, replace=False)] = True
        person[rng.choice(np.flatnonzero(~first), design.rounds - often, replace=False)] = True
    return heard
