"""This process's connections to rooms that other processes keep."""

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import count

from game.errors import CannotJoin
from game.json_types import Json
from game.party.broadcast import TRY_AGAIN, Connection
from game.party.codes import key_of
from game.party.requests import ClientMessage
from game.store.errors import StoreUnavailable
from game.store.process_bus import EVERYBODY, ProcessBus

JOIN_SECONDS = 3.0  # for the process that keeps the room to answer


@dataclass(eq=False, slots=True)
class _FarConnection:
    """A connection of this process, and the process that keeps its room, once that has answered."""

    connection: Connection
    keeper: str = ""


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was asked of a room, so that it can be asked again."""

    party: str
    message: Json


class FarRooms:
    """Passes on what members say, and what they are sent.

    A room's process is not known by name: every process hears what is asked of a room, and the one that
    keeps it answers.
    """

    def __init__(self, bus: ProcessBus) -> None:
        self._bus = bus
        self._numbers = count(1)
        self._asked: dict[int, _Asked] = {}  # by those who came in, or wait for a seat
        self._connections: dict[int, _FarConnection] = {}
        self._joining: dict[int, asyncio.Future[tuple[int, bool]]] = {}

    @property
    def rooms(self) -> set[str]:
        """The rooms that somebody here is connected to."""
        return {self._asked[number].party for number in self._connections}

    def enter(self, party: str, connection: Connection) -> "FarVisit":
        """Connect to a room."""
        number = next(self._numbers)
        self._connections[number] = _FarConnection(connection)
        self._ask(party, number, "enter", seat=connection.seat)
        return FarVisit(self, party, number)

    async def join(self, party: str, player_id: str, nickname: str | None, holder: str) -> tuple[int, bool]:
        """Take a seat, as `take_seat` does.

        Raises
        ------
        CannotJoin
        StoreUnavailable
            When no process answered.
        """
        number = next(self._numbers)
        answer: asyncio.Future[tuple[int, bool]] = asyncio.get_running_loop().create_future()
        self._joining[number] = answer
        self._ask(party, number, "join", player=player_id, nickname=nickname, holder=holder)
        try:
            async with asyncio.timeout(JOIN_SECONDS):
                return await answer
        except TimeoutError as error:
            await self._bus.free_from_frozen([key_of(party)])
            raise StoreUnavailable("no process answers for this room") from error
        finally:
            del self._joining[number], self._asked[number]

    def tell(self, party: str, number: int, what: str, **values: object) -> Json:
        """Tell a room something, from one of the connections here."""
        of_whom = {"what": what, "party": party, "process": self._bus.name, "number": number}
        self._bus.send(EVERYBODY, {**of_whom, **values})
        return {**of_whom, **values}

    def forget(self, number: int) -> None:
        """A connection is lost."""
        self._connections.pop(number, None)
        self._asked.pop(number, None)

    def hear(self, message: Json) -> None:
        """What the process that keeps a room answers."""
        match message["what"]:
            case "texts":
                for numbers, text in message["texts"]:
                    for far in self._of(numbers):
                        far.keeper = message["process"]
                        far.connection.send(text)
            case "close":
                for far in self._of([message["number"]]):
                    far.connection.close(message["code"])
            case "joined":
                self._settle(message["number"], (message["seat"], message["is_new"]))
            case "refused":
                self._settle(message["number"], CannotJoin(message["key"], **message["values"]))

    def kept_by(self, party: str, keeper: str) -> None:
        """A process has taken a room: it is asked what nobody has answered; let others come again."""
        for number, asked in list(self._asked.items()):
            far = self._connections.get(number)
            if asked.party == party and far and far.keeper not in ("", keeper):
                far.connection.close(TRY_AGAIN)
            elif asked.party == party and not (far and far.keeper):
                self._bus.send(EVERYBODY, asked.message)

    def drop(self, parties: Iterable[str]) -> None:
        """Let everybody in these rooms come again: the process that kept them no longer does."""
        dropped = set(parties)
        for number, far in list(self._connections.items()):
            if self._asked[number].party in dropped:
                far.connection.close(TRY_AGAIN)

    def _ask(self, party: str, number: int, what: str, **values: object) -> None:
        self._asked[number] = _Asked(party, self.tell(party, number, what, **values))

    def _of(self, numbers: Iterable[int]) -> list[_FarConnection]:
        return [self._connections[number] for number in numbers if number in self._connections]

    def _settle(self, number: int, result: tuple[int, bool] | CannotJoin) -> None:
        answer = self._joining.get(number)
        if answer is None or answer.done():
            return
        if isinstance(result, CannotJoin):
            answer.set_exception(result)
        else:
            answer.set_result(result)


@dataclass(frozen=True)
class FarVisit:
    """A stay in a room that another process keeps."""

    far_rooms: FarRooms
    party: str
    number: int

    async def say(self, message: ClientMessage) -> None:
        """As `Visit` says."""
        self.far_rooms.tell(self.party, self.number, "say", message=message.model_dump())

    async def leave(self) -> None:
        """As `Visit` says."""
        self.far_rooms.forget(self.number)
        self.far_rooms.tell(self.party, self.number, "leave")
