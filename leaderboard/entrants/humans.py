"""People as entrants: all of them, and the ways of counting them that show what the figures rest on."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.entrant import Entrant, continents
from leaderboard.guesses.guesses import Guesses
from leaderboard.scoring.metrics import Outcomes, compare
from leaderboard.scoring.rows import Integers, Truth

FIRST = 5  # rounds of a player, the length of a game


class People:
    """What became of people's guesses: each is compared once, however many others come later.

    Parameters
    ----------
    truth : Truth
        Of the clips that the guesses are about.
    """

    def __init__(self, truth: Truth, rules: NameRules) -> None:
        self._truth = truth
        self._rules = rules
        self._rows: Outcomes | None = None
        self._continent = continents(np.array([], object))
        self._entrants: list[Entrant] = []

    def update(self, guesses: Guesses, kept: int) -> None:
        """Take guesses in place of the earlier ones.

        Parameters
        ----------
        kept : int
            How many of them, from the first, are the earlier ones.
        """
        self._entrants = []  # their memory is needed for the next ones
        fresh = guesses.only(np.arange(len(guesses)) >= kept).said
        rows = compare(self._truth, fresh, fresh.labels, self._rules)
        self._rows = rows if self._rows is None or not kept else Outcomes.joined([self._rows, rows])
        found = continents(fresh.labels["continent"])
        self._continent = np.concatenate([self._continent[:kept], found])
        entrants = _entrants(guesses, self._rows, self._continent)
        self._entrants = [entrant for entrant in entrants if len(entrant.rows.clip)]

    def entrants(self) -> list[Entrant]:
        """People's rows of the leaderboard, as `entrants_of` gives them."""
        return self._entrants


def entrants_of(guesses: Guesses, truth: Truth, rules: NameRules) -> list[Entrant]:
    """People's rows of the leaderboard.

    Returns
    -------
    list of Entrant
        ``human``, then ``human/by-player``, ``human/first-five``, ``human/later`` and
        ``human/without-skips``; those without a guess are left out.

    Notes
    -----
    What is called the named place of a person's guess is the place of its point. So the figures by name and
    from coordinates differ in skips alone: by name they are left out, from coordinates they are wrong.
    """
    people = People(truth, rules)
    people.update(guesses, 0)
    return people.entrants()


def _entrants(guesses: Guesses, rows: Outcomes, continent: Integers) -> Iterator[Entrant]:
    people = Entrant(
        "human",
        "People",
        "human",
        "Each clip's guesses are averaged, then the clips, so that a clip heard often counts no more; a skip "
        "counts as a refusal.",
        rows,
        continent,
        guesses.player,
    )
    yield people
    yield replace(
        people,
        key="human/by-player",
        name="People, each counting once",
        note="Each player's guesses are averaged, then the players, so that who plays much counts no more.",
        unit="player",
    )
    yield replace(
        people.only(guesses.order < FIRST),
        key="human/first-five",
        name="People, first five rounds",
        note="Only the first five rounds that a player closed, practice counted: people learn from what is "
        "revealed, and models do not.",
    )
    yield replace(
        people.only(guesses.order >= FIRST),
        key="human/later",
        name="People, later rounds",
        note="Only rounds after a player's first five, when true places have been revealed to them.",
    )
    yield replace(
        people.only(~guesses.said.silent),
        key="human/without-skips",
        name="People, skips left out",
        note="Only rounds with a point: who skips the hard clips gains by it.",
    )
