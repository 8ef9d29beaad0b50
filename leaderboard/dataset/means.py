"""Which means the table of people has, and the columns of rows that they are taken of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from leaderboard.scoring.columns import KINDS, LEVELS, THRESHOLDS_KM
from leaderboard.scoring.metrics import PARTS

ALWAYS = "always"
SETS = (*PARTS, *KINDS)  # of clips
NAMED = tuple(f"{level}_acc" for level in LEVELS)
PLACED = tuple(f"{level}_acc_coordinates" for level in LEVELS)
_WITHIN = {f"acc_{km}km": km for km in THRESHOLDS_KM}
_COLUMNS = ("geoscore", "distance_km", "reject_rate", *NAMED, *PLACED, *_WITHIN)
_OF_SOUNDS = {
    "speech_km": {"all": "speech", "speech": "speech"},
    "nonspeech_km": {"all": "nonspeech", "nonspeech": "nonspeech"},
    **{f"{kind}_km": {"all": kind, "nonspeech": kind} for kind in KINDS},
}
KEYS = (*_COLUMNS, *_OF_SOUNDS)


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows have a value, over one of `SETS`; ``known`` is the column that may be null, or `ALWAYS`."""

    known: str
    within: str

    @property
    def name(self) -> str:
        return f"n_{self.known}_{self.within}"


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of one column over one of `SETS`."""

    column: str
    within: str

    @property
    def name(self) -> str:
        return f"{self.column}_{self.within}"

    @property
    def count(self) -> Count:
        """How many rows it is taken of."""
        return Count(self.column if self.column in (*NAMED, *PLACED) else ALWAYS, self.within)


MEANS = (
    *(Mean(column, part) for column in _COLUMNS for part in PARTS),
    *(Mean("distance_km", kind) for kind in KINDS),
)
COUNTS = tuple(dict.fromkeys(mean.count for mean in MEANS))
COUNT_OF_MEAN = tuple(COUNTS.index(mean.count) for mean in MEANS)


def positions(part: str) -> Mapping[str, int]:
    """Where the mean of each of `KEYS` stands among `MEANS`; -1 for one that no clip of this part can have."""
    found = {key: MEANS.index(Mean(key, part)) for key in _COLUMNS}
    for key, sets in _OF_SOUNDS.items():
        found[key] = MEANS.index(Mean("distance_km", sets[part])) if part in sets else -1
    return found


def values(rows: Any, mean: Mean) -> Any:
    """The column of a mean as an expression over rows, null where a row has no value."""
    if mean.column in _WITHIN:
        return (rows.distance_km < _WITHIN[mean.column]).cast("float64")
    if mean.column == "reject_rate":
        return rows.silent.cast("float64")
    return rows[mean.column].cast("float64")


def is_within(rows: Any, within: str) -> Any:
    """Whether a row's clip is in a set, as an expression; None for the set of all."""
    if within == "all":
        return None
    return ~rows.speech if within == "nonspeech" else rows[within]
