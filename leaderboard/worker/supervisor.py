"""The clerk keeps the counting process going beside the game, and carries questions to it."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from game.processes.supervisor import SupervisedProcess, child_environment
from game.settings import Settings

COUNTING = (sys.executable, "-m", "leaderboard", "count")
ANSWER_SECONDS = 30.0
MOST_WAITING = 16  # questions: whoever asks one more is told to come back, so that counting goes on
log = logging.getLogger("earwitness.leaderboard")


def counting_environment(settings: Settings, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment in which the processes beside the game read the same settings as the game."""
    return {**child_environment(settings, outer), "EARWITNESS_ANSWERS": str(settings.answers or "")}


class CountingUnavailable(Exception):
    """The counting process gave no answer; it is started again by itself."""


class CountSupervisor:
    """Starts the counting process, and again whenever it ends.

    Parameters
    ----------
    env : mapping
        Environment of the process: the settings it reads.
    command : sequence of str
        What is run: it reads questions, a line of JSON each, and writes answers, as `keep_counting` does.
    """

    def __init__(self, env: Mapping[str, str], command: Sequence[str] = COUNTING) -> None:
        self._child = SupervisedProcess(
            "the counting process", command, env, log, self._hear, self._disappoint
        )
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._asked = 0

    @property
    def counts(self) -> bool:
        """Whether the counting process is there."""
        return self._child.is_running

    async def keep(self) -> None:
        """Keep the process going until this is cancelled."""
        await self._child.keep_running()

    async def ask(self, question: Mapping[str, Any]) -> Any:
        """Put a question to the counting process.

        Raises
        ------
        CountingUnavailable
            When it is not there, has too much to answer, takes too long or fails.
        """
        if not self.counts or len(self._waiting) >= MOST_WAITING:
            raise CountingUnavailable
        self._asked += 1
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        # It stays there until it is answered, even if nobody waits any more: the process has it to do.
        self._waiting[self._asked] = answer
        self._child.send(json.dumps({"number": self._asked, **question}).encode())
        try:
            return await asyncio.wait_for(answer, ANSWER_SECONDS)
        except TimeoutError as error:
            raise CountingUnavailable from error

    def _hear(self, line: bytes) -> None:
        told = json.loads(line)
        waiting = self._waiting.pop(told["number"])
        if waiting.done():
            return
        if "answer" in told:
            waiting.set_result(told["answer"])
        else:
            waiting.set_exception(CountingUnavailable())

    def _disappoint(self) -> None:
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(CountingUnavailable())
        self._waiting.clear()
