"""Answers by eighths of the circle, as they are and with front-back reversals undone."""

from dataclasses import dataclass

import numpy as np

from game.scenes.directions import is_front_back_reversed, wrapped
from game.scenes.item_texts import SECTORS
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.sentences import Sentence, text
from leaderboard.spatial.measures import BY_KEY
from leaderboard.spatial.scores import Score, score_of
from leaderboard.spatial.trials import Trials

NUMBER = len(SECTORS)
SECTOR_DEGREES = 360 / NUMBER


@dataclass(frozen=True)
class Confusion:
    """Where answers are, by where the sound was.

    Attributes
    ----------
    answers : ndarray of int, (8, 8)
        A row for each eighth of the truth, a column for each of the answer.
    shares : tuple of tuple of Score or None
        In the same shape, of the row; None in rows without answers.
    """

    answers: Integers
    shares: tuple[tuple[Score | None, ...], ...]


def sector_of(azimuth: Floats) -> Integers:
    """The eighth of the circle in which each azimuth lies, from the front to the left."""
    return (np.round(azimuth / SECTOR_DEGREES).astype(np.int64)) % NUMBER


def sector_words(number: int) -> Sentence:
    """An eighth of the circle in words."""
    return text(f"spatial.sector.{SECTORS[number]}")


def pointed(trials: Trials) -> Trials:
    """The trials that have a direction, and one that is right."""
    known = ~np.isnan(trials.azimuth) & ~np.isnan(trials.true_azimuth) & ~np.isnan(trials.elevation)
    return trials.only(known & (trials.kind == "point"))


def confuse(trials: Trials, folded: bool) -> Confusion:
    """Count where answers are; with ``folded``, reversed ones are mirrored back first."""
    given = unfolded(trials) if folded else trials.azimuth
    true, answered = sector_of(trials.true_azimuth), sector_of(given)
    counts = np.zeros((NUMBER, NUMBER), dtype=np.int64)
    np.add.at(counts, (true, answered), 1)
    shares = tuple(
        tuple(_share(trials, true == row, answered == column) for column in range(NUMBER))
        for row in range(NUMBER)
    )
    return Confusion(counts, shares)


def unfolded(trials: Trials) -> Floats:
    """Answered azimuths, those of front-back reversals mirrored to the half of the sound."""
    true, given = (trials.true_azimuth, trials.true_elevation), (trials.azimuth, trials.elevation)
    mirrored: Floats = wrapped(180 - trials.azimuth)
    found: Floats = np.where(is_front_back_reversed(*true, *given), mirrored, trials.azimuth)
    return found


def _share(trials: Trials, of: Bools, there: Bools) -> Score | None:
    if not of.any():
        return None
    return score_of(BY_KEY["within_20"], trials.only(of), there[of].astype(np.float64))
