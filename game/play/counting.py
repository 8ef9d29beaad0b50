"""Which rounds count as people's answers: named rules, each a reason to leave a round out. No I/O."""

from collections.abc import Mapping
from typing import Any

from game.packs.pack import PRACTICE_PACK
from game.play.rounds import ABANDONED

# What a round is, whatever was done in it.
NOT_ANSWERED = "abandoned"
OTHER_MODE = "other_mode"
DEMO = "demo"
PROGRAM = "program"
NO_CONSENT = "no_consent"
# What was done in a round that is otherwise as it should be: the rules that keep people's rows honest.
HEARD_BEFORE = "revealed_before"
NOT_LISTENED = "not_listened"
IMPOSSIBLE_TIMES = "impossible_times"
FROM_ONE_PLACE = "many_from_one_place"

KIND = (NOT_ANSWERED, OTHER_MODE, DEMO, PROGRAM, NO_CONSENT)
CONDUCT = (HEARD_BEFORE, NOT_LISTENED, IMPOSSIBLE_TIMES, FROM_ONE_PLACE)

LEAST_HEARD_SECONDS = 1.0
LEAST_HEARD_SHARE = 0.5  # of a clip so short that it has less than twice that
# Sound of variable bit rate may hold a passage in a quarter of the bytes of another as long.
LEAST_SERVED_SHARE = 0.25
LEAST_OPEN_SECONDS = 2.0  # to load a recording, hear some of it, and point
CLOCK_SECONDS = 0.5  # by which two clocks, and times rounded to 0.1 s, may differ

Row = Mapping[str, Any]


def why_not(row: Row, clip_seconds: float | None) -> list[str]:
    """The rules by which a closed round does not count; empty when it counts.

    Parameters
    ----------
    row : mapping
        The round with all columns that closing fills. A round dealt by a version that did not measure
        `seconds_open` is judged as versions before did.
    clip_seconds : float or None
        Length of the clip; None when it is no longer played.
    """
    return kind(row) or conduct(row, clip_seconds)


def kind(row: Row) -> list[str]:
    """The rules about what a round is: those of `KIND` by which it does not count."""
    broken = (
        row["status"] == ABANDONED,
        row["mode"] != "random",
        row["pack"] == PRACTICE_PACK,
        row["client"] != "page",
        row["consent_version"] is None,
    )
    return [rule for rule, is_broken in zip(KIND, broken, strict=True) if is_broken]


def conduct(row: Row, clip_seconds: float | None) -> list[str]:
    """The rules about what was done in a round: those of `CONDUCT` by which it does not count."""
    is_measured = row["seconds_open"] is not None
    broken = (
        bool(row["revealed_before"]),
        is_measured and not _is_listened(row, clip_seconds),
        is_measured and not _is_possible(row),
        bool(row["many_from_one_place"]),
    )
    return [rule for rule, is_broken in zip(CONDUCT, broken, strict=True) if is_broken]


def _is_listened(row: Row, clip_seconds: float | None) -> bool:
    """Whether something was heard, and as much of the recording sent as was heard of it at least once.

    A browser asks for a recording in ranges, some of them twice, and plays what it has again without asking.
    """
    heard = row.get("seconds_heard") or 0.0
    length = clip_seconds or heard
    if heard <= 0 or heard < min(LEAST_HEARD_SECONDS, LEAST_HEARD_SHARE * length):
        return False
    needed = LEAST_SERVED_SHARE * min(1.0, heard / length) * (row["audio_bytes"] or 1)
    return bool(row["bytes_served"] >= needed)


def _is_possible(row: Row) -> bool:
    open_seconds = row["seconds_open"]
    told = max(row.get("seconds_heard") or 0.0, row.get("seconds_to_guess") or 0.0)
    return bool(open_seconds >= LEAST_OPEN_SECONDS and told <= open_seconds + CLOCK_SECONDS)
