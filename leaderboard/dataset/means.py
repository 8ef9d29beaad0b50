"""Which means the table of people has, and the columns of rows that they are taken of."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from leaderboard.scoring.columns import KINDS, LEVELS, THRESHOLDS_KM
from leaderboard.scoring.metrics import PARTS

ALWAYS = "always"
NAMED = tuple(f"{level}_acc" for level in LEVELS)
PLACED = tuple(f"{level}_acc_coordinates" for level in LEVELS)
KNOWN = (
    ALWAYS,
    *NAMED,
    *PLACED,
)  # what says whether a row has a value: nothing, or a column that may be null
MEASURED = ("geoscore", "distance_km")  # columns that are no shares
_WITHIN = {f"acc_{km}km": km for km in THRESHOLDS_KM}
COLUMNS = (*MEASURED, "reject_rate", *NAMED, *PLACED, *_WITHIN)
_OF_SOUNDS = {
    "speech_km": {"all": "speech", "speech": "speech"},
    "nonspeech_km": {"all": "nonspeech", "nonspeech": "nonspeech"},
    **{f"{kind}_km": {"all": kind, "nonspeech": kind} for kind in KINDS},
}
KEYS = (*COLUMNS, *_OF_SOUNDS)


@dataclass(frozen=True, slots=True)
class Count:
    """How many rows have a value: those that one of `KNOWN` says, on the clips of a part or with a sound."""

    known: str
    within: str

    @property
    def name(self) -> str:
        return f"{self.known}_{self.within}"


@dataclass(frozen=True, slots=True)
class Mean:
    """A mean of one column over the clips of a part, or with a sound."""

    column: str
    within: str

    @property
    def name(self) -> str:
        return f"{self.column}_{self.within}"

    @property
    def count(self) -> Count:
        """The rows that it is taken of."""
        return Count(known(self.column), self.within)


def known(column: str) -> str:
    """Which of `KNOWN` says whether a row has a value in a column."""
    return column if column in KNOWN else ALWAYS


@dataclass(frozen=True)
class MeanSet:
    """Some means of the table, added up together.

    Attributes
    ----------
    columns : tuple of str
        What is averaged.
    parts : tuple of str
        Over the clips of which parts of the table; ``all`` is one of them.
    kinds : tuple of str
        Over the clips with which sounds the distance is averaged, too.
    """

    columns: tuple[str, ...]
    parts: tuple[str, ...]
    kinds: tuple[str, ...]

    @cached_property
    def means(self) -> tuple[Mean, ...]:
        return (
            *(Mean(column, part) for column in self.columns for part in self.parts),
            *(Mean("distance_km", kind) for kind in self.kinds),
        )

    @cached_property
    def counts(self) -> tuple[Count, ...]:
        """What the means are taken of, each once."""
        return tuple(dict.fromkeys(mean.count for mean in self.means))

    @cached_property
    def count_of_mean(self) -> list[int]:
        """Where the count of each mean stands among ``counts``."""
        return [self.counts.index(mean.count) for mean in self.means]

    @cached_property
    def known(self) -> tuple[str, ...]:
        """Those of `KNOWN` that say whether a row has a value in a column."""
        return tuple(dict.fromkeys(count.known for count in self.counts))

    @cached_property
    def measured(self) -> tuple[str, ...]:
        """The columns that are no shares."""
        return tuple(column for column in self.columns if column in MEASURED)

    @property
    def has_parts(self) -> bool:
        """Whether there are parts besides the whole."""
        return len(self.parts) > 1


EVERY = MeanSet(COLUMNS, tuple(PARTS), tuple(KINDS))
MEANS = EVERY.means


def positions(part: str) -> Mapping[str, int]:
    """Where the mean of each of `KEYS` stands among `MEANS`; -1 where no clip of the part can have it."""
    found = {key: MEANS.index(Mean(key, part)) for key in COLUMNS}
    for key, sets in _OF_SOUNDS.items():
        found[key] = MEANS.index(Mean("distance_km", sets[part])) if part in sets else -1
    return found


def values(rows: Any, column: str, middle: Mapping[str, float]) -> Any:
    """A column as an expression over rows, less its middle; null where a row has no value."""
    if column in _WITHIN:
        return (rows.distance_km < _WITHIN[column]).cast("float64")
    if column == "reject_rate":
        return rows.silent.cast("float64")
    return rows[column] - middle[column] if column in MEASURED else rows[column].cast("float64")
