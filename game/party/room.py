"""The rules of a room: who sits there, who is host, when a round ends. No I/O: every method gets the time."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from game.errors import NotAllowed
from game.party.events import Event, Guessed, MatchEnded, RoundBegan, RoundEnded, SeatChanged, SetUp
from game.party.members import Members
from game.party.messages import Phase, TeamBest
from game.party.ranking import best_of_teams, smallest_team
from game.party.seat import Seat

GRACE_SECONDS = 1.0  # after the countdown: an answer sent in time may take so long to arrive
LONGEST_ROUND_SECONDS = 600.0  # without any answer


@dataclass(frozen=True, slots=True)
class Options:
    """What the host chooses for a match; `countdown_seconds` and `teams` are 0 for none."""

    rounds: int = 5
    countdown_seconds: int = 20
    teams: int = 0


@dataclass(frozen=True, slots=True)
class ClipOfRound:
    """What all hear in a round."""

    pack: str
    key: str


@dataclass(slots=True)
class Room:
    """A room as its members see it.

    Attributes
    ----------
    match, number : int
        The match in this room, from 1, and the round in the match; 0 before the first.
    used : list of ClipOfRound
        All that was heard in this room, the present clip included.
    closes_at : float or None
        When the round ends, seconds since 1970; `is_counting` once somebody has answered.
    guessed : list of int
        Who has answered in this round, in order.
    """

    party: str
    screen: str
    options: Options
    members: Members = field(default_factory=Members)
    match: int = 1
    phase: Phase = "lobby"
    number: int = 0
    team_points: dict[int, float] = field(default_factory=dict)
    best: list[TeamBest] = field(default_factory=list)
    used: list[ClipOfRound] = field(default_factory=list)
    closes_at: float | None = None
    is_counting: bool = False
    guessed: list[int] = field(default_factory=list)

    @property
    def seats(self) -> dict[int, Seat]:
        """The members by number."""
        return self.members.seats

    def join(self, nickname: str, now: float) -> Seat:
        """A new member, who plays from the next round on, and whose connection is to come."""
        team = smallest_team((seat.team for seat in self.seats.values()), self.options.teams)
        seat = Seat(self.members.last + 1, nickname, team, plays_from=self.number + 1, lost_at=now)
        self.members.join(seat)
        return seat

    def remove(self, by: int, number: int) -> list[Event]:
        """The host removes another member."""
        self._require_host(by)
        if number == by or number not in self.seats:
            raise NotAllowed("problem.party_not_now")
        return self.members.leave(number)

    # ---- what the host decides

    def set_options(self, by: int, options: Options) -> list[Event]:
        """Change the match to come."""
        self._require_host(by)
        self._require("lobby")
        if options.teams != self.options.teams:
            for place, seat in enumerate(self.seats.values()):
                seat.team = 1 + place % options.teams if options.teams else None
        self.options = options
        return [SetUp()]

    def check_start(self, by: int) -> None:
        """Refuse to begin the match unless the host asks, in the lobby."""
        self._require_host(by)
        self._require("lobby")

    def check_next(self, by: int, after: int) -> bool:
        """Refuse to go on unless the host asks, from the reveal of that round; whether a round follows."""
        self._require_host(by)
        self._require("reveal", after)
        return self.number < self.options.rounds

    def check_finish(self, by: int, number: int) -> None:
        """Refuse to end a round unless the host asks, during that round."""
        self._require_host(by)
        self._require("round", number)

    def again(self, by: int) -> list[Event]:
        """Set up another match with the same members."""
        self._require_host(by)
        self._require("over")
        self.phase, self.match, self.number = "lobby", self.match + 1, 0
        self.team_points, self.best, self.guessed = {}, [], []
        for seat in self.seats.values():
            seat.scores, seat.plays_from = {}, 1
        return [SetUp()]

    def choose_team(self, number: int, team: int) -> list[Event]:
        """A member changes teams."""
        self._require("lobby")
        if team > self.options.teams:
            raise NotAllowed("problem.party_not_now")
        self.members.seat(number).team = team
        return [SeatChanged(number)]

    # ---- rounds

    def begin_round(self, clip: ClipOfRound, now: float) -> list[Event]:
        """The next round begins; all who are in the room play."""
        self.phase, self.number = "round", self.number + 1
        self.used.append(clip)
        self.guessed, self.is_counting, self.best = [], False, []
        self.closes_at = now + LONGEST_ROUND_SECONDS
        for seat in self.seats.values():
            seat.plays_from = min(seat.plays_from, self.number)
        return [RoundBegan()]

    def guess(self, match: int, number: int, seat: int, now: float) -> list[Event]:
        """A member who plays has answered in a round; the first answer begins the countdown."""
        is_now = self.phase == "round" and (match, number) == (self.match, self.number)
        if not is_now or seat in self.guessed or not self.plays(seat):
            return []
        self.guessed.append(seat)
        if not self.is_counting and self.options.countdown_seconds and self.closes_at is not None:
            self.is_counting = True
            self.closes_at = min(self.closes_at, now + self.options.countdown_seconds)
        return [Guessed()]

    def is_round_over(self, now: float) -> bool:
        """Whether the round's time is over, or all who are present have answered."""
        if self.ends_at is None:
            return False
        present = self.members.present
        waiting = [number for number in present if self.plays(number) and number not in self.guessed]
        return now >= self.ends_at or (bool(present) and not waiting)

    def end_round(self, scores: Mapping[int, float]) -> list[Event]:
        """The round is over: everybody who played gets their GeoScore, or 0."""
        self._require("round")
        playing = [number for number in self.seats if self.plays(number)]
        for number in playing:
            self.seats[number].scores[self.number] = scores.get(number, 0.0)
        counted = {number: self.seats[number].scores[self.number] for number in playing}
        self.best = best_of_teams(counted, {number: self.seats[number].team for number in playing})
        for best in self.best:
            self.team_points[best["team"]] = self.team_points.get(best["team"], 0.0) + best["geoscore"]
        self.phase, self.closes_at, self.is_counting = "reveal", None, False
        return [RoundEnded()]

    def end_match(self) -> list[Event]:
        """No further round follows."""
        self._require("reveal")
        self.phase = "over"
        return [MatchEnded()]

    @property
    def ends_at(self) -> float | None:
        """When the round's time is over; None between rounds."""
        if self.phase != "round" or self.closes_at is None:
            return None
        return self.closes_at + (GRACE_SECONDS if self.is_counting else 0.0)

    @property
    def due_at(self) -> float | None:
        """When the time alone brings something new."""
        times = (self.ends_at, self.members.due_at)
        return min((time for time in times if time is not None), default=None)

    def plays(self, number: int) -> bool:
        """Whether a member plays in the present round."""
        seat = self.seats.get(number)
        return seat is not None and seat.plays_from <= self.number

    # ---- helpers

    def _require_host(self, by: int) -> None:
        if by != self.members.host:
            raise NotAllowed("problem.party_not_host")

    def _require(self, phase: Phase, number: int | None = None) -> None:
        if self.phase != phase or number not in (None, self.number):
            raise NotAllowed("problem.party_not_now")
