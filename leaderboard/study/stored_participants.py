"""Who took part in a study, and how far people came, read from the database of a game."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from game.play.answered_rounds import is_of_study
from game.store.tables import participants, players
from leaderboard.study.record_columns import PARTICIPANTS

Row = dict[str, Any]

LEFT = "left"  # did not come to an end
_BLANK: Mapping[str, Any] = {column.name: None for column in PARTICIPANTS}


def of_study(connection: Connection, study: str, closed: Sequence[Row]) -> list[Row]:
    """Participants who agreed and have not withdrawn, by pseudonym, with the columns `PARTICIPANTS`.

    Parameters
    ----------
    closed : sequence of mapping
        The study's closed rounds, as published. Their players are there too in a study without
        participants, which the public game is.
    """
    played = defaultdict[str, list[Row]](list)
    for row in closed:
        played[row["player"]].append(row)
    joined = select(players.c.pseudonym, players.c.consent, participants).join_from(participants, players)
    known = {
        row["pseudonym"]: _participant(dict(row))
        for row in connection.execute(joined.where(participants.c.study == study)).mappings()
        if row["consent"] or row["pseudonym"] in played
    }
    return [
        {**_BLANK, "participant": name, **known.get(name, {}), **_of_rounds(played[name])}
        for name in sorted({*known, *played})
    ]


def flow(connection: Connection, study: str) -> dict[str, int | None]:
    """How many people came how far.

    Returns
    -------
    dict of str to int or None
        ``asked`` and ``withdrawn_after`` are None: nobody counts who reads the consent text and closes the
        page, and of who has withdrawn nothing is kept. ``returned`` are these, whether they withdrew or the
        panel's submission was returned.
    """
    found = select(participants.c.outcome).where(participants.c.study == study)
    by_outcome = Counter(outcome or LEFT for outcome in connection.execute(found).scalars())
    declined = by_outcome.pop("declined", 0)
    ends = ("screened_out", "failed", "returned", LEFT, "completed")
    return {
        "asked": None,
        "agreed": by_outcome.total(),
        "declined": declined,
        **{outcome: by_outcome[outcome] for outcome in ends},
        "withdrawn_after": None,
    }


def _participant(row: Row) -> Row:
    checks, answers = row["checks"], row["answers"]
    return {
        "outcome": row["outcome"] or LEFT,
        "sessions": row["session"],
        "minutes": round(row["seconds_active"] / 60, 1),
        "language": row["language"],
        "headphones_passed": checks.get("headphones", {}).get("passed"),
        "comprehension_attempts": checks.get("comprehension", {}).get("attempts"),
        "catch_passed": checks.get("catch", {}).get("passed"),
        "agl1k_exposure": answers.get("exposure", {}).get("agl1k"),
        "block": row["block"],
    }


def _of_rounds(played: Sequence[Row]) -> Row:
    own = [row for row in played if is_of_study(row)]
    devices = Counter(row["device"] for row in played if row["device"])
    return {
        "rounds": len(own),
        "days": len({row["day"] for row in played}),
        "device": min(devices, key=lambda name: (-devices[name], name), default=None),
    }
