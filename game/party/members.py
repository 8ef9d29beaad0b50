"""Who is in a room, who of them is present, and who is host. No I/O: every method gets the time it needs."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from game.errors import NotAllowed
from game.party.events import Event, HostChanged, SeatChanged, SeatGone
from game.party.seat import Seat


@dataclass(slots=True)
class Members:
    """The members of a room, by number of their seat.

    Attributes
    ----------
    host : int
        Seat of the host; 0 while nobody sits here.
    last : int
        The last number given; none is given twice.
    """

    seats: dict[int, Seat] = field(default_factory=dict)
    host: int = 0
    last: int = 0

    def seat(self, number: int) -> Seat:
        """A member.

        Raises
        ------
        NotAllowed
            When there is nobody with this number.
        """
        seat = self.seats.get(number)
        if seat is None:
            raise NotAllowed("problem.party_no_seat")
        return seat

    @property
    def present(self) -> list[int]:
        """Who is not away, the longest-sitting first."""
        return [number for number, seat in sorted(self.seats.items()) if not seat.is_away]

    def join(self, seat: Seat) -> None:
        """Take in a new member, under the number after `last`."""
        self.last = seat.number
        self.seats[seat.number] = seat
        self.host = self.host or seat.number

    def connect(self, number: int) -> list[Event]:
        """A member's connection is there, for the first time or again."""
        seat = self.seat(number)
        seat.lost_at, seat.is_away = None, False
        return [SeatChanged(number), *self._settle()]

    def disconnect(self, number: int, now: float) -> None:
        """A member's connection is lost."""
        seat = self.seats.get(number)
        if seat is not None and seat.lost_at is None:
            seat.lost_at = now

    def leave(self, number: int) -> list[Event]:
        """A member is gone for good, and with them their points."""
        if self.seats.pop(number, None) is None:
            return []
        return [SeatGone(number), *self._settle()]

    def keep_only(self, numbers: Iterable[int]) -> list[Event]:
        """Members who are no longer known, because they withdrew, are gone."""
        gone = self.seats.keys() - set(numbers)
        return [event for number in sorted(gone) for event in self.leave(number)]

    def tick(self, now: float) -> list[Event]:
        """What the time alone brings: members become away, and another becomes host."""
        late = [seat for seat in self.seats.values() if seat.away_at is not None and seat.away_at <= now]
        for seat in late:
            seat.is_away = True
        events: list[Event] = [SeatChanged(seat.number) for seat in late]
        return [*events, *self._settle()] if late else []

    @property
    def due_at(self) -> float | None:
        """When `tick` has something new to say."""
        return min((seat.away_at for seat in self.seats.values() if seat.away_at is not None), default=None)

    def _settle(self) -> list[Event]:
        """Make the longest-sitting member who is present host, where the host is away or gone."""
        host = self.seats.get(self.host)
        if host is not None and not host.is_away:
            return []
        among = self.present or ([] if host is not None else sorted(self.seats))
        if not among:
            self.host = self.host if host is not None else 0
            return []
        self.host = among[0]
        return [HostChanged(self.host)]
