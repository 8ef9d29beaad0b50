"""People as entrants: the mean person, and other ways of averaging that show what the figures depend on."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.entrant import Entrant, continents
from leaderboard.guesses.guesses import Guesses
from leaderboard.scoring.metrics import Outcomes, compare
from leaderboard.scoring.rows import Bools, Integers, Truth
from leaderboard.sentences import text

FIRST = 5  # rounds: the length of a game
MIN_ROUNDS = 3  # counted rounds of a person who counts in the main row
NAMES_AND_NOTES = {
    "human": (text("board.entrant.people"), text("board.about.people", fewest=MIN_ROUNDS)),
    "human/by-clip": (text("board.entrant.by_clip"), text("board.about.by_clip")),
    "human/first-five": (text("board.entrant.first_five"), text("board.about.first_five")),
    "human/later": (text("board.entrant.later"), text("board.about.later")),
    "human/without-skips": (text("board.entrant.without_skips"), text("board.about.without_skips")),
}


class People:
    """People's entrants, updated as guesses come in; each guess is compared with the truth only once.

    Parameters
    ----------
    truth : Truth
        Of the clips that the guesses refer to.
    """

    def __init__(self, truth: Truth, rules: NameRules) -> None:
        self._truth = truth
        self._rules = rules
        self._rows: Outcomes | None = None
        self._continent = continents(np.array([], object))
        self._entrants: list[Entrant] = []

    def update(self, guesses: Guesses, kept: int) -> None:
        """Replace the guesses.

        Parameters
        ----------
        kept : int
            How many of them, from the first, are unchanged since the last call.
        """
        self._entrants = []  # free their memory before the next ones are built
        fresh = guesses.only(np.arange(len(guesses)) >= kept).responses
        rows = compare(self._truth, fresh, fresh.labels, self._rules)
        self._rows = rows if self._rows is None or not kept else Outcomes.joined([self._rows, rows])
        found = continents(fresh.labels["continent"])
        self._continent = np.concatenate([self._continent[:kept], found])
        entrants = _entrants(guesses, self._rows, self._continent)
        self._entrants = [entrant for entrant in entrants if len(entrant.rows.clip)]

    def entrants(self) -> list[Entrant]:
        """People's rows, as `entrants_of` describes them."""
        return self._entrants


def entrants_of(guesses: Guesses, truth: Truth, rules: NameRules) -> list[Entrant]:
    """People's rows of the leaderboard.

    Returns
    -------
    list of Entrant
        ``human``, then ``human/by-clip``, ``human/first-five``, ``human/later`` and
        ``human/without-skips``; rows without a guess are left out.

    Notes
    -----
    The named place of a person's guess is the place of its point. So the figures by name and from coordinates
    differ only for skips: by name they are left out, from coordinates they are wrong.
    """
    people = People(truth, rules)
    people.update(guesses, 0)
    return people.entrants()


def played_enough(guesses: Guesses) -> Bools:
    """Which guesses are by people with `MIN_ROUNDS` or more of them: those of the row ``human``."""
    enough: Bools = (np.bincount(guesses.player) >= MIN_ROUNDS)[guesses.player]
    return enough


def _entrants(guesses: Guesses, rows: Outcomes, continent: Integers) -> Iterator[Entrant]:
    key = "human/by-clip"
    name, note = NAMES_AND_NOTES[key]
    everyone = Entrant(key, name, "human", note, rows, continent, guesses.player)
    enough = played_enough(guesses)
    people = replace(_named("human", everyone.only(enough)), unit="player")
    yield people
    yield everyone
    order = guesses.order[enough]
    yield _named("human/first-five", people.only(order < FIRST))
    yield _named("human/later", people.only(order >= FIRST))
    yield _named("human/without-skips", people.only(~guesses.responses.silent[enough]))


def _named(key: str, rows: Entrant) -> Entrant:
    name, note = NAMES_AND_NOTES[key]
    return replace(rows, key=key, name=name, note=note)
