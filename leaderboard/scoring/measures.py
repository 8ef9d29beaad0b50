"""An entrant's metric table: means over sets of clips, and quantiles of the distance."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.scoring.metrics import (
    PARTS,
    QUANTILES,
    Metrics,
    Outcomes,
    shares,
    sounds_heard,
    values_everywhere,
)
from leaderboard.scoring.quantiles import sorted_quantiles
from leaderboard.scoring.rows import Bools, Floats, Integers
from leaderboard.scoring.spreads import Spread, distinct, spreads


@dataclass(frozen=True, eq=False)
class Means:
    """The means of the table, with the spread that their errors are worked out from.

    Attributes
    ----------
    keys : tuple of str
        Of `leaderboard.scoring.metrics.values`, in order.
    spreads : tuple of Spread
        Of the columns over `PARTS`, in the order of ``keys``; then one of the distance over clips with a
        sound.
    by_sound : ndarray of int
        Which set of the last one belongs to each of the other keys and `PARTS`, one after the other.
    """

    keys: tuple[str, ...]
    spreads: tuple[Spread, ...]
    by_sound: Integers

    @classmethod
    def of(cls, rows: Outcomes, table: CrossedTable, by_player: bool) -> "Means":
        """Average rows by player or by clip; ``table`` is where they stand."""
        keys, columns = zip(*values_everywhere(rows), strict=True)
        parts, heard = _parts(rows, table), sounds_heard(rows)
        sounds = np.array([_clips_with(of_rows, table) for of_rows in heard.values()]).T
        both = (sounds[:, :, None] & parts[:, None, :]).reshape(len(parts), len(heard) * len(PARTS))
        sets, by_sound = distinct(both)
        found = (
            *spreads(table, columns, parts, by_player),
            *spreads(table, [rows.distance_km], sets, by_player),
        )
        return cls((*keys, *(f"{sound}_km" for sound in heard)), found, by_sound)

    def by_part(self) -> Iterator[dict[str, float]]:
        """For each of `PARTS`, the means by key."""
        *columns, sounds = (spread.mean for spread in self.spreads)
        means = np.concatenate([*columns, sounds[self.by_sound]]).reshape(len(self.keys), len(PARTS))
        for part in means.T.tolist():
            yield dict(zip(self.keys, part, strict=True))


def measure(rows: Outcomes, unit: Integers) -> Metrics:
    """The metric table of one entrant over all clips; see `measure_parts`."""
    return measure_parts(rows, unit)["all"]


def measure_parts(rows: Outcomes, unit: Integers) -> dict[str, Metrics]:
    """The metric table of one entrant: all clips, those with speech, and those without.

    Parameters
    ----------
    unit : ndarray of int, one per row
        Numbered from 0. Rows of a unit are averaged, then the units. ``rows.clip`` gives AGL1K's table, also
        where a clip has several answers.

    Returns
    -------
    dict of str to dict of str to float
        For each of `PARTS`, a figure for each key of `leaderboard.scoring.columns.COLUMNS`; NaN where no row
        has a value.

    Notes
    -----
    Definitions: AGL1K, appendix A.3, as its evaluation computes them; differences are in docs/scoring.md.
    """
    return measured(rows, unit, Means.of(rows, CrossedTable.of(rows.clip, unit), by_player=True))


def measured(rows: Outcomes, unit: Integers, means: Means) -> dict[str, Metrics]:
    """The metric table of rows whose means over units are known."""
    speech = rows.heard["speech"]
    answers = np.bincount(2 * rows.clip + speech, minlength=2 * (1 + rows.clip.max(initial=-1)))
    order = rows.by_distance[: np.count_nonzero(~np.isnan(rows.distance_km))]
    distance, unit_of, speech_of = rows.distance_km[order], unit[order], speech[order]
    parts = {}
    for (part, included), figures in zip(PARTS.items(), means.by_part(), strict=True):
        each = answers.reshape(-1, 2)[:, included].sum(axis=1)
        kept = _is_among(speech_of, included)
        parts[part] = {
            "n": int(np.count_nonzero(each)),
            "n_answers": int(each.sum()),
            **figures,
            **_quantiles(distance[kept], unit_of[kept]),
        }
    return parts


def _parts(rows: Outcomes, table: CrossedTable) -> Bools:
    """The clips of each of `PARTS`, clips by parts."""
    speech = _clips_with(rows.heard["speech"], table)
    return np.array([_is_among(speech, included) for included in PARTS.values()]).T


def _clips_with(of_rows: Bools, table: CrossedTable) -> Bools:
    """Which clips have something that is told for each row."""
    clips = np.zeros(table.shape[1], np.bool_)
    clips[table.clip] = of_rows
    return clips


def _is_among(speech: Bools, included: list[int]) -> Bools:
    among: Bools = np.isin([0, 1], included)[speech.astype(np.intp)]
    return among


def _quantiles(ascending_km: Floats, unit: Integers) -> Metrics:
    quantiles = sorted_quantiles(ascending_km, shares(unit), list(QUANTILES.values()))
    return dict(zip(QUANTILES, quantiles.tolist(), strict=True))
