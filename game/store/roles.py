"""Work that only one of all games on a database does: whoever has the role, until they end or are killed."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import Any

from game.store.errors import StoreUnavailable
from game.store.instance_lock import InstanceLock

LOOK_SECONDS = 2.0  # so soon a role is taken over whose holder is gone
Work = Callable[[], Coroutine[Any, Any, None]]
log = logging.getLogger("earwitness.store")


class Roles:
    """The roles of this game.

    While the database does not answer, everybody keeps their roles: nobody else can take them then.

    Parameters
    ----------
    is_shared : bool
        Whether other games may run on the database. If not, this one has all roles.

    Attributes
    ----------
    can_ask : bool
        Whether the database answered when it was last asked who has which role.
    """

    def __init__(self, lock: InstanceLock, is_shared: bool) -> None:
        self._lock = lock
        self._is_shared = is_shared
        self._roles: dict[str, _Role] = {}
        self._asked = asyncio.Event()
        self.can_ask = True

    def has(self, name: str) -> bool:
        """Whether this game has a role."""
        return not self._is_shared or (name in self._roles and self._roles[name].held.is_set())

    async def run(self, name: str, work: Work) -> None:
        """Work whenever this game has a role; leave the role when the work is done."""
        if not self._is_shared:
            await work()
            return
        role = self._roles[name] = _Role()
        self._asked.set()
        try:
            while not await role.work(work):
                log.warning("another game took over: %s", name)
        finally:
            del self._roles[name]
            with suppress(asyncio.CancelledError):
                await asyncio.to_thread(self._lock.leave_role, name)

    async def keep(self) -> None:
        """Take roles that are free, and notice when some are lost, until cancelled."""
        while self._is_shared:
            self._asked.clear()
            try:
                held = await asyncio.to_thread(self._lock.take_roles, tuple(self._roles))
                self.can_ask = True
                for name, role in self._roles.items():
                    role.note(name in held)
            except StoreUnavailable:
                self.can_ask = False
            with suppress(TimeoutError):
                await asyncio.wait_for(self._asked.wait(), LOOK_SECONDS)


class _Role:
    def __init__(self) -> None:
        self.held = asyncio.Event()
        self._lost = asyncio.Event()

    def note(self, is_held: bool) -> None:
        now, before = (self.held, self._lost) if is_held else (self._lost, self.held)
        now.set()
        before.clear()

    async def work(self, work: Work) -> bool:
        """Work once the role is held; whether the work was done before the role was lost."""
        await self.held.wait()
        working, losing = asyncio.create_task(work()), asyncio.create_task(self._lost.wait())
        try:
            await asyncio.wait((working, losing), return_when=asyncio.FIRST_COMPLETED)
            if working.done():
                await working
                return True
            return False
        finally:
            for task in (working, losing):
                task.cancel()
            await asyncio.gather(working, losing, return_exceptions=True)
