"""People's main row under other rules: with the rounds that are left out, and with those abandoned."""

from collections.abc import Iterator

import numpy as np

from game.play.counting import NOT_ANSWERED
from leaderboard.answers.name_rules import NameRules
from leaderboard.entrants.entrant import Entrant, continents
from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.guesses.guesses import Guesses
from leaderboard.scoring.metrics import Outcomes, compare
from leaderboard.scoring.rows import Bools, Integers, Truth
from leaderboard.sentences import text

NAMES_AND_NOTES = {
    "human/every-round": (
        text("board.entrant.every_round"),
        text("board.about.every_round"),
    ),
    "human/abandoned-as-skips": (
        text("board.entrant.abandoned"),
        text("board.about.abandoned"),
    ),
}

_Part = tuple[Outcomes, Integers, Integers]


def robustness_entrants(
    everyone: Entrant | None, others: Guesses, truth: Truth, rules: NameRules
) -> list[Entrant]:
    """The rows that show what people's main row owes to leaving rounds out.

    Parameters
    ----------
    everyone : Entrant or None
        All guesses that count; None without any.
    others : Guesses
        The rounds that do not.

    Returns
    -------
    list of Entrant
        ``human/every-round`` and ``human/abandoned-as-skips``, each person counting once; without the rows
        that would be the same as the main one.
    """
    abandoned = is_abandoned(others)
    kept = zip(NAMES_AND_NOTES, (~abandoned, abandoned), strict=True)
    rows = (_with(everyone, others.only(which), key, truth, rules) for key, which in kept if which.any())
    return [row for row in map(_by_person, rows) if len(row.rows.clip)]


def is_abandoned(others: Guesses) -> Bools:
    """Which rounds were abandoned; they have neither a point nor a skip."""
    found: Bools = others.why_not == NOT_ANSWERED
    return found


def _with(everyone: Entrant | None, added: Guesses, key: str, truth: Truth, rules: NameRules) -> Entrant:
    name, note = NAMES_AND_NOTES[key]
    parts = list(_parts(everyone, added, truth, rules))
    rows, continent, player = zip(*parts, strict=True)
    return Entrant(
        key,
        name,
        "human",
        note,
        Outcomes.joined(rows),
        np.concatenate(continent),
        np.concatenate(player),
        "player",
    )


def _parts(everyone: Entrant | None, added: Guesses, truth: Truth, rules: NameRules) -> Iterator[_Part]:
    if everyone is not None and everyone.player is not None:
        yield everyone.rows, everyone.continent, everyone.player
    labels = added.responses.labels
    yield compare(truth, added.responses, labels, rules), continents(labels["continent"]), added.player


def _by_person(row: Entrant) -> Entrant:
    """Leave out whoever has fewer than `MIN_ROUNDS` rounds, as the main row does."""
    assert row.player is not None
    return row.only((np.bincount(row.player) >= MIN_ROUNDS)[row.player])
