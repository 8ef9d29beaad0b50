"""Which rounds count as people's answers: named rules, each a reason to leave a round out. No I/O.

The rules here need one round alone and judge it when it closes. `game.study.eligibility` adds those that need
all rounds of a person.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from game.packs.pack import PRACTICE_PACK
from game.play.limits import DEFAULTS, Limits
from game.play.rounds import ABANDONED

# What a round is, whatever was done in it.
NOT_ANSWERED = "abandoned"
OTHER_MODE = "other_mode"
DEMO = "demo"
CATCH = "catch"
PROGRAM = "program"
NO_CONSENT = "no_consent"

KIND = (NOT_ANSWERED, OTHER_MODE, DEMO, CATCH, PROGRAM, NO_CONSENT)
DUEL_OF_ALL = "duel-uniform"  # allocation of duels whose opponent has answered every playable clip
CATCH_ALLOCATION = "study-catch"  # of a clip that says where it was recorded, to see who listens

KNOWN_RECORDING = "known_recording"
# A prepared round plays at once, and the request by which it is dealt may be so late.
AHEAD_SECONDS = 10.0

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Rules:
    """By which rules rounds count.

    Attributes
    ----------
    mode : str
        The one mode whose rounds count; see `drawn_as`.
    limits : mapping
        The limits of each rule of conduct; a rule that is not in it is off.
    """

    mode: str = "random"
    limits: Limits = field(default_factory=lambda: DEFAULTS)


PUBLIC = Rules()


def drawn_as(row: Row) -> str:
    """The mode by whose rule a round's clip was drawn: a duel's may be the ordinary draw."""
    is_ordinary = row["mode"] == "duel" and row["allocation"] == DUEL_OF_ALL
    return PUBLIC.mode if is_ordinary else str(row["mode"])


def why_not(row: Row, clip_seconds: float | None, rules: Rules = PUBLIC) -> list[str]:
    """All rules by which a closed round does not count; empty when it counts.

    Parameters
    ----------
    row : mapping
        The round with all columns that closing fills. A round dealt by a version that did not measure
        `seconds_open` is judged as versions before did. Nothing was done in an abandoned round.
    clip_seconds : float or None
        Length of the clip; None when it is no longer played.
    """
    is_answered = row["status"] != ABANDONED
    return kind(row, rules) + (conduct(row, clip_seconds, rules) if is_answered else [])


def kind(row: Row, rules: Rules = PUBLIC) -> list[str]:
    """The rules about what a round is: those of `KIND` by which it does not count."""
    broken = (
        row["status"] == ABANDONED,
        drawn_as(row) != rules.mode,
        row["pack"] == PRACTICE_PACK and rules.mode == PUBLIC.mode,
        row.get("allocation") == CATCH_ALLOCATION,
        row["client"] != "page" and PROGRAM in rules.limits,
        row["consent_version"] is None,
    )
    return [rule for rule, is_broken in zip(KIND, broken, strict=True) if is_broken]


def conduct(row: Row, clip_seconds: float | None, rules: Rules = PUBLIC) -> list[str]:
    """The rules about what was done in a round: those of `CONDUCT` by which it does not count."""
    limits = rules.limits
    return [
        rule
        for rule, is_broken in CONDUCT.items()
        if rule in limits and is_broken(row, clip_seconds, **limits[rule])
    ]


def after_reveal(reasons: list[str], prior_exposure: bool, rules: Rules = PUBLIC) -> list[str]:
    """The rules that a round breaks once its player has said whether they knew the recording."""
    if NOT_ANSWERED in reasons:
        return reasons
    others = [rule for rule in reasons if rule != KNOWN_RECORDING]
    return [*others, KNOWN_RECORDING] if prior_exposure and KNOWN_RECORDING in rules.limits else others


def _revealed_before(row: Row, _: float | None) -> bool:
    return bool(row["revealed_before"])


def _heard_too_little(row: Row, clip_seconds: float | None, *, seconds: float, share: float) -> bool:
    if row["seconds_open"] is None:
        return False
    heard = row.get("seconds_heard") or 0.0
    return bool(heard <= 0 or heard < min(seconds, share * (clip_seconds or heard)))


def _no_bytes(row: Row, clip_seconds: float | None, *, share: float) -> bool:
    """Whether less was sent than what is said to have been heard needs.

    A browser asks for a recording in ranges, some of them twice, and plays what it has again without asking.
    """
    if row["seconds_open"] is None:
        return False
    heard = row.get("seconds_heard") or 0.0
    part = min(1.0, heard / clip_seconds) if clip_seconds else 1.0
    return bool(row["bytes_served"] == 0 or row["bytes_served"] < share * part * (row["audio_bytes"] or 1))


def _too_fast(row: Row, _: float | None, *, seconds: float) -> bool:
    return row["seconds_open"] is not None and bool(row["seconds_open"] < seconds)


def _more_heard_than_time(row: Row, _: float | None, *, seconds: float) -> bool:
    if row["seconds_open"] is None:
        return False
    told = max(row.get("seconds_heard") or 0.0, row.get("seconds_to_guess") or 0.0)
    ahead = AHEAD_SECONDS if row.get("was_prepared") else 0.0
    return bool(told > row["seconds_open"] + seconds + ahead)


def _near_clip_revealed(row: Row, _: float | None, *, km: float) -> bool:
    nearest = row.get("nearest_revealed_km")
    return nearest is not None and bool(nearest < km)


def _known_recording(row: Row, _: float | None) -> bool:
    return bool(row.get("prior_exposure"))


def _from_one_place(row: Row, _: float | None) -> bool:
    return bool(row["many_from_one_place"])


def _failed_comprehension(row: Row, _: float | None) -> bool:
    """Whether a participant of a study had not passed its question about the task."""
    return row.get("checks") is not None and "comprehension" not in row["checks"]


CONDUCT: Mapping[str, Callable[..., bool]] = {
    "revealed_before": _revealed_before,
    "near_clip_revealed": _near_clip_revealed,
    "heard_too_little": _heard_too_little,
    "no_bytes": _no_bytes,
    "too_fast": _too_fast,
    "more_heard_than_time": _more_heard_than_time,
    KNOWN_RECORDING: _known_recording,
    "many_from_one_place": _from_one_place,
    "failed_comprehension": _failed_comprehension,
}
