"""Subgroups of an entrant's answers: by continent, by the sounds in the clip, by how long people listened."""

import numpy as np

from leaderboard.entrants.entrant import CONTINENTS, Entrant, continents
from leaderboard.scoring.columns import KINDS
from leaderboard.scoring.rows import Bools, Floats, Truth

# Continents that clips lie in; Antarctica is only a place to point at.
TRUE_CONTINENTS = CONTINENTS[:6]
SPEECH_GROUPS = ("speech", "nonspeech")
SOUND_GROUPS = KINDS

# Lower ends of the bins of seconds heard; each bin ends where the next begins.
HEARD_SECONDS = (0, 5, 10, 20, 40, 80)
HEARD_GROUPS = tuple(
    f"heard/{low}-{high}" if high else f"heard/{low}+"
    for low, high in zip(HEARD_SECONDS, (*HEARD_SECONDS[1:], None), strict=True)
)


def groups_of(entrant: Entrant, truth: Truth) -> dict[str, Bools]:
    """Masks over an entrant's rows, by group.

    Returns
    -------
    dict of str to ndarray of bool
        ``continent/Europe`` and the other true continents (a clip without one is in none); ``speech`` and
        ``nonspeech``; ``animal``, ``music``, ``nature`` and ``things``, which hold clips without speech and
        may overlap.
    """
    heard, true = entrant.rows.heard, continents(truth.labels["continent"])[entrant.rows.clip]
    return {
        **{f"continent/{name}": true == index for index, name in enumerate(TRUE_CONTINENTS)},
        "speech": heard["speech"],
        "nonspeech": ~heard["speech"],
        **{sound: heard[sound] for sound in SOUND_GROUPS},
    }


def heard_groups(entrant: Entrant, seconds: Floats) -> dict[str, Bools]:
    """Masks over people's rows, by how long they listened.

    Parameters
    ----------
    seconds : ndarray of float, one per row
        NaN where unknown.

    Returns
    -------
    dict of str to ndarray of bool
        A mask for each of `HEARD_GROUPS`. They exclude rows without a time, and skips: people who skip have
        stopped listening, which would make short listening look worse than it is.
    """
    bins = np.searchsorted(HEARD_SECONDS, seconds, side="right") - 1
    included = ~np.isnan(seconds) & ~entrant.rows.refused
    return {name: included & (bins == index) for index, name in enumerate(HEARD_GROUPS)}
