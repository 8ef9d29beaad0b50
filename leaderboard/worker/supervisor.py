"""Keeps the counting process running beside the game while there is work for it, and asks it questions."""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from game.processes.supervisor import SupervisedProcess, child_environment
from game.settings import Settings
from leaderboard.worker.sources import Sources

COUNTING = (sys.executable, "-m", "leaderboard", "count")
ANSWERING = (*COUNTING, "--only-answers")
ANSWER_SECONDS = 30.0
LOOK_SECONDS = 4.0  # while it rests; a guess is to be on the leaderboard within ten
MOST_WAITING = 16  # questions; further ones are refused, so that counting goes on
log = logging.getLogger("earwitness.leaderboard")


def counting_environment(settings: Settings, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment that gives the worker processes the same settings as the game."""
    return {**child_environment(settings, outer), "EARWITNESS_ANSWERS": str(settings.answers or "")}


class CountingUnavailable(Exception):
    """The counting process gave no answer; it is restarted automatically."""


@dataclass(frozen=True, slots=True)
class _Question:
    line: bytes
    answer: asyncio.Future[Any]


class CountSupervisor:
    """Runs the counting process, and restarts it whenever it ends.

    When nothing was new for a while the process ends and rests, so that an idle game costs little. It starts
    again when guesses or answers change, somebody looks at the leaderboard, or a question comes.

    Parameters
    ----------
    env : mapping
        Environment of the process, with the settings it reads.
    sources : Sources
        What it counts.
    command : sequence of str
        What to run. It reads questions and writes answers as `keep_counting` does.
    only_answers : bool
        Whether the process is only wanted for questions, and rests until one comes.

    Attributes
    ----------
    stand_in : CountSupervisor or None
        Answers while `keep` does not run, as another game counts then. None where nobody else does.
    """

    def __init__(
        self,
        env: Mapping[str, str],
        sources: Sources,
        command: Sequence[str] = COUNTING,
        only_answers: bool = False,
    ) -> None:
        self._child = SupervisedProcess(
            "counting",
            command,
            env,
            log,
            on_line=self._receive,
            on_start=self._send_waiting,
            on_exit=self._fail_waiting,
            rest=self._rest,
        )
        self._sources = sources
        self._waiting: dict[int, _Question] = {}
        self._asked = 0
        self._only_answers = only_answers
        self._is_kept = False
        self.stand_in: CountSupervisor | None = None
        self._rested: str | None = None  # the stamp of what was counted when the process ended for a rest
        self._wanted = asyncio.Event()

    @property
    def is_running(self) -> bool:
        """Whether the counting process is running."""
        return self._child.is_running

    @property
    def is_resting(self) -> bool:
        """Whether all is counted, and the process has ended until there is something new."""
        return self._rested is not None

    @property
    def restarts(self) -> int:
        """How often the process ended unasked."""
        return self._child.restarts

    @property
    def is_up(self) -> bool | None:
        """Whether the process runs or rests; None where it is not kept, as another game counts."""
        return (self.is_running or self.is_resting) if self._is_kept else None

    @property
    def is_elsewhere(self) -> bool:
        """Whether another game counts."""
        return self.stand_in is not None and not self._is_kept

    async def keep(self) -> None:
        """Keep the process running or resting until cancelled."""
        self._is_kept = True
        try:
            if self._only_answers:
                self._rested = ""
                await self._wanted.wait()
            await self._child.keep_running()
        finally:
            self._is_kept, self._rested = False, None

    def wake(self) -> None:
        """Have the process run, and go on for a while: somebody looks at the leaderboard."""
        if self.is_resting:
            self._wanted.set()
        else:
            self._child.send(b"")

    async def ask(self, question: Mapping[str, Any]) -> Any:
        """Send a question to the counting process and wait for its answer.

        Raises
        ------
        CountingUnavailable
            If the process does not run, has too many questions, takes too long or fails.
        """
        if self.stand_in is not None and self.is_elsewhere:
            return await self.stand_in.ask(question)
        if not (self.is_running or self.is_resting) or len(self._waiting) >= MOST_WAITING:
            raise CountingUnavailable
        self._asked += 1
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        line = json.dumps({"number": self._asked, **question}).encode()
        # Kept until answered even if the caller gives up: the process still has to work on it.
        self._waiting[self._asked] = _Question(line, answer)
        self._child.send(line)
        if self.is_resting:
            self._wanted.set()
        try:
            return await asyncio.wait_for(answer, ANSWER_SECONDS)
        except TimeoutError as error:
            raise CountingUnavailable from error

    def _receive(self, line: bytes) -> None:
        reply = json.loads(line)
        if "rested" in reply:
            self._rested = reply["rested"]
            return
        waiting = self._waiting.pop(reply["number"]).answer
        if waiting.done():
            return
        if "answer" in reply:
            waiting.set_result(reply["answer"])
        else:
            waiting.set_exception(CountingUnavailable())

    async def _rest(self) -> bool:
        """Wait, if the process has ended for a rest, until it is wanted again."""
        if self._rested is None:
            return False
        while not (self._waiting or self._wanted.is_set()):
            if self._only_answers:
                await self._wanted.wait()
                break
            if await asyncio.to_thread(self._sources.stamp) != self._rested:
                break
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wanted.wait(), LOOK_SECONDS)
        return True

    def _send_waiting(self) -> None:
        """Ask again what came while the process went to rest."""
        self._rested = None
        self._wanted.clear()
        for question in self._waiting.values():
            self._child.send(question.line)

    def _fail_waiting(self) -> None:
        if self.is_resting:
            return
        for question in self._waiting.values():
            if not question.answer.done():
                question.answer.set_exception(CountingUnavailable())
        self._waiting.clear()
