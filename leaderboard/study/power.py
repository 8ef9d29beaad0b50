"""How sure a study will be: from how people, clips and answers differ, and how many there are. No I/O."""

import math
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from scipy.special import stdtrit

from leaderboard.study.components import Components
from leaderboard.uncertainty.standard_errors import CONFIDENCE

# Of the published answers of three models to AGL1K's clips: how models, clips and answers differ. No people
# have been measured yet; a pilot's own components are better.
PUBLISHED = Components(person=700.0, clip=1310.0, residual=1370.0)
POWER = 0.8
MOST = 100_000  # people or clips; more are "no number is enough"


@dataclass(frozen=True)
class Design:
    """Who hears how much.

    Attributes
    ----------
    people, clips : int
    rounds : float
        Clips that each person hears, on average.
    """

    people: int
    clips: int
    rounds: float

    @property
    def answers(self) -> float:
        """Answers to each clip, on average."""
        return self.people * self.rounds / self.clips


@dataclass(frozen=True)
class Weights:
    """Sums of squared weights in a mean: of people, of clips and of single answers."""

    people: float
    clips: float
    rows: float

    @classmethod
    def of(cls, design: Design) -> "Weights":
        """The weights when everyone hears as much, and every clip is heard as often."""
        return cls(1 / design.people, 1 / design.clips, 1 / (design.people * design.rounds))


@dataclass(frozen=True)
class Sureness:
    """How sure a mean is.

    Attributes
    ----------
    error : float
        The standard error, in GeoScore points.
    freedom : float
        Its degrees of freedom.
    """

    error: float
    freedom: float

    @property
    def half_width(self) -> float:
        """Of the 95% interval, in GeoScore points."""
        return float(stdtrit(self.freedom, (1 + CONFIDENCE) / 2)) * self.error

    def detectable(self, power: float = POWER) -> float:
        """The smallest true difference, in GeoScore points, that a two-sided test at 5% finds so often."""
        return self.half_width + float(stdtrit(self.freedom, power)) * self.error


def like_these(components: Components, weights: Weights) -> Sureness:
    """How sure the mean is for other people and other clips like these.

    Notes
    -----
    Its variance is ``person**2 * weights.people + clip**2 * weights.clips + residual**2 * weights.rows``;
    the degrees of freedom are Satterthwaite's.
    """
    return _sum(
        (components.person**2 * weights.people, 1 / weights.people - 1),
        (components.clip**2 * weights.clips, 1 / weights.clips - 1),
        (components.residual**2 * weights.rows, 1 / weights.rows - 1),
    )


def these(components: Components, weights: Weights) -> Sureness:
    """How sure the mean is for other people on these very clips.

    Notes
    -----
    People who hear different clips differ by that too, and `leaderboard.study.estimands` cannot tell it
    from skill: a person's mean over some of the clips has their part of the clips' variance.
    """
    of_clips = components.clip**2 * max(weights.rows - weights.people * weights.clips, 0.0)
    return _sum(
        (
            components.person**2 * weights.people + components.residual**2 * weights.rows + of_clips,
            1 / weights.people - 1,
        )
    )


def difference(components: Components, weights: Weights) -> Sureness:
    """How sure people's mean is less that of a model with one answer to each of the same clips.

    Notes
    -----
    What makes a clip hard for both cancels. The model's answer is taken to differ from what the clip would
    give by as much as a person's.
    """
    return like_these(Components(components.person, components.residual, components.residual), weights)


def people_needed(components: Components, clips: int, rounds: float, precision: float) -> int | None:
    """The fewest people for a 95% interval of this half-width, for clips like these.

    Parameters
    ----------
    rounds : float
        Clips that each person hears.
    precision : float
        In GeoScore points.

    Returns
    -------
    int or None
        None when no number of people is enough with so few clips.
    """
    return _fewest(
        lambda people: like_these(components, Weights.of(Design(people, clips, rounds))), precision
    )


def clips_needed(components: Components, people: int, rounds: float, precision: float) -> int | None:
    """The fewest clips for the same, if as many people hear as many clips each; None if none is enough."""
    least = math.ceil(rounds)

    def sureness(clips: int) -> Sureness:
        return like_these(components, Weights.of(Design(people, max(clips, least), rounds)))

    return _fewest(sureness, precision)


def design_needed(components: Components, design: Design, precision: float) -> Design | None:
    """The design for the same, with more people and clips but the rounds a person and answers a clip of now.

    Returns
    -------
    Design or None
        None when no number is enough.
    """

    def larger(people: int) -> Design:
        clips = max(math.ceil(people * design.rounds / design.answers), math.ceil(design.rounds))
        return Design(people, clips, design.rounds)

    people = _fewest(lambda people: like_these(components, Weights.of(larger(people))), precision)
    return None if people is None else larger(people)


def _fewest(sureness: Callable[[int], Sureness], precision: float) -> int | None:
    numbers = range(2, MOST)
    at = bisect_left(numbers, True, key=lambda number: sureness(number).half_width <= precision)
    return numbers[at] if at < len(numbers) else None


def _sum(*terms: tuple[float, float]) -> Sureness:
    """The error of independent terms, each a variance with its degrees of freedom."""
    variance = sum(term for term, _ in terms)
    doubt = sum(term**2 / max(freedom, 1.0) for term, freedom in terms)
    return Sureness(math.sqrt(variance), variance**2 / doubt if doubt > 0 else math.inf)
