"""Keeps the counting process running beside the game, and passes questions to it."""

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
MOST_WAITING = 16  # questions; further ones are refused, so that counting goes on
log = logging.getLogger("earwitness.leaderboard")


def counting_environment(settings: Settings, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment that gives the worker processes the same settings as the game."""
    return {**child_environment(settings, outer), "EARWITNESS_ANSWERS": str(settings.answers or "")}


class CountingUnavailable(Exception):
    """The counting process gave no answer; it is restarted automatically."""


class CountSupervisor:
    """Runs the counting process, and restarts it whenever it ends.

    Parameters
    ----------
    env : mapping
        Environment of the process, with the settings it reads.
    command : sequence of str
        What to run. It reads questions and writes answers as `keep_counting` does.
    """

    def __init__(self, env: Mapping[str, str], command: Sequence[str] = COUNTING) -> None:
        self._child = SupervisedProcess(
            "the counting process", command, env, log, self._receive, self._fail_waiting
        )
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._asked = 0

    @property
    def is_running(self) -> bool:
        """Whether the counting process is running."""
        return self._child.is_running

    async def keep(self) -> None:
        """Keep the process running until cancelled."""
        await self._child.keep_running()

    async def ask(self, question: Mapping[str, Any]) -> Any:
        """Send a question to the counting process and wait for its answer.

        Raises
        ------
        CountingUnavailable
            If the process is not running, has too many questions, takes too long or fails.
        """
        if not self.is_running or len(self._waiting) >= MOST_WAITING:
            raise CountingUnavailable
        self._asked += 1
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        # Kept until answered even if the caller gives up: the process still has to work on it.
        self._waiting[self._asked] = answer
        self._child.send(json.dumps({"number": self._asked, **question}).encode())
        try:
            return await asyncio.wait_for(answer, ANSWER_SECONDS)
        except TimeoutError as error:
            raise CountingUnavailable from error

    def _receive(self, line: bytes) -> None:
        reply = json.loads(line)
        waiting = self._waiting.pop(reply["number"])
        if waiting.done():
            return
        if "answer" in reply:
            waiting.set_result(reply["answer"])
        else:
            waiting.set_exception(CountingUnavailable())

    def _fail_waiting(self) -> None:
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(CountingUnavailable())
        self._waiting.clear()
