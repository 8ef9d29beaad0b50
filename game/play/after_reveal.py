"""What a player says about a round once its place is shown, inside a transaction of the store."""

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, select, update

from game.errors import RoundClosed, UnknownRound
from game.play import queries
from game.play.counting import Rules, after_reveal
from game.play.rounds import ABANDONED, OPEN, Values
from game.store.compiled import Row
from game.store.tables import rounds

_NEEDED = (
    *("status", "mode", "prior_exposure", "why_not", "shard", "study_hash", "day", "withheld"),
    *("clues", "clues_after_reveal"),
)


def set_prior_exposure(
    connection: Connection, player_id: str, round_: str, known: bool, rules_of: Callable[[Row], Rules]
) -> None:
    """Store the player's answer about a closed round, once, and judge the round anew.

    Repeating the answer changes nothing.

    Parameters
    ----------
    rules_of : callable
        The rules by which the round counts.

    Raises
    ------
    UnknownRound
    RoundClosed
        When the round is open or not revealed, was answered otherwise, or is published: a published row
        never changes.
    """
    row = _revealed(connection, player_id, round_)
    if row["prior_exposure"] is not None:
        if row["prior_exposure"] != known:
            raise RoundClosed("problem.answered_before")
        return
    values = {"prior_exposure": known, **_verdict(connection, row, known, rules_of(row))}
    _write(connection, round_, values)


def set_clues(connection: Connection, player_id: str, round_: str, clues: Sequence[str]) -> None:
    """Store what gave the place away, in the player's view; replaces what they said after the reveal before.

    Raises
    ------
    UnknownRound
    RoundClosed
        When the round is open, not revealed or published, was not answered, is of a study, which asks its
        own questions, or has clues that were given with the guess.
    """
    row = _revealed(connection, player_id, round_)
    if row["status"] == ABANDONED or row["mode"] == "study":
        raise RoundClosed("problem.no_clues_here")
    if row["clues"] and not row["clues_after_reveal"]:
        raise RoundClosed("problem.clues_with_guess")
    _write(connection, round_, {"clues": list(clues), "clues_after_reveal": True if clues else None})


def _revealed(connection: Connection, player_id: str, round_: str) -> Row:
    """A round of the player that is closed and has been revealed."""
    row = _row(connection, player_id, round_)
    if row["status"] == OPEN:
        raise RoundClosed("problem.round_open")
    if row["withheld"]:
        raise RoundClosed("problem.not_revealed")
    return row


def _write(connection: Connection, round_: str, values: Values) -> None:
    # `shard` is checked by the statement that writes: another process may freeze the round meanwhile.
    statement = update(rounds).where(rounds.c.round == round_, rounds.c.shard.is_(None))
    if not connection.execute(statement.values(values)).rowcount:
        raise RoundClosed("problem.answered_too_late")


def _row(connection: Connection, player_id: str, round_: str) -> Row:
    chosen = select(*(rounds.c[name] for name in _NEEDED))
    found = connection.execute(chosen.where(rounds.c.round == round_, rounds.c.player_id == player_id))
    row = found.mappings().first()
    if row is None:
        raise UnknownRound("problem.unknown_round")
    return dict(row)


def _verdict(connection: Connection, row: Row, known: bool, rules: Rules) -> Row:
    """The reasons as they are now. A round judged anew moves to the end of the order, where readers look."""
    if row["why_not"] is None:
        return {}
    reasons = after_reveal(row["why_not"], known, rules)
    if reasons == row["why_not"]:
        return {}
    return {"why_not": reasons, "touched_at": queries.order_of_closing(connection, row["day"])}
