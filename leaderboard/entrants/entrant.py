"""An entrant: anything with a row on the leaderboard, with all of its answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from leaderboard.entrants.seeds import Seeds, seeds_of
from leaderboard.scoring.crossed_table import CrossedTable
from leaderboard.scoring.measures import Means, measured
from leaderboard.scoring.metrics import PARTS, Metrics, Outcomes
from leaderboard.scoring.rows import Bools, Integers, Texts

Kind = Literal["human", "crowd", "best-tenth", "alm", "constant"]
Unit = Literal["clip", "player"]

# In the order of the confusion matrices; the index after them means "no answer".
CONTINENTS = ("Africa", "Asia", "Europe", "North America", "Oceania", "South America", "Antarctica")
NO_ANSWER = len(CONTINENTS)


@dataclass(frozen=True, eq=False)
class Entrant:
    """People, a crowd, a model or a baseline, with the result of each of its answers.

    Attributes
    ----------
    key : str
        Its id: ``human``, ``human/first-five``, ``crowd``, ``alm/gpt-4o-audio-preview``,
        ``constant/best-distance``.
    name, note : str
        The name as shown, and a sentence on what this row is.
    rows : Outcomes
        An entry per answer.
    continent : ndarray of int, one per row
        The continent of the answer's point: an index into `CONTINENTS`, or `NO_ANSWER`.
    player : ndarray of int, one per row, or None
        Who gave the answer, numbered from 0; None if each clip is answered by a single source.
    unit : {"clip", "player"}
        What counts once: answers are averaged within each unit, then over units.
    seed : ndarray of int, one per row, or None
        Which run of a model that was asked several times, from 0; None if there is only one.
    """

    key: str
    name: str
    kind: Kind
    note: str
    rows: Outcomes
    continent: Integers
    player: Integers | None = None
    unit: Unit = "clip"
    seed: Integers | None = None

    @property
    def units(self) -> Integers:
        """The unit of each row, numbered from 0."""
        return self.player if self.unit == "player" and self.player is not None else self.rows.clip

    @property
    def is_averaged_by_player(self) -> bool:
        """Whether a player's answers are averaged first in `table`; otherwise a clip's."""
        return self.player is None or self.unit == "player"

    @cached_property
    def table(self) -> CrossedTable:
        """Its rows by player and clip; without players, each clip stands for one."""
        return CrossedTable.of(self.rows.clip, self.rows.clip if self.player is None else self.player)

    @cached_property
    def means(self) -> Means:
        """The table's means, with what their errors are worked out from."""
        return Means.of(self.rows, self.table, self.is_averaged_by_player)

    @cached_property
    def figures(self) -> dict[str, Metrics]:
        """The metric table, by part; see `leaderboard.scoring.measures.measure_parts`."""
        return measured(self.rows, self.units, self.means)

    @cached_property
    def seeds(self) -> Seeds | None:
        """How far its seeds differ; None with a single seed."""
        return None if self.seed is None else seeds_of(self.rows, self.seed)

    def only(self, kept: Bools) -> "Entrant":
        """The same entrant with the rows where ``kept`` is true."""
        if kept.all():
            return self  # cached figures stay valid
        player, seed = (None if column is None else column[kept] for column in (self.player, self.seed))
        return Entrant(
            self.key,
            self.name,
            self.kind,
            self.note,
            self.rows.only(kept),
            self.continent[kept],
            player,
            self.unit,
            seed,
        )

    def parts(self) -> Iterator[tuple[str, "Entrant"]]:
        """The entrant on each of `PARTS`: all clips, those with speech, and those without."""
        speech = self.rows.heard["speech"]
        yield from zip(PARTS, (self, self.only(speech), self.only(~speech)), strict=True)

    @cached_property
    def clips(self) -> int:
        """How many clips it answered, refusals included."""
        return int(np.count_nonzero(np.bincount(self.rows.clip)))

    @cached_property
    def players(self) -> int | None:
        """How many people gave the answers; None where answers have no player."""
        return None if self.player is None else int(np.count_nonzero(np.bincount(self.player)))


def continents(named: Texts) -> Integers:
    """Indices into `CONTINENTS` of continent names; `NO_ANSWER` for anything else."""
    positions = {name: index for index, name in enumerate(CONTINENTS)}
    return np.array([positions.get(name, NO_ANSWER) for name in named], dtype=np.intp)
