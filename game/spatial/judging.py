"""Which trials count as people's answers: named rules, each a reason to leave a trial out. No I/O.

Whether the headphone check was passed is no such rule: it is a column, by which rows are told apart.
"""

from collections.abc import Mapping
from typing import Any

from game.play import counting
from game.play.counting import NO_CONSENT, NOT_ANSWERED, PROGRAM, Rules
from game.play.limits import DEFAULTS
from game.play.rounds import ABANDONED

PRACTICE = "practice"
KIND = (NOT_ANSWERED, PRACTICE, PROGRAM, NO_CONSENT)
CONDUCT = (
    "revealed_before",
    "heard_too_little",
    "no_bytes",
    "too_fast",
    "more_heard_than_time",
    "many_from_one_place",
)
RULES = Rules(limits={name: DEFAULTS[name] for name in CONDUCT})


def why_not(row: Mapping[str, Any], scene_seconds: float | None) -> list[str]:
    """All rules by which a closed trial does not count; empty when it counts.

    Parameters
    ----------
    row : mapping
        The trial with all columns that closing fills.
    scene_seconds : float or None
        Length of the scene; None when it is no longer played.
    """
    broken = (
        row["status"] == ABANDONED,
        bool(row["practice"]),
        row["client"] != "page",
        row["consent_version"] is None,
    )
    kind = [rule for rule, is_broken in zip(KIND, broken, strict=True) if is_broken]
    if row["status"] == ABANDONED:
        return kind
    as_round = {**row, "seconds_to_guess": row.get("seconds_to_answer")}
    return kind + counting.conduct(as_round, scene_seconds, RULES)
