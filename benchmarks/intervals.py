"""How often the intervals of a study hold the truth, how wide they are, and how far their figures are off."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.polynomial.hermite_e import hermegauss
from numpy.typing import NDArray

from benchmarks.figures import Figure, Target
from game.geo.geodesy import MAX_GEOSCORE
from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.study.components import Components
from leaderboard.study.estimands import estimates_of
from leaderboard.study.simulated_rows import World, heard_at_random, heard_in_turn, simulate
from leaderboard.study.study_rows import StudyRows
from leaderboard.uncertainty.differences import differences
from leaderboard.uncertainty.scaled_intervals import Interval

Floats = NDArray[np.float64]
Found = Iterator[tuple[str, float, Interval | None, float]]  # figure, mean, interval, truth

STUDIES, SEED = 500, 20261130
LEAST_HELD = 92.0  # percent; what is below is a known limit, or a fault
# On the scale of the logit of GeoScore's share of 5,000: about 450, 860 and 1,320 points.
SPREAD = Components(person=0.65, clip=1.3, residual=1.8)
GEOSCORE_KM = 1492.7
MEAN, MODEL_AHEAD = -0.4, 0.2
CLIPS_ARE = {"like-these": "clips like these", "these": "these clips"}


@dataclass(frozen=True)
class Design:
    """A simulated study.

    Attributes
    ----------
    rounds : callable
        Draws how many clips each of the people hears.
    skill_and_play : float
        How far those who play most are above those who play least, in logits.
    group : int or None
        Only the first clips count, as in a group of the table.
    """

    name: str
    people: int
    clips: int
    rounds: Callable[[np.random.Generator], NDArray[np.int64] | int]
    skill_and_play: float = 0.0
    group: int | None = None


def _unevenly(people: int, most: int) -> Callable[[np.random.Generator], NDArray[np.int64]]:
    """From 3 rounds up, a few people many times as many as others."""
    return lambda rng: np.clip(np.exp(rng.normal(2.3, 0.9, people)), 3, most).astype(np.int64)


DESIGNS = (
    Design("30 people, 20 of 60 clips each", 30, 60, lambda _: 20),
    Design("12 people, 20 of 60 clips each", 12, 60, lambda _: 20),
    Design("60 people, 3 to 100 of 150 clips", 60, 150, _unevenly(60, 100)),
    Design("the same, the skilled play more", 60, 150, _unevenly(60, 100), 1.0),
    Design("the same, the skilled play less", 60, 150, _unevenly(60, 100), -1.0),
    Design("12 people, 3 to 50 of 60 clips", 12, 60, _unevenly(12, 50)),
    Design("a group of 16 clips; 30 people, 20 of 60 clips each", 30, 60, lambda _: 20, group=16),
    Design("a group of 16 clips; 60 people, 3 to 100 of 150 clips", 60, 150, _unevenly(60, 100), group=16),
)


@dataclass(frozen=True)
class Played:
    """A study that was played, with what is true of it, on the scale of the logit.

    Attributes
    ----------
    rows : StudyRows
        Their scores are logits.
    answers, easier : ndarray of float, an entry per clip
        The model's answer, and how much easier than the mean the clip is.
    above : ndarray of float, an entry per rank of play
        How far above the mean people of this amount of play are.
    """

    rows: StudyRows
    answers: Floats
    easier: Floats
    above: Floats


@dataclass(frozen=True)
class Coverage:
    """What came out of many studies, in GeoScore points and percent."""

    design: str
    figure: str
    bias: float
    bias_error: float
    width: float
    held: float
    studies: int


def measure(quick: bool) -> list[Figure]:
    """Simulate studies of every design."""
    figures: list[Figure] = []
    for one in coverages(8 if quick else STUDIES):
        name = f"{one.design}: {one.figure}"
        bound = Target(0 if quick or is_known_limit(one) else LEAST_HELD, bound="at least")
        figures += [
            Figure(f"{name}, held", "%", one.held, target=bound),
            Figure(f"{name}, width", "points", one.width),
            Figure(f"{name}, bias", "points", one.bias, one.bias_error),
        ]
    return figures


def is_known_limit(one: Coverage) -> bool:
    """Whether docs/coverage.md says that this interval is too narrow or about something else."""
    return "clips first" in one.figure and "the skilled" in one.design


def coverages(studies: int, designs: tuple[Design, ...] = DESIGNS) -> Iterator[Coverage]:
    """Simulate as many studies of each design."""
    for number, design in enumerate(designs):
        seeds = ([SEED, number, study] for study in range(studies))
        yield from covered(design.name, (play(design, np.random.default_rng(seed)) for seed in seeds))


def covered(design: str, studies: Iterable[Found]) -> Iterator[Coverage]:
    """How often the intervals of these studies held the truth, by figure."""
    found: dict[str, list[tuple[float, float, float]]] = {}
    for study in studies:
        for name, mean, interval, truth in study:
            if interval is not None:
                low, high = interval
                found.setdefault(name, []).append((mean - truth, high - low, low <= truth <= high))
    for name, rows in found.items():
        off, width, held = np.array(rows, dtype=np.float64).T
        error = float(off.std(ddof=1) / len(off) ** 0.5)
        yield Coverage(
            design, name, float(off.mean()), error, float(width.mean()), 100 * held.mean(), len(off)
        )


def play(design: Design, rng: np.random.Generator) -> Found:
    """One study: each figure that has an interval, with its truth."""
    study = played(design, rng)
    rows = replace(study.rows, score=points(study.rows.score))
    yield from _figures(rows, study.easier, study.above)
    yield from _differences(rows, points(study.answers), study.easier, study.above)


def played(design: Design, rng: np.random.Generator) -> Played:
    """Play a study."""
    rounds, world = design.rounds(rng), World(SPREAD, MEAN, skill_and_play=design.skill_and_play)
    if isinstance(rounds, int):
        heard = heard_in_turn(design.people, design.clips, rounds, rng)
    else:
        heard = heard_at_random(design.people, design.clips, rounds, rng)
    easier = rng.normal(0, SPREAD.clip, design.clips)
    rows = simulate(world, heard, rng, easier)
    answers = MEAN + MODEL_AHEAD + easier + rng.normal(0, SPREAD.residual, design.clips)
    if design.group:
        rows = rows.only(rows.clip < design.group)
    above = design.skill_and_play * (np.arange(design.people) / (design.people - 1) - 0.5)
    return Played(rows, answers, easier[: design.group], above)


def _figures(rows: StudyRows, easier: Floats, above: Floats) -> Found:
    for figure in estimates_of(rows):
        if figure.skips == "scored":
            persons = SPREAD.person if figure.key != "median-person" else 0.0
            skill = above if figure.key != "median-person" else np.zeros(1)
            like_these = expected(MEAN + skill, persons, SPREAD.clip, SPREAD.residual)
            these = expected(MEAN + skill[:, None] + easier, persons, SPREAD.residual)
            truth = like_these if figure.clips_are == "like-these" else these
            name = f"{figure.key.replace('-', ' ')}, {CLIPS_ARE[figure.clips_are]}"
            yield name, figure.mean, figure.interval, truth


def _differences(rows: StudyRows, answers: Floats, easier: Floats, above: Floats) -> Found:
    table = CrossedTable.of(rows.clip, rows.person)
    (found,) = differences(table, rows.score, answers[:, None], "points")
    assert found
    common = np.unique(rows.clip)
    people = expected(MEAN + above, SPREAD.person, SPREAD.clip, SPREAD.residual)
    on_these = expected(MEAN + above[:, None] + easier[common], SPREAD.person, SPREAD.residual)
    model = expected(np.array([MEAN + MODEL_AHEAD]), SPREAD.clip, SPREAD.residual)
    mean = found.entrant - found.people
    yield "model less mean person, clips like these", mean, found.among_clips.interval, model - people
    truth = float(answers[common].mean()) - on_these
    yield "model less mean person, these clips", mean, found.on_these_clips.interval, truth


def points(logit: Floats) -> Floats:
    """GeoScore of the logit of its share of 5,000."""
    score: Floats = MAX_GEOSCORE / (1 + np.exp(-logit))
    return score


def km_of(logit: Floats) -> Floats:
    """The distance that has this GeoScore."""
    far: Floats = GEOSCORE_KM * np.logaddexp(0, -logit)
    return far


def expected(middle: Floats, *spreads: float) -> float:
    """Mean points over normal spreads about each of the middles."""
    node, weight = hermegauss(40)
    spread = float(np.linalg.norm(spreads))
    return float((points(middle[..., None] + spread * node) @ weight / weight.sum()).mean())
