"""All rules by which a study's rounds do not count, on stored rows: of a round, and of a person. No I/O.

Nothing is deleted: each row gets the list of all rules that it breaks, so that any of them can be turned off.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from game.play.counting import CATCH_ALLOCATION, CONDUCT, KIND, PUBLIC, Row, Rules, drawn_as, why_not
from game.play.rounds import ABANDONED, GUESSED

FAILED_CATCH = "failed_catch"
IMPLAUSIBLE = "implausible_precision"
IDENTICAL = "identical_points"
OF_PERSON = (FAILED_CATCH, IMPLAUSIBLE, IDENTICAL)
ALL = (*KIND, *CONDUCT, *OF_PERSON)

SAME_SPOT_DECIMALS = 2  # of degrees: about a kilometre, within which a hand that never moves clicks
SAME_POINT_DECIMALS = 5  # about a metre, which two hands do not share
# What these rules read is not published; the verdict at the close of the round is.
_UNPUBLISHED = ("revealed_before", "no_bytes", "many_from_one_place")
_KNOWN_BEFORE = {"revealed_before", "near_clip_revealed", "known_recording"}

Bools = NDArray[np.bool_]
Reasons = list[str]


class HeardClip(NamedTuple):
    """What the rules ask of a clip: its length in seconds, and the share of it in which somebody speaks."""

    seconds: float
    speech: float


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows and all rules that each breaks.

    Attributes
    ----------
    reasons : tuple of tuple of str
        For each row, the names of the rules in the order of `ALL`.
    """

    reasons: tuple[tuple[str, ...], ...]

    @property
    def counts(self) -> Bools:
        """Which rows break no rule."""
        return np.array([not broken for broken in self.reasons], np.bool_)

    def broken(self, rule: str) -> Bools:
        """Which rows break a rule, whatever else they break."""
        return np.array([rule in broken for broken in self.reasons], np.bool_)

    def without(self, rule: str) -> Bools:
        """Which rows would count if a rule were off."""
        return np.array([set(broken) <= {rule} for broken in self.reasons], np.bool_)


def judge(rows: Sequence[Row], clips: Mapping[str, HeardClip], rules: Rules = PUBLIC) -> Judged:
    """Apply all rules to the rounds of a study.

    Parameters
    ----------
    rows : sequence of mapping
        All closed rounds of the study's people, with the published columns. Stored rows have `audio_bytes`,
        `revealed_before` and `many_from_one_place` besides; without these, `no_bytes` and the rules of these
        names are as they were judged when the round closed.
    clips : mapping
        The clips, by key; of others, length and speech are unknown.
    """
    found = [_of_round(row, clips.get(row["clip_key"]), rules) for row in rows]
    of_person = defaultdict[str, list[int]](list)
    for at, row in enumerate(rows):
        of_person[row["player"]].append(at)
    for rule, people in _of_people(rows, found, of_person, clips, rules):
        for person in people:
            for at in of_person[person]:
                found[at].append(rule)
    return Judged(tuple(tuple(reasons) for reasons in found))


def _of_round(row: Row, clip: HeardClip | None, rules: Rules) -> Reasons:
    seconds = clip.seconds if clip else None
    if "audio_bytes" in row:
        return why_not(row, seconds, rules)
    stored = set(row["why_not"] or ())
    unknown = {"audio_bytes": None, "revealed_before": False, "many_from_one_place": False}
    computed = set(why_not({**row, **unknown}, seconds, rules)) - {*_UNPUBLISHED}
    kept = {rule for rule in _UNPUBLISHED if rule in stored and rule in rules.limits}
    earlier = stored - {*ALL}  # names that earlier versions had
    return [*(rule for rule in ALL if rule in computed | kept), *sorted(earlier)]


def _of_people(
    rows: Sequence[Row],
    found: Sequence[Reasons],
    of_person: Mapping[str, Sequence[int]],
    clips: Mapping[str, HeardClip],
    rules: Rules,
) -> Iterable[tuple[str, set[str]]]:
    """The people who break each of the rules `OF_PERSON` that is on."""
    limits = rules.limits
    guesses = {
        person: [rows[at] for at in at_rows if _is_guess(rows[at], rules)]
        for person, at_rows in of_person.items()
    }
    if FAILED_CATCH in limits:
        yield FAILED_CATCH, _failed_catch(rows, **limits[FAILED_CATCH])
    if IMPLAUSIBLE in limits:
        unknown = {
            person: [rows[at] for at in at_rows if _is_new(rows[at], found[at], rules)]
            for person, at_rows in of_person.items()
        }
        yield IMPLAUSIBLE, _implausible(unknown, clips, **limits[IMPLAUSIBLE])
    if IDENTICAL in limits:
        times, share, people = (limits[IDENTICAL][name] for name in ("times", "share", "people"))
        yield IDENTICAL, _same_spot(guesses, times, share) | _copied(guesses, times, share, people)


def _is_guess(row: Row, rules: Rules) -> bool:
    is_catch = row.get("allocation") == CATCH_ALLOCATION
    return row["status"] == GUESSED and drawn_as(row) == rules.mode and not is_catch


def _is_new(row: Row, reasons: Reasons, rules: Rules) -> bool:
    """Whether a guess was made without having been told the place before."""
    return _is_guess(row, rules) and _KNOWN_BEFORE.isdisjoint(reasons)


def _failed_catch(rows: Sequence[Row], *, km: float, allowed: float) -> set[str]:
    """Whose point was too far from the place said in a recording, or who gave none, too often."""
    failed = Counter[str]()
    for row in rows:
        if row.get("allocation") == CATCH_ALLOCATION and row["status"] != ABANDONED:
            failed[row["player"]] += row["status"] != GUESSED or row["distance_km"] > km
    return {person for person, times in failed.items() if times > allowed}


def _implausible(
    guesses: Mapping[str, Sequence[Row]],
    clips: Mapping[str, HeardClip],
    *,
    km: float,
    chance: float,
    alpha: float,
    speech: float,
) -> set[str]:
    """Who hits the spot more often, where nobody speaks, than people do who hit it with a chance at most.

    Of people whose true chance of a hit is at most `chance`, no more than the share `alpha` is found so.
    """
    from scipy.special import bdtrc  # takes 0.1 s to import, and the game itself does without

    people = list(guesses)
    quiet = [[row for row in guesses[person] if _is_quiet(row, clips, speech)] for person in people]
    tries = np.array([len(rows) for rows in quiet])
    hits = np.array([sum(row["distance_km"] <= km for row in rows) for rows in quiet])
    tail = np.where(hits > 0, bdtrc(np.maximum(hits - 1, 0), tries, chance), 1.0)
    return {person for person, p in zip(people, tail, strict=True) if p < alpha}


def _is_quiet(row: Row, clips: Mapping[str, HeardClip], speech: float) -> bool:
    clip = clips.get(row["clip_key"])
    return clip is not None and clip.speech < speech


def _same_spot(guesses: Mapping[str, Sequence[Row]], times: float, share: float) -> set[str]:
    """Who gave one spot for so many clips."""
    found = set()
    for person, rows in guesses.items():
        spots = Counter(_rounded(row, SAME_SPOT_DECIMALS) for row in rows)
        most = max(spots.values(), default=0)
        if most >= times and most >= share * len(rows):
            found.add(person)
    return found


def _copied(guesses: Mapping[str, Sequence[Row]], times: float, share: float, people: float) -> set[str]:
    """Who gave the exact points that one other person had given for the same clips, on that day or before.

    A point that many people gave, such as the middle of a town that the search offers, shows no copying.
    """
    given = defaultdict[tuple[str, float, float], list[tuple[str, str]]](list)
    heard = {person: {row["clip_key"] for row in rows} for person, rows in guesses.items()}
    for person, rows in guesses.items():
        for row in rows:
            point = _rounded(row, SAME_POINT_DECIMALS)
            given[row["clip_key"], *point].append((person, str(row["day"])))
    copies = Counter[tuple[str, str]]()
    for who in given.values():
        if 1 < len(who) <= people:
            copies.update(
                (one, other)
                for (one, day), (other, earlier) in permutations(who, 2)
                if one != other and day >= earlier
            )
    return {
        one
        for (one, other), count in copies.items()
        if count >= times and count >= share * len(heard[one] & heard[other])
    }


def _rounded(row: Row, decimals: int) -> tuple[float, float]:
    return round(row["lat"], decimals), round(row["lon"], decimals)
