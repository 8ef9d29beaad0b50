"""Members and screens in this process's rooms whose connections other processes have."""

import asyncio
from collections.abc import Collection, Coroutine
from typing import Any

from game.errors import CannotJoin
from game.json_types import Json
from game.party.coming_and_going import sit_down
from game.party.live_room import LiveRoom
from game.party.requests import CLIENT_MESSAGE
from game.party.visits import NearVisit
from game.store.errors import StoreUnavailable
from game.store.process_bus import ProcessBus


class FarMembers:
    """Does what other processes ask of rooms, and sends them what their members are to hear."""

    def __init__(self, bus: ProcessBus) -> None:
        self._bus = bus
        self._visits: dict[tuple[str, int], NearVisit] = {}
        self._bags: dict[str, _Bag] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def processes(self) -> set[str]:
        """Those that have connections to rooms here."""
        return {process for process, _ in self._visits}

    def hear(self, live: LiveRoom, message: Json) -> None:
        """What is asked of a room; done in the order in which it is heard."""
        of_whom = (message["process"], message["number"])
        match message["what"]:
            case "enter" if of_whom not in self._visits:  # it is asked again when a process takes the room
                bag = self._bags.setdefault(message["process"], _Bag(self._bus, message["process"]))
                visit = NearVisit(live, FarListener(message["seat"], message["number"], bag))
                self._visits[of_whom] = visit
                self._do(visit.begin_or_close())
            case "say" if of_whom in self._visits:
                said = CLIENT_MESSAGE.validate_python(message["message"])
                self._do(self._visits[of_whom].say(said))
            case "join":
                self._do(self._join(live, message))

    def leave(self, process: str, number: int) -> None:
        """A connection is lost."""
        if visit := self._visits.pop((process, number), None):
            self._do(visit.leave())

    def forget(self, processes: Collection[str]) -> None:
        """These processes are gone, and with them their connections."""
        for process, number in list(self._visits):
            if process in processes:
                self.leave(process, number)
                self._bags.pop(process, None)

    async def _join(self, live: LiveRoom, message: Json) -> None:
        answer = {"number": message["number"]}
        try:
            asked = (message["player"], message["nickname"], message["holder"])
            seat, is_new = await sit_down(live, *asked)
            answer |= {"what": "joined", "seat": seat, "is_new": is_new}
        except CannotJoin as refusal:
            answer |= {"what": "refused", "key": refusal.key, "values": refusal.values}
        except StoreUnavailable:
            return  # whoever asked asks again
        self._bus.send(message["process"], answer)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


class FarListener:
    """One connection of another process."""

    def __init__(self, seat: int | None, number: int, bag: "_Bag") -> None:
        self.seat = seat
        self._number = number
        self._bag = bag

    def send(self, text: str) -> None:
        """As `Listener` says."""
        self._bag.add(self._number, text)

    def close(self, code: int) -> None:
        """As `Listener` says."""
        self._bag.close(self._number, code)


class _Bag:
    """What waits to be sent to one process: a text for many of its connections goes there once."""

    def __init__(self, bus: ProcessBus, process: str) -> None:
        self._bus = bus
        self._process = process
        self._texts: list[tuple[list[int], str]] = []

    def add(self, number: int, text: str) -> None:
        if not self._texts:
            asyncio.get_running_loop().call_soon(self._send)
        if self._texts and self._texts[-1][1] is text:
            self._texts[-1][0].append(number)
        else:
            self._texts.append(([number], text))

    def close(self, number: int, code: int) -> None:
        self._send()
        self._bus.send(self._process, {"what": "close", "number": number, "code": code})

    def _send(self) -> None:
        if self._texts:
            self._bus.send(self._process, {"what": "texts", "process": self._bus.name, "texts": self._texts})
            self._texts = []
