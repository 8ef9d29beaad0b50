"""Where a study's participants are, where they left, and how long they take: figures for its host.

Nothing here tells what a single person answered: results of checks and times are shown from `LEAST` people
on.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from statistics import median
from typing import Any

from game.publishing.anonymity import K
from game.study import steps
from game.study.participants import Participant
from game.study.steps import State
from game.study.study_schema import Study

Json = dict[str, Any]

LEAST = K
CHECKS = ("screening", "headphones", "comprehension", "catch")
PARTS = 4  # of the rounds, for telling when people leave


class People:
    """Everybody who agreed to take part.

    Parameters
    ----------
    gone_since : float
        Who did nothing since this time, in seconds since 1970, is away.
    """

    def __init__(self, study: Study, everybody: Iterable[Participant], gone_since: float) -> None:
        self._study = study
        self._gone_since = gone_since
        everybody = list(everybody)
        self.declined = sum(who.outcome == "declined" for who in everybody)
        self.agreed = [who for who in everybody if who.outcome != "declined"]
        self.on_the_way = [who for who in self.agreed if who.outcome is None]
        self.completed = [who for who in self.agreed if who.outcome == "completed"]

    def is_away(self, who: Participant) -> bool:
        """Whether somebody on the way has done nothing for long."""
        return who.outcome is None and who.progress.seen_at < self._gone_since

    def flow(self) -> Json:
        """How many people are where."""
        outcomes = Counter(str(who.outcome) for who in self.agreed)
        away = sum(map(self.is_away, self.on_the_way))
        ended = ("completed", "screened_out", "failed", "returned")
        return {
            "declined": self.declined,
            "agreed": len(self.agreed),
            "here": len(self.on_the_way) - away,
            "away": away,
            **{outcome: outcomes[outcome] for outcome in ended},
        }

    def steps(self) -> list[Json]:
        """For each step, how many came to it, and how many are or ended there."""
        ids = self._ids()
        places = {who.id: self._place(who, ids) for who in self.agreed}
        table = []
        for at, step in enumerate(ids):
            there = [who for who in self.agreed if places[who.id] == at]
            away = sum(map(self.is_away, there))
            ended = sum(who.outcome is not None for who in there)
            row = {
                "step": step.id,
                "kind": step.kind,
                "session": step.session,
                "reached": sum(place is not None and place >= at for place in places.values()),
                "here": len(there) - away - ended,
                "away": away,
                "ended": ended,
            }
            table.append(row)
        return table

    def left_in_rounds(self, answered: Mapping[str, int]) -> list[Json]:
        """How many of those who are away in the middle of the rounds left in which part of them."""
        of = self._study.rounds_per_person or self._study.rounds
        size = -(-of // PARTS)
        left = [answered.get(who.player_id or "", 0) for who in self.on_the_way if self._left_playing(who)]
        parts = Counter(min(count, of - 1) // size for count in left)
        return [
            {"from": first + 1, "to": min(first + size, of), "people": parts[number]}
            for number, first in enumerate(range(0, of, size))
        ]

    def checks(self) -> list[Json]:
        """For each check that somebody took, how many did and passed."""
        found = []
        for name in CHECKS:
            taken = [who.checks[name] for who in self.agreed if name in who.checks]
            passed = sum(bool(check["passed"]) for check in taken) if len(taken) >= LEAST else None
            if taken:
                found.append({"check": name, "took": len(taken), "passed": passed})
        return found

    def time_and_pay(self) -> Json:
        """Median time of those who completed, and what it makes of the pay."""
        minutes = [who.seconds_active / 60 for who in self.completed]
        middle = median(minutes) if len(minutes) >= LEAST else None
        pay = self._study.pay
        per_hour = pay.amount * 60 / middle if pay and middle else None
        return {
            "people": len(minutes),
            "median_minutes": None if middle is None else round(middle, 1),
            "currency": pay.currency if pay else None,
            "amount": pay.amount if pay else None,
            "per_hour": None if per_hour is None else round(per_hour, 2),
            "announced_minutes": pay.minutes if pay else None,
            "announced_per_hour": round(pay.per_hour, 2) if pay else None,
        }

    def _ids(self) -> list[State]:
        last = self._study.sessions or max((who.session for who in self.agreed), default=1)
        return [
            State(kind, session)
            for session in range(1, last + 1)
            for kind in steps.kinds(self._study, session)
        ]

    def _place(self, who: Participant, ids: Sequence[State]) -> int | None:
        """The position of the step where somebody is or ended; None when the store does not tell."""
        kind: Any = who.state.kind
        if who.outcome == "completed":
            return sum(step.session <= who.session for step in ids)
        if who.outcome == "screened_out":
            kind = "screening"
        elif who.outcome == "failed":
            kind = (who.failed or ["comprehension"])[0]
        elif who.outcome is not None:
            return None
        wanted = State(kind, who.session)
        return next((at for at, step in enumerate(ids) if step.id == wanted.id), None)

    def _left_playing(self, who: Participant) -> bool:
        return who.state.kind == "rounds" and self.is_away(who)
