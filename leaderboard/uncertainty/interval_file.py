"""The saved file of the 95% intervals that take resampling, each with the figure that it is about."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import orjson
from pydantic import TypeAdapter, ValidationError

from leaderboard.uncertainty.resamples import REPLICATES

# A figure, and the lower and upper end of its interval, all from the same rows.
SavedInterval = tuple[float, float, float]
SEED = 20_260_106  # any number would do; it is shown so that the figures can be reproduced


class IntervalsError(Exception):
    """A file without intervals, or from another version: the intervals have to be computed again."""


@dataclass(frozen=True)
class Intervals:
    """Computed intervals.

    Attributes
    ----------
    pack : str
        Name of the pack that they are for.
    as_of : float
        When the guesses were read, in seconds since 1970.
    guesses : int
        How many guesses there were.
    rows : mapping
        By entrant's key, part and metric.
    ranks : mapping
        By entrant's key: the rank, the best and the worst.
    """

    pack: str = ""
    as_of: float = 0.0
    guesses: int = -1
    seed: int = SEED
    replicates: int = REPLICATES
    rows: Mapping[str, Mapping[str, Mapping[str, SavedInterval]]] = field(default_factory=dict)
    ranks: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)

    def json(self) -> bytes:
        """The contents of the file."""
        return orjson.dumps(asdict(self))

    @classmethod
    def read(cls, text: bytes) -> "Intervals":
        """Parse what `json` returned.

        Raises
        ------
        IntervalsError
        """
        try:
            return _READING.validate_json(text)
        except ValidationError as error:
            raise IntervalsError("it is damaged or from another version") from error


_READING = TypeAdapter(Intervals)
