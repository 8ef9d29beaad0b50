"""How far a study's clips are from the answers that they need: figures for its host while it runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, NamedTuple

from game.play.rounds import ABANDONED, OPEN

Json = dict[str, Any]


class WatchedClip(NamedTuple):
    """A clip of the study; `needs` is its number of answers, None where the file sets none."""

    key: str
    stratum: str
    needs: int | None


@dataclass(slots=True)
class Tally:
    """Rounds on one clip or several.

    Attributes
    ----------
    answers, open, unanswered : int
        Guessed or skipped, still open, and closed without an answer.
    needs, missing : int
        Answers that are needed in all, and that are still missing.
    full : int
        Clips that have all their answers.
    """

    clips: int = 0
    answers: int = 0
    open: int = 0
    unanswered: int = 0
    needs: int = 0
    missing: int = 0
    full: int = 0
    least: int | None = None  # answers of the clip that has fewest

    def add(self, clip: WatchedClip, by_status: Mapping[str, int]) -> None:
        """Count one more clip."""
        answers = sum(count for status, count in by_status.items() if status not in (OPEN, ABANDONED))
        self.clips += 1
        self.answers += answers
        self.open += by_status.get(OPEN, 0)
        self.unanswered += by_status.get(ABANDONED, 0)
        self.needs += clip.needs or 0
        self.missing += max(0, (clip.needs or 0) - answers)
        self.full += clip.needs is not None and answers >= clip.needs
        self.least = answers if self.least is None else min(self.least, answers)

    @property
    def json(self) -> Json:
        """The numbers, for a page."""
        is_set = bool(self.needs)
        return {
            "clips": self.clips,
            "answers": self.answers,
            "open": self.open,
            "unanswered": self.unanswered,
            "needs": self.needs if is_set else None,
            "missing": self.missing if is_set else None,
            "full": self.full if is_set else None,
        }


Counts = Mapping[str, Mapping[str, int]]  # rounds by clip and status


def tally(clips: Iterable[WatchedClip], counts: Counts) -> Tally:
    """The rounds on these clips."""
    found = Tally()
    for clip in clips:
        found.add(clip, counts.get(clip.key, {}))
    return found


def by_stratum(clips: Sequence[WatchedClip], counts: Counts) -> list[Json]:
    """The rounds on the clips of each stratum, by its name."""
    ordered = sorted(clips, key=lambda clip: clip.stratum)
    strata = groupby(ordered, key=lambda clip: clip.stratum)
    return [{"stratum": name, **tally(members, counts).json} for name, members in strata]


def by_clip(clips: Sequence[WatchedClip], counts: Counts) -> list[Json]:
    """The rounds on each clip, in the order of stratum and key."""
    return [
        {
            "clip": clip.key,
            "stratum": clip.stratum,
            "answers": (one := tally([clip], counts)).answers,
            "open": one.open,
            "unanswered": one.unanswered,
            "needs": clip.needs,
        }
        for clip in sorted(clips, key=lambda clip: (clip.stratum, clip.key))
    ]
