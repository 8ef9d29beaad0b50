"""People's rows of the table, from the rounds of a dataset."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from leaderboard.board.row_intervals import FEW_CLIPS, NARROWER_QUESTIONS, QUESTIONS
from leaderboard.board.standings import Standing, missing
from leaderboard.dataset.answered_rows import COUNTS, LEFT_OUT, NOT_PLAYED
from leaderboard.dataset.averages import Averages, by_clip, by_person
from leaderboard.dataset.engine import Engine
from leaderboard.dataset.means import positions
from leaderboard.dataset.weighted_sums import middle_of, plain_sums
from leaderboard.entrants import humans, robustness
from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.scoring.metrics import PARTS
from leaderboard.sentences import text
from leaderboard.uncertainty.cluster_variances import MIN_PLAYERS
from leaderboard.uncertainty.confidence_intervals import UNITS, ByPart
from leaderboard.uncertainty.scaled_intervals import scaled_intervals
from leaderboard.uncertainty.standard_errors import Estimates, among_both, among_players

_NAMES_AND_NOTES = {**humans.NAMES_AND_NOTES, **robustness.NAMES_AND_NOTES}
KEYS_OF_ROWS = tuple(_NAMES_AND_NOTES)


@dataclass(frozen=True)
class _Choice:
    """Which rounds a row rests on.

    Attributes
    ----------
    rounds : callable
        Given all rows, tells which are averaged.
    of_main_row : bool
        Whether only the people of the main row count, however few of these rounds they have.
    """

    rounds: Callable[[Any], Any]
    of_main_row: bool = False


_BY_PERSON = {
    "human": _Choice(lambda rows: rows.state == COUNTS),
    "human/first-five": _Choice(lambda rows: (rows.state == COUNTS) & rows.first, of_main_row=True),
    "human/later": _Choice(lambda rows: (rows.state == COUNTS) & ~rows.first, of_main_row=True),
    "human/without-skips": _Choice(lambda rows: (rows.state == COUNTS) & ~rows.silent, of_main_row=True),
    "human/every-round": _Choice(lambda rows: rows.state != NOT_PLAYED),
    "human/abandoned-as-skips": _Choice(lambda rows: rows.state != LEFT_OUT),
}
# These would be the main row again without a round of this kind.
_NEEDED = {"human/every-round": LEFT_OUT, "human/abandoned-as-skips": NOT_PLAYED}


def people_rows(rows: Any, engine: Engine) -> Iterator[Standing]:
    """People's rows in the order of the table, each with its intervals; those without a round are left out.

    Parameters
    ----------
    rows : ibis.Table
        What `leaderboard.dataset.answered_rows.answered_rows` returns.
    """
    repeated = _repeated(rows, engine)
    has = {state for (state,) in _tuples(rows.select("state").distinct())}
    counting = rows.filter(rows.state == COUNTS)
    middle = middle_of(rows)
    everyone = by_clip(counting, middle, repeated, engine) if COUNTS in has else None
    players = everyone.players if everyone else 0
    main: Any = None
    for key, choice in _BY_PERSON.items():
        if key in _NEEDED and _NEEDED[key] not in has:
            continue
        chosen = rows.filter(choice.rounds(rows))
        sums = engine.keep(plain_sums(chosen, ["player"], middle))
        if choice.of_main_row:
            sums = sums.semi_join(main, "player")
        else:
            sums = sums.filter(sums.n_always_all >= MIN_ROUNDS)
        main = sums if key == "human" else main
        found = by_person(chosen, sums, middle, repeated)
        if found:
            yield _standing(key, found, players)
        if key == "human" and everyone:
            yield _standing("human/by-clip", everyone, players)


def _repeated(rows: Any, engine: Engine) -> Any:
    """Cells of players by clips that have more than one row; None if there are none, as in a game."""
    cells = rows.group_by("player", "clip").aggregate(rows=rows.count())
    found = engine.keep(cells.filter(cells.rows > 1).select("player", "clip"))
    return found if _tuples(found.limit(1)) else None


def _standing(key: str, found: Averages, everyone: int) -> Standing:
    name, note = _NAMES_AND_NOTES[key]
    row = Standing(
        key=key,
        name=name,
        kind="human",
        basis="clips",
        note=note,
        clips=found.parts["all"].clips,
        guesses=found.parts["all"].rows,
        players=found.players,
        under="human" if key != "human" else None,
        figures={part: _figures(found, part) for part in PARTS},
        provisional=missing(found.parts["all"].clips, found.parts["all"].rows),
    )
    if everyone < MIN_PLAYERS:
        return row
    few = key == "human" and row.clips < FEW_CLIPS
    narrower = _intervals(among_players(found.spread, found.of_players)) if few else {}
    enough = {part: ends for part, ends in narrower.items() if found.parts[part].players >= MIN_PLAYERS}
    return replace(
        row,
        intervals=_intervals(among_both(found.spread, players=found.of_players)),
        question=text(QUESTIONS["human"]),
        narrower=enough,
        narrower_question=text(NARROWER_QUESTIONS["human"]) if enough else "",
    )


def _figures(found: Averages, part: str) -> dict[str, float]:
    means = np.append(found.spread.mean, np.nan).tolist()
    return {
        "n": found.parts[part].clips,
        "n_answers": found.parts[part].rows,
        **{key: means[at] for key, at in positions(part).items()},
        **found.quantiles[part],
    }


def _intervals(estimates: Estimates) -> ByPart:
    intervals = {}
    for part in PARTS:
        at = {key: index for key, index in positions(part).items() if index >= 0}
        each = estimates.at(np.array([*at.values()], np.intp))
        intervals[part] = scaled_intervals(at, [UNITS[key] for key in at], each)
    return intervals


def _tuples(expression: Any) -> list[tuple[Any, ...]]:
    return [tuple(row.values()) for row in expression.to_pyarrow().to_pylist()]
