"""The courier: the fetching process beside the game, as the game sees it."""

import asyncio
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from game.backoff import Backoff
from game.exit_codes import INCOMPLETE
from game.processes.supervisor import Ended, SupervisedProcess, environment
from game.settings import Settings

State = Literal["fetching", "complete", "incomplete", "failing"]

BACKOFF = Backoff(first_seconds=5.0, longest_seconds=900.0)  # before a failed fetch is tried again
MISSING_PAUSE_SECONDS = 6 * 3600.0  # before what could not be had is asked for again
STOP_SECONDS = 5.0
log = logging.getLogger("earwitness.fetching")


def target(settings: Settings) -> Path:
    """The folder that is fetched into."""
    return settings.state / "packs" / settings.fetch


def fetching(settings: Settings) -> tuple[str, ...]:
    """The command that fetches what the settings name."""
    command = (
        sys.executable,
        "-m",
        "game.processes.attached",
        "fetch",
        settings.fetch,
        "--into",
        str(target(settings)),
    )
    clips = ("--clips", str(settings.fetch_clips)) if settings.fetch_clips else ()
    mp3 = ("--mp3", str(settings.fetch_mp3)) if settings.fetch_mp3 else ()
    return (*command, *clips, *mp3)


def fetching_environment(settings: Settings, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment in which the process reads the same settings as the game."""
    chosen = {
        "EARWITNESS_ARCHIVE": settings.archive,
        "EARWITNESS_AGL1K": settings.agl1k,
        "EARWITNESS_CONTACT": settings.contact,
        "PYTHONUNBUFFERED": "1",  # so that the log tells what it does as it does it
    }
    return {**environment(settings, outer), **chosen}


class FetchProcess:
    """Has a pack fetched, and tries again until all of it is there.

    Attributes
    ----------
    state : {"fetching", "complete", "incomplete", "failing"}
        `incomplete`: some recordings cannot be had at present; they are asked for again in some hours.
    why : str
        Why it fails; empty when it does not.
    """

    def __init__(self, env: Mapping[str, str], command: Sequence[str]) -> None:
        self._child = SupervisedProcess(
            "the fetching process", command, env, log, _say, stop_seconds=STOP_SECONDS
        )
        self._failures = 0  # in a row
        self.state: State = "fetching"
        self.why = ""

    @property
    def is_over(self) -> bool:
        """Whether all that can be had at present is there."""
        return self.state in ("complete", "incomplete")

    async def keep(self) -> None:
        """Fetch until all is there, or until this is cancelled."""
        while True:
            ended = await self._child.run()
            if ended.code == 0:
                self.state, self.why = "complete", ""
                return
            await asyncio.sleep(self._rest(ended))

    def _rest(self, ended: Ended) -> float:
        if ended.code == INCOMPLETE:
            self._failures = 0
            self.state, self.why = "incomplete", "some recordings could not be had, as the log tells"
            return MISSING_PAUSE_SECONDS
        self._failures += 1
        pause = BACKOFF.pause_seconds(self._failures)
        self.state, self.why = "failing", f"the fetching process {ended.how}, as the log tells"
        log.warning("the fetching process %s; it is started again in %g s", ended.how, pause)
        return pause


def _say(line: bytes) -> None:
    log.info("%s", line.decode(errors="replace").rstrip())
