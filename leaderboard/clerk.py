"""The clerk keeps the counting process going beside the game, and carries questions to it."""

import asyncio
import contextlib
import json
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping, Sequence
from typing import Any

from game.settings import ROOT, Settings

COUNTING = (sys.executable, "-m", "leaderboard", "count")
FIRST_PAUSE_SECONDS = 1.0  # before a process that ended is started again
LONGEST_PAUSE_SECONDS = 300.0
ANSWER_SECONDS = 30.0
STOP_SECONDS = 5.0
MOST_WAITING = 16  # questions: whoever asks one more is told to come back, so that counting goes on
LINE_BYTES = 16 * 1024 * 1024
# One core is the game's: arithmetic here must not spread over all.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
log = logging.getLogger("earwitness.leaderboard")


def counting_environment(settings: Settings, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment in which the processes beside the game read the same settings as the game."""
    chosen = {
        "EARWITNESS_PACK": settings.pack,
        "EARWITNESS_STATE": str(settings.state),
        "EARWITNESS_DATABASE": settings.database_url,
        "EARWITNESS_ANSWERS": str(settings.answers or ""),
        "PYTHONPATH": os.pathsep.join(filter(None, (str(ROOT), outer.get("PYTHONPATH")))),
    }
    return {**outer, **chosen, **ONE_THREAD}


class CountingUnavailable(Exception):
    """The counting process gave no answer; it is started again by itself."""


class Clerk:
    """Starts the counting process, and again whenever it ends.

    Parameters
    ----------
    env : mapping
        Environment of the process: the settings it reads.
    command : sequence of str
        What is run: it reads questions, a line of JSON each, and writes answers, as `keep_counting` does.
    """

    def __init__(self, env: Mapping[str, str], command: Sequence[str] = COUNTING) -> None:
        self._env = env
        self._command = command
        self._process: Process | None = None
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._asked = 0

    @property
    def counts(self) -> bool:
        """Whether the counting process is there."""
        return self._process is not None

    async def keep(self) -> None:
        """Keep the process going until this is cancelled."""
        pause = FIRST_PAUSE_SECONDS
        seconds = asyncio.get_running_loop().time
        while True:
            started = seconds()
            why = await self._run()
            if seconds() - started > LONGEST_PAUSE_SECONDS:
                pause = FIRST_PAUSE_SECONDS
            log.warning("the counting process %s; it is started again in %g s", why, pause)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE_SECONDS)

    async def ask(self, question: Mapping[str, Any]) -> Any:
        """Put a question to the counting process.

        Raises
        ------
        CountingUnavailable
            When it is not there, has too much to answer, takes too long or fails.
        """
        process = self._process
        if process is None or process.stdin is None or len(self._waiting) >= MOST_WAITING:
            raise CountingUnavailable
        self._asked += 1
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        # It stays there until it is answered, even if nobody waits any more: the process has it to do.
        self._waiting[self._asked] = answer
        process.stdin.write(json.dumps({"number": self._asked, **question}).encode() + b"\n")
        try:
            return await asyncio.wait_for(answer, ANSWER_SECONDS)
        except TimeoutError as error:
            raise CountingUnavailable from error

    async def _run(self) -> str:
        """Run the process once; how it ended."""
        try:
            process = await asyncio.create_subprocess_exec(
                *self._command,
                env=self._env,
                stdin=PIPE,
                stdout=PIPE,
                limit=LINE_BYTES,
                start_new_session=True,  # Ctrl-C in a terminal is for the game, which then ends this
            )
        except OSError as error:
            return f"cannot be started ({error})"
        self._process = process
        try:
            await self._listen(process)
        except (ValueError, LookupError, TypeError) as error:
            return f"answered what is no answer ({error})"
        finally:
            self._process = None
            self._disappoint()
            await _end(process)
        return f"ended (code {process.returncode})"

    async def _listen(self, process: Process) -> None:
        assert process.stdout is not None
        async for line in process.stdout:
            told = json.loads(line)
            waiting = self._waiting.pop(told["number"])
            if waiting.done():
                continue
            if "answer" in told:
                waiting.set_result(told["answer"])
            else:
                waiting.set_exception(CountingUnavailable())

    def _disappoint(self) -> None:
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(CountingUnavailable())
        self._waiting.clear()


async def _end(process: Process) -> None:
    assert process.stdin is not None
    process.stdin.close()  # it ends by itself when nobody can ask any more
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(process.wait(), STOP_SECONDS)
    if process.returncode is None:
        process.kill()
        await process.wait()
