"""What a study still needs while it runs, overall and by stratum, from how much answers differ so far."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np

from leaderboard.scoring.metrics import shares
from leaderboard.scoring.rows import Bools
from leaderboard.study.components import Components, moment_components
from leaderboard.study.power import PUBLISHED, Weights, like_these, people_needed
from leaderboard.study.study_rows import StudyRows
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS


@dataclass(frozen=True)
class Needs:
    """What a study, or a stratum of its clips, has and still needs.

    Attributes
    ----------
    stratum : str
        ``all``, or as in ``continent: Asia``, ``speech: no_speech`` and ``stratum: Asia/no_speech``.
    people, clips, answers : int
        So far, of rounds that count; ``clips`` are those that the study has, heard or not.
    half_width : float or None
        Of the 95% interval of the mean person's GeoScore so far, for clips like these; None before there are
        two people and two clips.
    more_people : int or None
        Still needed for the precision aimed at, if they hear as much as those before; None when no number is
        enough with these clips, or before anybody has played.
    more_answers : int
        Still needed for each clip to have as many answers as planned.
    """

    stratum: str
    people: int
    clips: int
    answers: int
    half_width: float | None
    more_people: int | None
    more_answers: int


def needs(
    rows: StudyRows, precision: float, answers: int, components: Components | None = None
) -> list[Needs]:
    """What the study needs: all of it, each continent, with and without speech, and both together.

    Parameters
    ----------
    rows : StudyRows
        Its clips are all of the study's.
    precision : float
        The half-width of the 95% interval aimed at, in GeoScore points.
    answers : int
        Planned for each clip; 0 without a quota.
    components : Components, optional
        By default those of these rows, or the published ones with fewer than `MIN_PLAYERS` people.

    Notes
    -----
    No mean is looked at, only how much answers differ, so that people may be added without a look at the
    result.
    """
    counted = rows.counted()
    known = components or components_so_far(counted)
    return [_needs(name, counted, clips, precision, answers, known) for name, clips in _strata(rows)]


def components_so_far(counted: StudyRows) -> Components:
    """The components of rounds that count, or the published ones with fewer than `MIN_PLAYERS` people."""
    if counted.people < MIN_PLAYERS:
        return PUBLISHED
    found = moment_components(counted.score, counted.person, counted.clip)
    return PUBLISHED if np.isnan(found.person) else found


def weights_of(rows: StudyRows) -> Weights:
    """The weights of people, clips and answers in the mean over people of each person's mean."""
    share = shares(rows.person)
    share /= share.sum()
    people, clips = (np.bincount(group, share) for group in (rows.person, rows.clip))
    return Weights(*(float((part**2).sum()) for part in (people, clips, share)))


def _strata(rows: StudyRows) -> Iterator[tuple[str, Bools]]:
    """Names, with the clips of each; a stratum of both has its name from `game.study.clip_subset`."""
    yield "all", np.ones(len(rows.speech), np.bool_)
    continents = {
        str(name or "no_continent"): np.equal(rows.continent, name).astype(np.bool_)
        for name in sorted(set(rows.continent.tolist()), key=str)
    }
    speech = {name: has for name, has in (("speech", rows.speech), ("no_speech", ~rows.speech)) if has.any()}
    yield from ((f"continent: {name}", clips) for name, clips in continents.items())
    yield from ((f"speech: {name}", clips) for name, clips in speech.items())
    for (continent, there), (sound, has) in product(continents.items(), speech.items()):
        if (both := there & has).any():
            yield f"stratum: {continent}/{sound}", both


def _needs(
    name: str, counted: StudyRows, clips: Bools, precision: float, answers: int, components: Components
) -> Needs:
    here = counted.only(clips[counted.clip])
    heard = np.bincount(here.clip, minlength=len(clips))[clips]
    people, size = here.people, int(np.count_nonzero(clips))
    enough = people > 1 and here.clips > 1
    rounds = len(here) / people if people else 0.0
    target = people_needed(components, size, rounds, precision) if people else None
    return Needs(
        name,
        people,
        size,
        len(here),
        like_these(components, weights_of(here)).half_width if enough else None,
        None if target is None else max(target - people, 0),
        math.ceil(np.maximum(answers - heard, 0).sum()),
    )
