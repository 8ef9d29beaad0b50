"""How often intervals of reliability, of the power reached and of drawn radii hold the truth."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.polynomial.hermite_e import hermegauss

from benchmarks.figures import Figure
from benchmarks.intervals import (
    DESIGNS,
    MEAN,
    SEED,
    SPREAD,
    STUDIES,
    Coverage,
    Design,
    Floats,
    Found,
    Played,
    covered,
    expected,
    km_of,
    played,
    points,
)
from benchmarks.tables import figures_of
from leaderboard.scoring.rows import Bools, Integers
from leaderboard.study.calibration import calibrate
from leaderboard.study.components import Components, moment_components
from leaderboard.study.estimands import enough
from leaderboard.study.needs import components_so_far, weights_of
from leaderboard.study.power import like_these, these
from leaderboard.study.reliability import (
    intervals,
    reliability_of_clips,
    reliability_of_people,
)
from leaderboard.study.study_rows import StudyRows

POOL = 300  # studies that the truth of radii is taken from


def measure(quick: bool) -> list[Figure]:
    """Simulate studies of every design."""
    return list(figures_of(coverages(4 if quick else STUDIES)))


def coverages(studies: int, designs: tuple[Design, ...] = DESIGNS) -> Iterator[Coverage]:
    """Simulate as many studies of each design."""
    for number, design in enumerate(designs):
        pool = Radii.pool(
            [radii(design, np.random.default_rng([SEED, 600 + number, at])) for at in range(POOL)]
        )
        chance = (np.random.default_rng([SEED, 300 + number, study]) for study in range(studies))
        yield from covered(design.name, (play(design, pool, rng) for rng in chance))


def play(design: Design, pool: "Radii", rng: np.random.Generator) -> Found:
    """One study: each figure that has an interval, with its truth."""
    study = played(design, rng)
    rows = enough(replace(study.rows, score=points(study.rows.score)), None)
    yield from _reliabilities(rows, true_components(design.skill_and_play))
    yield from _power(rows, study)
    drawn = radii(design, rng)
    found = calibrate(drawn.distance, drawn.radius, drawn.person, drawn.clip)
    assert found
    yield "inside the radius, all", found.overall.share, found.overall.interval, pool.inside(0, np.inf)
    for name, one in zip(("smallest", "second", "third", "largest"), found.by_size, strict=False):
        truth = pool.inside(one.least_km, one.most_km)
        yield f"inside the radius, {name} quarter", one.share, one.interval, truth


def _reliabilities(rows: StudyRows, truth: Components) -> Found:
    found = moment_components(rows.score, rows.person, rows.clip)
    answers, rounds = len(rows) / rows.clips, len(rows) / rows.people
    of_clips, of_people = reliability_of_clips(found, answers), reliability_of_people(found, rounds)
    clips, people = intervals(rows, answers, rounds)
    yield "reliability of clips", of_clips, clips, reliability_of_clips(truth, answers)
    yield "reliability of people", of_people, people, reliability_of_people(truth, rounds)


def _power(rows: StudyRows, study: Played) -> Found:
    found, weights = components_so_far(rows), weights_of(rows)
    mean = _mean_person(rows)
    skill = MEAN + study.above
    truths = {
        "clips like these": expected(skill, SPREAD.person, SPREAD.clip, SPREAD.residual),
        "these clips": expected(skill[:, None] + study.easier, SPREAD.person, SPREAD.residual),
    }
    for (name, truth), sure in zip(truths.items(), (like_these, these), strict=True):
        reach = sure(found, weights).half_width
        yield f"power reached, {name}", mean, (mean - reach, mean + reach), truth


def _mean_person(rows: StudyRows) -> float:
    counts = np.bincount(rows.person)
    return float((np.bincount(rows.person, rows.score)[counts > 0] / counts[counts > 0]).mean())


@dataclass(frozen=True)
class Radii:
    """Rounds with a drawn radius, an entry each."""

    distance: Floats
    radius: Floats
    person: Integers
    clip: Integers

    @classmethod
    def pool(cls, studies: "list[Radii]") -> "Radii":
        """All of them as one, each study with people of its own."""
        apart = 1 + max(int(one.person.max()) for one in studies)
        columns = (
            (one.distance, one.radius, one.person + at * apart, one.clip) for at, one in enumerate(studies)
        )
        return cls(*map(np.concatenate, zip(*columns, strict=True)))

    def inside(self, least_km: float, most_km: float) -> float:
        """The mean over people of the share of places inside, for radii of this size."""
        kept: Bools = (self.radius >= least_km) & (self.radius <= most_km)
        person, inside = self.person[kept], (self.distance <= self.radius)[kept]
        counts = np.bincount(person)
        return float((np.bincount(person, inside)[counts > 0] / counts[counts > 0]).mean())


def radii(design: Design, rng: np.random.Generator) -> Radii:
    """A study whose people are more or less sure of themselves, and know a little of what is hard."""
    study = played(design, rng)
    rows = enough(study.rows, None)
    sureness = rng.normal(0, 0.5, design.people)[rows.person] - 0.35 * study.easier[rows.clip]
    radius = np.exp(7.7 + sureness + rng.normal(0, 0.5, len(rows)))
    return Radii(km_of(rows.score), radius, rows.person, rows.clip)


@lru_cache
def true_components(skill_and_play: float) -> Components:
    """Standard deviations in points."""
    node, weight = hermegauss(40)
    level, share = skill_and_play * np.linspace(-0.5, 0.5, 41)[:, None], weight / weight.sum() / 41

    def about(middle: Floats, *spreads: float) -> Floats:
        mean: Floats = points(middle[..., None] + np.linalg.norm(spreads) * node) @ weight / weight.sum()
        return mean

    person = about(MEAN + level + SPREAD.person * node, SPREAD.clip, SPREAD.residual)
    everyone = float((person * share).sum())
    of_person = float(((person - everyone) ** 2 * share).sum())
    clip = about(MEAN + level[:, :, None] + SPREAD.clip * node[:, None], SPREAD.person, SPREAD.residual).mean(
        axis=0
    )
    of_clip = float(((clip.ravel() - everyone) ** 2 * weight / weight.sum()).sum())
    whole = float(np.linalg.norm([SPREAD.person, SPREAD.clip, SPREAD.residual]))
    squares = (points(MEAN + level + whole * node) - everyone) ** 2
    return Components(
        of_person**0.5, of_clip**0.5, (float((squares * share).sum()) - of_person - of_clip) ** 0.5
    )
