"""95% intervals of everything on the leaderboard: worked out now and then, kept until the next time."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import orjson

from game.geodesy import geoscore
from leaderboard.entrants import Entrant
from leaderboard.field import Field
from leaderboard.groups import groups_of, heard_groups
from leaderboard.metrics import values
from leaderboard.rows import Bools, Floats
from leaderboard.uncertainty import estimate

Span = tuple[float, float]

SEED = 20_260_106  # any would do; it is shown, so that the figures can be had again
REPLICATES = 2_000


@dataclass(frozen=True)
class Intervals:
    """Intervals as they are kept.

    Attributes
    ----------
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
        """What `json` has written."""
        told: dict[str, Any] = orjson.loads(text)
        return cls(**told)


def spans(entrant: Entrant) -> dict[str, dict[str, Span]]:
    """Intervals of the metrics that are means, by part; what none can be given for is left out."""
    return {name: _spans(part) for name, part in entrant.parts()}


def group_spans(entrant: Entrant, groups: Mapping[str, Bools]) -> dict[str, Span]:
    """Intervals of the mean GeoScore in groups of an entrant's rows."""
    scores = geoscore(entrant.rows.distance_km)
    columns = (np.where(mask, scores, np.nan) for mask in groups.values())
    found = estimate(columns, entrant.rows.clip, entrant.player, entrant.units)
    return _named(groups, found.low, found.high)


def _spans(entrant: Entrant) -> dict[str, Span]:
    if not len(entrant.rows.clip):
        return {}
    keys, columns = zip(*values(entrant.rows), strict=True)
    found = estimate(columns, entrant.rows.clip, entrant.player, entrant.units)
    return _named(keys, found.low, found.high)


def _named(keys: Iterable[str], low: Floats, high: Floats) -> dict[str, Span]:
    found = zip(keys, low.tolist(), high.tolist(), strict=True)
    return {key: (lowest, highest) for key, lowest, highest in found if not np.isnan(lowest)}


def work_out(field: Field, as_of: float, seed: int = SEED, replicates: int = REPLICATES) -> Intervals:
    """Find all intervals: a matter of minutes when there are a million guesses.

    Parameters
    ----------
    as_of : float
        When the guesses were read, in seconds since 1970.
    """
    entrants = field.entrants()
    truth = field.ground.truth
    groups = {one.key: group_spans(one, groups_of(one, truth)) for one in entrants}
    if field.people is not None:
        heard = heard_groups(field.people, field.guesses.seconds_heard)
        groups[field.people.key] |= group_spans(field.people, heard)
    return Intervals(
        as_of=as_of,
        guesses=len(field.guesses),
        seed=seed,
        replicates=replicates,
        rows={one.key: spans(one) for one in entrants},
        groups=groups,
        ranks={},
    )
