"""How often intervals of error causes and of sounds' strengths hold the truth."""

from collections.abc import Callable, Iterator

import numpy as np

from benchmarks.figures import Figure
from benchmarks.intervals import SEED, STUDIES, Coverage, Found, covered
from benchmarks.tables import figures_of
from leaderboard.localizability.clue_categories import BROAD
from leaderboard.localizability.people_fit import PeopleFit, fit_people
from leaderboard.scoring.rows import Integers
from leaderboard.study.rater_agreement import Kappa, Share, by_category, cohen, share_of
from tests.builders.raters import CATEGORIES, clues_named, rated

RATED = {  # answers, clips, how often a rater sees what is there
    "100 answers to 100 clips": (100, 100, 0.75),
    "100 answers to 60 clips": (100, 60, 0.88),
    "60 answers to 16 clips": (60, 16, 0.75),
    "400 answers to 60 clips": (400, 60, 0.75),
}
COMMON, RARE = 1, 3  # categories of 30 and 5%
Rounds = Callable[[np.random.Generator], Integers]


def _unevenly(people: int, most: int) -> Rounds:
    return lambda rng: np.clip(np.exp(rng.normal(2.3, 0.9, people)), 3, most).astype(np.intp)


NAMED: dict[str, tuple[int, Rounds]] = {  # clips, and how many of them each person hears
    "30 people, 20 of 60 clips each": (60, lambda _: np.full(30, 20)),
    "12 people, 20 of 60 clips each": (60, lambda _: np.full(12, 20)),
    "60 people, 3 to 100 of 150 clips": (150, _unevenly(60, 100)),
    "12 people, 3 to 50 of 60 clips": (60, _unevenly(12, 50)),
    "30 people, 8 of 16 clips each": (16, lambda _: np.full(30, 8)),
}


def measure(quick: bool) -> list[Figure]:
    """Simulate raters and people of every design."""
    return list(figures_of(coverages(4 if quick else STUDIES)))


def coverages(studies: int) -> Iterator[Coverage]:
    """Simulate as many studies of each design."""
    for number, (name, (items, clips, seen)) in enumerate(RATED.items()):
        truth = _ratings(200_000, 50_000, seen, np.random.default_rng([SEED, 400]))
        chance = (np.random.default_rng([SEED, 400 + number, study]) for study in range(studies))
        yield from covered(name, (_rated(_ratings(items, clips, seen, rng), truth) for rng in chance))
    for number, (name, (many, rounds)) in enumerate(NAMED.items()):
        truths = _strengths(1000, rounds, np.random.default_rng([SEED, 500, number]), 40)
        chance = (np.random.default_rng([SEED, 500 + number, study]) for study in range(studies))
        yield from covered(name, (_named(_strengths(many, rounds, rng), truths) for rng in chance))


def _ratings(items: int, clips: int, seen: float, rng: np.random.Generator) -> dict[str, Kappa | Share]:
    first, second, clip = rated(items, clips, seen, rng)
    each = by_category(first, second, clip, CATEGORIES)
    found: dict[str, Kappa | Share] = {"kappa": cohen(first, second, clip, CATEGORIES)}
    for name, category in (("common", COMMON), ("rare", RARE)):
        found[f"kappa of a {name} category"] = each[category]
        found[f"share of a {name} category"] = share_of([first, second], category, clip)
    return found


def _rated(found: dict[str, Kappa | Share], truth: dict[str, Kappa | Share]) -> Found:
    for name, one in found.items():
        interval = None if np.isnan(one.low) else (one.low, one.high)
        yield name, one.value, interval, truth[name].value


def _strengths(clips: int, rounds: Rounds, rng: np.random.Generator, times: int = 1) -> PeopleFit:
    heard = np.concatenate([rounds(rng) for _ in range(times)])
    answers, shares = clues_named(clips, heard, rng)
    return fit_people(answers, shares, BROAD)


def _named(found: PeopleFit, truth: PeopleFit) -> Found:
    for name, one, true in (("near", found.near, truth.near), ("far", found.far, truth.far)):
        low, high = float(one.low[0]), float(one.high[0])
        interval = None if np.isnan(low) else (low, high)
        yield f"strength of a sound, {name} guesses", float(one.slope[0]), interval, float(true.slope[0])
