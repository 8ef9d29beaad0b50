"""How much is published: what the dataset's card tells of its size, no finer than the day."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Connection, distinct, func

from game.publishing.published_rows import published
from game.store.tables import rounds


@dataclass(frozen=True, slots=True)
class Counts:
    """Sizes of the published tables.

    Attributes
    ----------
    statuses, packs : mapping of str to int
        Rounds by how they were closed, and by what was heard.
    players : int
        Pseudonyms in them.
    first_day, last_day : date or None
        UTC days of the first and of the last round; None when there is no round.
    described : int
        Rows of the table of players; 0 when it is not there.
    """

    statuses: Mapping[str, int] = field(default_factory=dict)
    packs: Mapping[str, int] = field(default_factory=dict)
    players: int = 0
    first_day: date | None = None
    last_day: date | None = None
    described: int = 0

    @property
    def rounds(self) -> int:
        """All rounds."""
        return sum(self.statuses.values())

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables that are there."""
        return ("guesses", "players") if self.described else ("guesses",)


def count(connection: Connection, where: ColumnElement[bool] | None = None, described: int = 0) -> Counts:
    """Count what `published_rows` gives.

    Parameters
    ----------
    described : int
        Rows of the table of players, which are not in the store.
    """
    kinds = (rounds.c.status, rounds.c.pack)
    days = (func.min(rounds.c.day), func.max(rounds.c.day))
    found = connection.execute(published([*kinds, func.count(), *days], where).group_by(*kinds)).all()
    players = connection.execute(published([func.count(distinct(rounds.c.player_id))], where)).scalar_one()
    statuses: Counter[str] = Counter()
    packs: Counter[str] = Counter()
    for status, pack, number, _, _ in found:
        statuses[status] += number
        packs[pack] += number
    first = min((row[3] for row in found), default=None)
    last = max((row[4] for row in found), default=None)
    return Counts(dict(statuses), dict(packs), players, first, last, described)
