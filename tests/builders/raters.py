"""Two simulated raters of causes of error, and people who name clues, with known truth."""

import numpy as np

from leaderboard.localizability.fit import ByCategory
from leaderboard.localizability.people_fit import ClueAnswers
from leaderboard.scoring.rows import Floats, Integers

CATEGORIES = 8
PREVALENCE = np.array([0.1, 0.3, 0.15, 0.05, 0.15, 0.15, 0.05, 0.05])


def rated(
    items: int, clips: int, seen: float, rng: np.random.Generator
) -> tuple[Integers, Integers, Integers]:
    """Each rater's category of every item, and its clip.

    Half of a clip's answers share their cause, and a third of the clips are harder to rate. A rater sees what
    is there with chance ``seen``, about.
    """
    clip = rng.permutation(np.arange(items) % clips)
    of_clip = rng.choice(CATEGORIES, clips, p=PREVALENCE)
    true = np.where(rng.random(items) < 0.5, of_clip[clip], rng.choice(CATEGORIES, items, p=PREVALENCE))
    seen_here = np.where(rng.random(clips) < 0.3, seen - 0.25, seen + 0.1)[clip]
    first, second = (
        np.where(rng.random(items) < seen_here, true, rng.choice(CATEGORIES, items, p=PREVALENCE))
        for _ in range(2)
    )
    return first, second, clip


def clues_named(
    clips: int, rounds: Integers, rng: np.random.Generator
) -> tuple[ClueAnswers, dict[str, ByCategory]]:
    """People who each hear as many clips as ``rounds`` says, and the share of time with speech of each clip.

    People differ in how often they name voices, and clips in how clearly they are heard.
    """
    share: Floats = np.where(rng.random(clips) < 0.5, rng.beta(2, 2, clips), 0.0)
    player = np.repeat(np.arange(len(rounds)), rounds)
    heard = np.concatenate([rng.choice(clips, each, replace=False) for each in rounds])
    skill, clarity = rng.normal(0, 0.8, len(rounds)), rng.normal(0, 0.8, clips)
    logit = -1 + 2 * share[heard] + skill[player] + clarity[heard]
    named = (rng.random(len(heard)) < 1 / (1 + np.exp(-logit))) & (share[heard] > 0)
    times: dict[str, ByCategory] = {str(at): {"speech": float(one)} for at, one in enumerate(share)}
    near = np.where(rng.random(len(heard)) < 0.5, 1.0, 5000.0)
    clues = [["language"] if one else ["other"] for one in named]
    return ClueAnswers([str(at) for at in heard], clues, player, near), times
