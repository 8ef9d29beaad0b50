"""Errors of the crowd, over other crowds of people like these, on other clips like these."""

import numpy as np

from game.geo.gazetteer import Gazetteer
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.geometric_median import geometric_medians
from leaderboard.guesses.guesses import Guesses
from leaderboard.scoring.metrics import PARTS, compare, values
from leaderboard.scoring.rows import Bools, Floats, Integers, Responses, Truth, labels_at
from leaderboard.uncertainty.confidence_intervals import UNITS
from leaderboard.uncertainty.scaled_intervals import Interval, scaled_intervals
from leaderboard.uncertainty.standard_errors import estimate

REPLICATES = 100
_AT_ONCE = 2**16  # guesses of all replicates together


class CrowdReplicates:
    """What each clip's crowd would score if its people had other weights.

    In each replicate every player has a random weight (exponential: the Bayesian bootstrap, Rubin 1981), the
    same on all clips, and the crowd's point is the weighted one. So no clip loses its crowd, as it may when
    players are drawn with replacement.

    Parameters
    ----------
    crowd : Entrant
        The whole crowd.
    """

    def __init__(
        self,
        crowd: Entrant,
        guesses: Guesses,
        truth: Truth,
        gazetteer: Gazetteer,
        rules: NameRules,
        rng: np.random.Generator,
        replicates: int = REPLICATES,
    ) -> None:
        responses = guesses.responses
        self._crowd = crowd
        self._truth, self._gazetteer, self._rules = truth, gazetteer, rules
        used = np.flatnonzero(np.isin(responses.clip, crowd.rows.clip) & ~np.isnan(responses.lat))
        # Within a clip by place and player, so that it does not matter who came first.
        keys = guesses.player, responses.lon, responses.lat, responses.clip
        self._rows = used[np.lexsort([key[used] for key in keys])]
        self._clip, self._group = np.unique(responses.clip[self._rows], return_inverse=True)
        players = 1 + int(guesses.player.max(initial=-1))
        weights = rng.exponential(size=(replicates, players))
        at_once = max(1, _AT_ONCE // max(1, len(self._rows)))
        blocks = (weights[start : start + at_once] for start in range(0, replicates, at_once))
        self._scores = np.concatenate([self._scored(guesses, block) for block in blocks])

    def intervals(self) -> dict[str, dict[str, Interval]]:
        """95% intervals by part; the variance is players + clips - single answers, as for people."""
        speech = self._crowd.rows.heard["speech"]
        masks = {
            name: np.isin(speech.astype(np.intp), speech_values) for name, speech_values in PARTS.items()
        }
        return {name: self._intervals(mask) for name, mask in masks.items() if mask.any()}

    def _scored(self, guesses: Guesses, weights: Floats) -> Floats:
        """Replicates by metrics by clips, from weights of replicates by players."""
        responses, rows, replicates = guesses.responses, self._rows, len(weights)
        clips = len(self._clip)
        lat, lon = geometric_medians(
            (self._group + clips * np.arange(replicates)[:, None]).ravel(),
            np.tile(responses.lat[rows], replicates),
            np.tile(responses.lon[rows], replicates),
            weight=weights[:, guesses.player[rows]].ravel(),
        )
        labels, never = labels_at(lat, lon, self._gazetteer), np.zeros(len(lat), np.bool_)
        answers = Responses(np.tile(self._clip, replicates), lat, lon, never, never, labels)
        outcomes = compare(self._truth, answers, labels, self._rules)
        scores = np.array([column for _, column in values(outcomes)])
        return scores.reshape(len(scores), replicates, clips).swapaxes(0, 1)

    def _intervals(self, kept: Bools) -> dict[str, Interval]:
        keys, columns = zip(*values(self._crowd.rows.only(kept)), strict=True)
        clip: Integers = np.arange(np.count_nonzero(kept))
        estimates = estimate(columns, clip, None, clip)
        added = [self._beyond_clips(at, kept, error) for at, error in enumerate(estimates.error.tolist())]
        widened = estimates.widened(np.array(added), np.inf)
        return scaled_intervals(keys, [UNITS[key] for key in keys], widened)

    def _beyond_clips(self, metric: int, kept: Bools, clips_error: float) -> float:
        """What players add to the variance from clips, which already holds that of single answers."""
        scores = self._scores[:, metric][:, kept]
        scores = scores[:, ~np.isnan(scores).any(axis=0)]
        if not scores.shape[1]:
            return 0.0
        players = float(scores.mean(axis=1).var(ddof=1))
        answers = float(scores.var(axis=0, ddof=1).sum()) / scores.shape[1] ** 2
        return float(max(0.0, players - answers, players - clips_error**2))
