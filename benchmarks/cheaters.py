"""How many planted cheaters the rules of eligibility find, and how many honest people they take for one."""

from collections import Counter

import numpy as np
from scipy.stats import binom

from benchmarks.figures import Figure
from game.play.counting import Rules
from game.play.limits import DEFAULTS
from tests.builders.planted_cheaters import HONEST, PEOPLE, PlantedStudy, flagged

SEED = 20270101
STUDIES, QUICK = 500, 5
CHANCES = (0.02, 0.05, 0.1)  # of a hit without speech, of honest people
QUIET_CLIPS = (6, 20, 100)  # that a person hears


def measure(quick: bool) -> list[Figure]:
    """Simulate studies of 62 people, 17 of whom cheat.

    A person is found when most of their rounds do not count.
    """
    rng = np.random.default_rng(SEED)
    without = Rules("study", {name: of_rule for name, of_rule in DEFAULTS.items() if name != "failed_catch"})
    rules = {"with catch rounds": Rules("study"), "without": without}
    people = Counter[str]()
    found = {name: Counter[str]() for name in rules}
    for _ in range(QUICK if quick else STUDIES):
        study = PlantedStudy(rng, PEOPLE)
        people.update(study.kind.values())
        for name, of_study in rules.items():
            found[name].update(study.kind[person] for person in flagged(study, of_study))
    return [
        *(
            Figure(f"{kind}, {name}", "% found", 100 * found[name][kind] / people[kind])
            for kind in PEOPLE
            for name in rules
        ),
        *(_precision(name, found[name]) for name in rules),
        *(_false_positives(chance, clips) for chance in CHANCES for clips in QUIET_CLIPS),
    ]


def _precision(name: str, found: Counter[str]) -> Figure:
    honest = sum(found[kind] for kind in HONEST)
    return Figure(f"cheaters among the people found, {name}", "%", 100 * (1 - honest / found.total()))


def _false_positives(chance: float, clips: int) -> Figure:
    """Honest people whom `implausible_precision` takes for cheaters, exactly."""
    limits = DEFAULTS["implausible_precision"]
    needed = binom.isf(limits["alpha"], clips, limits["chance"]) + 1
    share = float(binom.sf(needed - 1, clips, chance))
    return Figure(f"honest, hit by a chance of {chance:.0%}, {clips} clips", "in 100,000", 1e5 * share)
