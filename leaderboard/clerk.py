"""The clerk keeps the counting process going beside the game, and carries questions to it."""

import asyncio
import contextlib
import json
import logging
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from typing import Any

from game.settings import ROOT, Settings

COUNTING = (sys.executable, "-m", "leaderboard", "count")
FIRST_PAUSE_SECONDS = 1.0  # before a process that ended is started again
LONGEST_PAUSE_SECONDS = 300.0
ANSWER_SECONDS = 30.0
STOP_SECONDS = 5.0
LINE_BYTES = 16 * 1024 * 1024
# One core is the game's: arithmetic here must not spread over all.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
log = logging.getLogger("earwitness.leaderboard")


def counting_environment(settings: Settings) -> dict[str, str]:
    """The environment in which the counting process reads the same settings as the game."""
    chosen = {
        "EARWITNESS_PACK": settings.pack,
        "EARWITNESS_STATE": str(settings.state),
        "EARWITNESS_DATABASE": settings.database_url,
    }
    if settings.answers:
        chosen["EARWITNESS_ANSWERS"] = str(settings.answers)
    return {**os.environ, **chosen}


class CountingUnavailable(Exception):
    """The counting process gave no answer; it is started again by itself."""


class Clerk:
    """Starts the counting process, and again whenever it ends.

    Parameters
    ----------
    env : mapping
        Environment of the process: the settings it reads.
    """

    def __init__(self, env: Mapping[str, str]) -> None:
        found = os.pathsep.join(filter(None, (str(ROOT), env.get("PYTHONPATH"))))
        self._env = {**env, **ONE_THREAD, "PYTHONPATH": found}
        self._process: Process | None = None
        self._waiting: dict[int, asyncio.Future[Any]] = {}
        self._asked = 0

    async def keep(self) -> None:
        """Keep the process going until this is cancelled."""
        pause = FIRST_PAUSE_SECONDS
        try:
            while True:
                started = asyncio.get_running_loop().time()
                code = await self._run()
                if asyncio.get_running_loop().time() - started > LONGEST_PAUSE_SECONDS:
                    pause = FIRST_PAUSE_SECONDS
                log.warning("the counting process ended (%s), starting it again in %g s", code, pause)
                await asyncio.sleep(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
        finally:
            await self._stop()

    async def ask(self, question: Mapping[str, Any]) -> Any:
        """Put a question to the counting process.

        Raises
        ------
        CountingUnavailable
            When it is not there, or takes too long.
        """
        process = self._process
        if process is None or process.stdin is None:
            raise CountingUnavailable
        self._asked += 1
        number, answer = self._asked, asyncio.get_running_loop().create_future()
        self._waiting[number] = answer
        try:
            process.stdin.write(json.dumps({"number": number, **question}).encode() + b"\n")
            await process.stdin.drain()
            return await asyncio.wait_for(answer, ANSWER_SECONDS)
        except (OSError, TimeoutError) as error:
            raise CountingUnavailable from error
        finally:
            del self._waiting[number]

    async def _run(self) -> int:
        process = await asyncio.create_subprocess_exec(
            *COUNTING, env=self._env, stdin=PIPE, stdout=PIPE, limit=LINE_BYTES
        )
        self._process = process
        assert process.stdout is not None
        async for line in process.stdout:
            self._answered(json.loads(line))
        self._process = None
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(CountingUnavailable())
        return await process.wait()

    def _answered(self, told: Mapping[str, Any]) -> None:
        waiting = self._waiting.get(told["number"])
        if waiting is not None and not waiting.done():
            waiting.set_result(told["answer"])

    async def _stop(self) -> None:
        process = self._process
        if process is None or process.returncode is not None:
            return
        assert process.stdin is not None
        process.stdin.close()  # it ends by itself when nobody can ask any more
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        if process.returncode is None:
            process.kill()
            await process.wait()
