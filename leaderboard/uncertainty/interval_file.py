"""The leaderboard's 95% intervals, as they are kept from one working out to the next."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

import orjson
from pydantic import TypeAdapter, ValidationError

from leaderboard.uncertainty.confidence_intervals import Span
from leaderboard.uncertainty.resamples import REPLICATES

SEED = 20_260_106  # any would do; it is shown, so that the figures can be had again


class IntervalsError(Exception):
    """A file that holds no intervals, or those of another version: they are worked out again."""


@dataclass(frozen=True)
class Intervals:
    """Intervals as they are kept.

    Attributes
    ----------
    pack : str
        Name of the pack that they are about.
    as_of : float
        When the guesses were read, in seconds since 1970.
    guesses : int
        How many there were.
    rows : mapping
        By entrant's key, part and metric.
    groups : mapping
        Of GeoScore, by entrant's key and group.
    ranks : mapping
        Of the rank, by entrant's key.
    """

    pack: str = ""
    as_of: float = 0.0
    guesses: int = -1
    seed: int = SEED
    replicates: int = REPLICATES
    rows: Mapping[str, Mapping[str, Mapping[str, Span]]] = field(default_factory=dict)
    groups: Mapping[str, Mapping[str, Span]] = field(default_factory=dict)
    ranks: Mapping[str, tuple[int, int]] = field(default_factory=dict)

    def json(self) -> bytes:
        """As it is written to a file."""
        return orjson.dumps(asdict(self))

    @classmethod
    def read(cls, text: bytes) -> "Intervals":
        """What `json` has written.

        Raises
        ------
        IntervalsError
        """
        try:
            return _READING.validate_json(text)
        except ValidationError as error:
            raise IntervalsError(f"{error.error_count()} faults, {error.errors()[0]['msg']}") from error


_READING = TypeAdapter(Intervals)
