"""Subgroups of an entrant's answers: by continent, by the sounds in the clip, by how long people listened."""

from weakref import WeakKeyDictionary

import numpy as np

from game.geo.geodesy import geoscore
from leaderboard.entrants.entrant import CONTINENTS, Entrant, continents
from leaderboard.scoring.columns import KINDS
from leaderboard.scoring.metrics import HEARD
from leaderboard.scoring.rows import Bools, Floats, Truth
from leaderboard.scoring.spreads import Spread, spreads

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
_known: WeakKeyDictionary[Entrant, Spread] = WeakKeyDictionary()  # of the one pack whose board is kept


def clip_groups(truth: Truth) -> dict[str, Bools]:
    """Masks over the clips, by group.

    Returns
    -------
    dict of str to ndarray of bool
        ``continent/Europe`` and the other true continents (a clip without one is in none); ``speech`` and
        ``nonspeech``; ``animal``, ``music``, ``nature`` and ``things``, which hold clips without speech and
        may overlap.
    """
    true = continents(truth.labels["continent"])
    heard = {sound: level >= HEARD for sound, level in truth.sounds.items()}
    speech = heard["speech"]
    return {
        **{f"continent/{name}": true == index for index, name in enumerate(TRUE_CONTINENTS)},
        "speech": speech,
        "nonspeech": ~speech,
        **{sound: heard[sound] & ~speech for sound in SOUND_GROUPS},
    }


def group_spread(entrant: Entrant, truth: Truth) -> Spread:
    """The mean GeoScore over each of `clip_groups`, with what its error is worked out from."""
    if entrant not in _known:
        sets = np.array([*clip_groups(truth).values()]).T
        scores = geoscore(entrant.rows.distance_km)
        (_known[entrant],) = spreads(entrant.table, [scores], sets, entrant.is_averaged_by_player)
    return _known[entrant]


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
