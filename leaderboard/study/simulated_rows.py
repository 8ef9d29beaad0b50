"""Studies with known truth, to check what estimates them."""

from dataclasses import dataclass

import numpy as np
from numpy.random import Generator

from game.geo.geodesy import MAX_GEOSCORE
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.study.components import Components
from leaderboard.study.study_rows import StudyRows

CONTINENTS = ("Africa", "Asia", "Europe", "North America", "Oceania", "South America")


@dataclass(frozen=True)
class World:
    """What simulated people and clips are like.

    Attributes
    ----------
    components : Components
        Standard deviations in GeoScore points.
    mean : float
        Of a first answer, over all people and clips, in GeoScore points.
    slope : float
        What people gain with each round, in GeoScore points.
    skill_and_play : float
        How much better, in GeoScore points, those who play most are than those who play least.
    bounded : bool
        Cut scores to 0 and 5,000, which lowers every standard deviation a little.
    """

    components: Components
    mean: float = 2000.0
    slope: float = 0.0
    skill_and_play: float = 0.0
    bounded: bool = False


def heard_at_random(people: int, clips: int, rounds: Integers | int, chance: Generator) -> Bools:
    """Who hears what, people x clips: each person as many clips as ``rounds`` says, drawn at random."""
    ranks = chance.random((people, clips)).argsort(axis=1).argsort(axis=1)
    heard: Bools = ranks < np.broadcast_to(np.asarray(rounds), (people,))[:, None]
    return heard


def heard_in_turn(people: int, clips: int, rounds: int, chance: Generator) -> Bools:
    """Who hears what, people x clips: each ``rounds`` clips, and no clip heard two times more than another.

    People go on through one shuffled order of the clips where the person before stopped.
    """
    heard = np.zeros((people, clips), np.bool_)
    place = chance.permutation(clips)[np.arange(people * rounds) % clips]
    heard[np.repeat(np.arange(people), rounds), place] = True
    return heard


def simulate(world: World, heard: Bools, chance: Generator, easier: Floats | None = None) -> StudyRows:
    """Play a study.

    Parameters
    ----------
    heard : ndarray of bool, (people, clips)
        Who hears what; each person in an order of their own.
    easier : ndarray of float, an entry per clip, optional
        How much easier than the mean each clip is, in GeoScore points, for studies of the same clips; drawn
        anew by default.
    """
    clips = heard.shape[1]
    person, clip = np.nonzero(heard)
    order = np.argsort(np.lexsort((chance.random(len(person)), person)))
    order -= (np.cumsum(heard.sum(axis=1)) - heard.sum(axis=1))[person]
    sd = world.components
    score = world.mean + world.slope * order + _skill(world, heard, chance)[person]
    of_clip: Floats = np.asarray(chance.normal(0, sd.clip, clips)) if easier is None else easier
    score = score + of_clip[clip] + chance.normal(0, sd.residual, len(person))
    return StudyRows(
        np.clip(score, 0, MAX_GEOSCORE) if world.bounded else score,
        person,
        clip,
        order,
        np.zeros(len(person), np.bool_),
        np.full(len(person), "", object),
        np.less(chance.random(clips), 0.7),
        np.array(CONTINENTS, object)[np.arange(clips) % len(CONTINENTS)],
    )


def _skill(world: World, heard: Bools, chance: Generator) -> Floats:
    """What each person is above the mean; those who play more may be better, by rank of play."""
    people, played = len(heard), heard.sum(axis=1)
    rank = played.argsort(kind="stable").argsort(kind="stable") / max(people - 1, 1) - 0.5
    skill: Floats = chance.normal(0, world.components.person, people) + world.skill_and_play * rank
    return skill
