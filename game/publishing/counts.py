"""How much is published: the figures on the dataset's card, no finer than the day."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import ColumnElement, Connection, distinct, func

from game.publishing.published_rows import select_published
from game.publishing.published_trials import count_trials
from game.store.tables import rounds


@dataclass(frozen=True, slots=True)
class Counts:
    """Sizes of the published tables.

    Attributes
    ----------
    statuses, packs : mapping of str to int
        Rounds by status, and by pack.
    players : int
        Pseudonyms with a round.
    first_day, last_day : date or None
        UTC days of the first and last round; None without rounds.
    described : int
        Rows of the table of players; 0 when there is no such table.
    trials : int
        Trials around the head.
    """

    statuses: Mapping[str, int] = field(default_factory=dict)
    packs: Mapping[str, int] = field(default_factory=dict)
    players: int = 0
    first_day: date | None = None
    last_day: date | None = None
    described: int = 0
    trials: int = 0

    @property
    def rounds(self) -> int:
        return sum(self.statuses.values())

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the published tables."""
        found = {"guesses": self.rounds or not self.trials, "players": self.described, "spatial": self.trials}
        return tuple(name for name, rows in found.items() if rows)


def count(connection: Connection, where: ColumnElement[bool] | None = None, described: int = 0) -> Counts:
    """Count the rows of `published_rows`.

    Parameters
    ----------
    described : int
        Rows of the table of players, which is not in the store.
    """
    kinds = (rounds.c.status, rounds.c.pack)
    days = (func.min(rounds.c.day), func.max(rounds.c.day))
    rows = connection.execute(select_published([*kinds, func.count(), *days], where).group_by(*kinds)).all()
    players = connection.execute(
        select_published([func.count(distinct(rounds.c.player_id))], where)
    ).scalar_one()
    statuses: Counter[str] = Counter()
    packs: Counter[str] = Counter()
    for status, pack, number, _, _ in rows:
        statuses[status] += number
        packs[pack] += number
    first = min((row[3] for row in rows), default=None)
    last = max((row[4] for row in rows), default=None)
    trials = count_trials(connection, published=True)
    return Counts(dict(statuses), dict(packs), players, first, last, described, trials)
