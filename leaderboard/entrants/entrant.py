"""Whoever has a row on the leaderboard, with all that they answered."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np

from leaderboard.entrants.seeds import Seeds, seeds_of
from leaderboard.scoring.metrics import PARTS, Metrics, Outcomes, measure_parts
from leaderboard.scoring.rows import Bools, Integers, Texts

Kind = Literal["human", "crowd", "best-tenth", "alm", "constant"]
Unit = Literal["clip", "player"]

# Of points, in the order of the confusion plots; after them stands "no answer".
CONTINENTS = ("Africa", "Asia", "Europe", "North America", "Oceania", "South America", "Antarctica")
NO_ANSWER = len(CONTINENTS)


@dataclass(frozen=True)
class Entrant:
    """People, a crowd, a model or a baseline, and what became of each of their answers.

    Attributes
    ----------
    key : str
        Its id: ``human``, ``human/first-five``, ``crowd``, ``alm/gpt-4o-audio-preview``,
        ``constant/best-distance``.
    name, note : str
        As shown, and one sentence that says what this row is.
    rows : Outcomes
        An entry an answer.
    continent : ndarray of int, one a row
        Where the answer's point lies: a position in `CONTINENTS`, or `NO_ANSWER`.
    player : ndarray of int, one a row, or None
        Whose answer it is, from 0; None for who answers each clip once.
    unit : {"clip", "player"}
        What counts once: answers are averaged within it, then over it.
    seed : ndarray of int, one a row, or None
        Of a model that was asked several times, which time, from 0; None where there is one.
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
        """The unit of each row, from 0."""
        return self.player if self.unit == "player" and self.player is not None else self.rows.clip

    @cached_property
    def figures(self) -> dict[str, Metrics]:
        """The table's figures, by part: `leaderboard.scoring.metrics.measure_parts`."""
        return measure_parts(self.rows, self.units)

    @cached_property
    def seeds(self) -> Seeds | None:
        """How far its seeds lie apart; None where there is one."""
        return None if self.seed is None else seeds_of(self.rows, self.seed)

    def only(self, kept: Bools) -> "Entrant":
        """The same with the rows for which ``kept`` is true."""
        if kept.all():
            return self  # what has been worked out of it still holds
        player, seed = (None if one is None else one[kept] for one in (self.player, self.seed))
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
        """Each of `PARTS`: all clips, those with speech, and those without."""
        speech = self.rows.heard["speech"]
        yield from zip(PARTS, (self, self.only(speech), self.only(~speech)), strict=True)

    @property
    def clips(self) -> int:
        """How many clips are answered, refusals included."""
        return int(np.count_nonzero(np.bincount(self.rows.clip)))

    @property
    def players(self) -> int | None:
        """How many people gave the answers; None where there is no telling people apart."""
        return None if self.player is None else int(np.count_nonzero(np.bincount(self.player)))


def continents(named: Texts) -> Integers:
    """Positions in `CONTINENTS` of continents' names, `NO_ANSWER` where there is none."""
    positions = {name: at for at, name in enumerate(CONTINENTS)}
    return np.array([positions.get(name, NO_ANSWER) for name in named], dtype=np.intp)
