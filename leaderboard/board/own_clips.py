"""A player beside each model, on exactly the clips that this player has heard."""

from collections.abc import Sequence

import numpy as np

from game.json_types import Json
from leaderboard.board.pairs import by_clip
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import Roster
from leaderboard.entrants.seeds import seed_errors
from leaderboard.scoring.metrics import values
from leaderboard.scoring.rows import Floats
from leaderboard.uncertainty.contrasts import Contrast
from leaderboard.uncertainty.differences import over_clips
from leaderboard.uncertainty.scaled_intervals import scaled_intervals

METRIC, UNIT = "geoscore", "points"
FEWEST_CLIPS = 20  # for an interval


def beside_models(roster: Roster, heard: Sequence[tuple[str, float]]) -> list[Json]:
    """Compare one player's points with every model's, on the clips that both have answered.

    Parameters
    ----------
    heard : sequence of (str, float)
        Keys of clips, with the player's GeoScore on each.

    Returns
    -------
    list of dict
        The best model first: its `key` and `name`, how many `clips`, the means of `you` and `they`, by how
        much you are `ahead`, and the 95% interval of that, from `low` to `high`; `you_interval` is that of
        your mean. Both are over other clips like these, and None with fewer than `FEWEST_CLIPS`.
    """
    benchmark = roster.benchmark
    own = np.full(len(benchmark.clips), np.nan)
    for key, points in heard:
        if (at := benchmark.positions.get(key)) is not None:
            own[at] = points
    models = [one for one in roster.entrants() if one.kind == "alm" and one.player is None]
    rows = [_beside(own, model) for model in models]
    return sorted((row for row in rows if row), key=lambda row: -row["they"])


def _beside(own: Floats, model: Entrant) -> Json | None:
    column = dict(values(model.rows))[METRIC]
    theirs = by_clip(column, model, len(own))
    common = ~np.isnan(own) & ~np.isnan(theirs)
    clips = int(np.count_nonzero(common))
    if not clips:
        return None
    means, _ = over_clips(np.array([theirs, own, theirs - own]).T[common])
    they, you, behind = (means.at(np.array([each])) for each in range(3))
    contrast = Contrast(UNIT, they, you, behind)
    if model.seed is not None:
        added = seed_errors([column], model.rows.clip, model.seed)
        contrast = contrast.widened(added.variance, added.freedom)
    is_enough = clips >= FEWEST_CLIPS
    low, high = (contrast.interval if is_enough else None) or (None, None)
    own_interval = scaled_intervals(["you"], [UNIT], you).get("you") if is_enough else None
    return {
        "key": model.key,
        "name": model.name,
        "clips": clips,
        "you": float(you.mean[0]),
        "you_interval": own_interval,
        "they": float(they.mean[0]),
        "ahead": -float(behind.mean[0]),
        "low": None if high is None else -high,
        "high": None if low is None else -low,
    }
