"""Which estimators are unbiased under which allocation, and for whom, when people leave."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from benchmarks.figures import Figure, Target
from benchmarks.study_dealing import Player, StudyInPlay
from game.study.allocation import Rule
from game.study.allocation_design import design_allocation
from leaderboard.entrants.humans import MIN_ROUNDS

Floats = NDArray[np.float64]
Leaving = Literal["nobody leaves", "leave by chance", "the unskilled leave", "hard clips make people leave"]

RULES: tuple[Rule, ...] = ("uniform", "quota", "stratified", "blocks")
LEAVINGS: tuple[Leaving, ...] = (
    "nobody leaves",
    "leave by chance",
    "the unskilled leave",
    "hard clips make people leave",
)
CLIPS, ROUNDS, ANSWERS, PEOPLE = 24, 8, 4, 12
SPEECH = np.arange(CLIPS) % 2 == 0
SHARES = {"speech": 0.75, "none": 0.25}
SEED, STUDIES = 20261130, 200
BY_CHANCE = 4.0  # Monte Carlo errors: a bias below is none that these simulations show


@dataclass(frozen=True)
class Played:
    """A simulated study; `person`, `clip`, `score` and `weight` have an entry per answer.

    Attributes
    ----------
    weight : ndarray of float
        One over the probability of the draw; NaN without one.
    skill : ndarray of float, an entry per person
        What each would score on average on all clips.
    """

    person: NDArray[np.int64]
    clip: NDArray[np.int64]
    score: Floats
    weight: Floats
    skill: Floats

    def enough(self) -> "Played":
        """The answers of people with `MIN_ROUNDS` or more, who alone are in the mean person."""
        kept = (np.bincount(self.person) >= MIN_ROUNDS)[self.person]
        return replace(
            self,
            person=self.person[kept],
            clip=self.clip[kept],
            score=self.score[kept],
            weight=self.weight[kept],
        )

    @property
    def truth(self) -> float:
        """What those who gave these answers would score on all clips, each counting once."""
        return float(self.skill[np.unique(self.person)].mean())


def mean_person(played: Played) -> float:
    """The mean of people's means, each counting once; less the truth, as for all estimators here."""
    played = played.enough()
    return float(np.mean(_means(played.person, played.score))) - played.truth


def clips_first(played: Played) -> float:
    """The mean of clips' means."""
    return float(np.mean(_means(played.clip, played.score))) - played.truth


def mean_person_by_stratum(played: Played) -> float:
    """The mean person within each stratum, weighted by the stratum's clips."""
    played, total = played.enough(), 0.0
    for stratum in (SPEECH, ~SPEECH):
        rows = stratum[played.clip]
        total += stratum.mean() * float(np.mean(_means(played.person[rows], played.score[rows])))
    return total - played.truth


def weighted_person(played: Played) -> float:
    """The mean person with answers weighted by one over their draw's probability."""
    played = played.enough()
    total = np.bincount(played.person, played.weight * played.score)
    weight = np.bincount(played.person, played.weight)
    return float(np.mean(total[weight > 0] / weight[weight > 0])) - played.truth


def staying(played: Played) -> float:
    """How much better those in the mean person are than all who came."""
    return played.enough().truth - float(played.skill.mean())


ESTIMATORS: Mapping[str, Callable[[Played], float]] = {
    "mean person": mean_person,
    "clips first": clips_first,
    "mean person by stratum": mean_person_by_stratum,
    "mean person weighted by 1 / draw_probability": weighted_person,
    "those who stay less all who came": staying,
}


def estimators_of(rule: Rule) -> dict[str, Callable[[Played], float]]:
    """The estimators that a rule has: only `uniform` stores probabilities of draws."""
    return {
        name: estimator
        for name, estimator in ESTIMATORS.items()
        if rule == "uniform" or estimator is not weighted_person
    }


def is_stated_unbiased(estimator: str, rule: Rule, leaving: Leaving) -> bool:
    """What docs/allocation.md says."""
    if leaving == "hard clips make people leave":
        return False
    if leaving == "the unskilled leave":
        return estimator.startswith("mean person") and "by stratum" not in estimator and rule != "stratified"
    return "by stratum" in estimator or "first" in estimator or rule != "stratified"


def measure(quick: bool) -> list[Figure]:
    """Simulate studies under each rule and each way of leaving."""
    studies = 4 if quick else STUDIES
    figures, worst = [], 0.0
    for rule in RULES:
        for leaving in LEAVINGS:
            found = [simulate(rule, leaving, np.random.default_rng([SEED, n])) for n in range(studies)]
            for name, estimator in estimators_of(rule).items():
                apart = np.array([estimator(played) for played in found])
                bias, error = float(apart.mean()), float(apart.std(ddof=1) / np.sqrt(studies))
                figures.append(Figure(f"{name}: {rule}, {leaving}", "points", bias, error))
                if is_stated_unbiased(name, rule, leaving):
                    worst = max(worst, abs(bias) / error) if error else worst
    bound = Target(100 if quick else BY_CHANCE)
    return [
        *figures,
        Figure("largest bias that is stated to be none", "Monte Carlo errors", worst, None, bound),
    ]


def simulate(rule: Rule, leaving: Leaving, rng: np.random.Generator) -> Played:
    """One study: people differ in skill, clips in how hard they are, those with speech are easier."""
    allocation = design_allocation(
        rule,
        np.arange(CLIPS),
        rounds=ROUNDS,
        answers=None if rule == "uniform" else ANSWERS,
        strata=["speech" if speech else "none" for speech in SPEECH],
        shares=SHARES if rule == "stratified" else None,
        seed=int(rng.integers(2**31)),
    )
    study = StudyInPlay(allocation, rng)
    ease = 400 * rng.normal(size=CLIPS) + 600 * SPEECH
    skill: list[float] = []
    rows: list[tuple[int, int, float, float]] = []
    while (rule != "uniform" or len(skill) < PEOPLE) and (player := study.arrive()):
        skill.append(400 * rng.normal())
        _play(study, player, skill[-1], ease, leaving, rng, rows)
    person, clip, score, weight = map(np.array, zip(*rows, strict=True))
    return Played(person, clip, score, weight, np.array(skill) + ease.mean())


def _play(
    study: StudyInPlay,
    player: Player,
    skill: float,
    ease: Floats,
    leaving: Leaving,
    rng: np.random.Generator,
    rows: list[tuple[int, int, float, float]],
) -> None:
    """Play a session; who leaves gives up the round that is open."""
    number = len(study.players) - 1
    while player.left and study.deal(player):
        assert player.open is not None
        score = skill + ease[player.open] + rng.normal(0, 600)
        if rng.random() < _hazard(leaving, skill, score):
            study.abandon(player)
            player.is_here = False
            return
        weight = np.nan if player.probability is None else 1 / player.probability
        rows.append((number, player.open, score, weight))
        study.close(player)


def _hazard(leaving: Leaving, skill: float, score: float) -> float:
    if leaving == "nobody leaves":
        return 0.0
    if leaving == "leave by chance":
        return 0.08
    reason = skill / 400 if leaving == "the unskilled leave" else score / 600
    return float(0.16 / (1 + np.exp(2 * reason)))


def _means(group: NDArray[np.int64], score: Floats) -> Floats:
    """The mean of each group that occurs."""
    number = np.bincount(group)
    means: Floats = np.bincount(group, score)[number > 0] / number[number > 0]
    return means
