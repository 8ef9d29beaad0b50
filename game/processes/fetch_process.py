"""Fetching a pack in a process beside the game, as the game sees it."""

import asyncio
import logging
import os
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from game.backoff import Backoff
from game.exit_codes import INCOMPLETE
from game.json_logs import PROCESS
from game.processes.supervisor import Exit, SupervisedProcess, child_environment, network_environment
from game.settings import Settings

State = Literal["fetching", "complete", "incomplete", "failing"]

BACKOFF = Backoff(first_seconds=5.0, longest_seconds=900.0)  # before a failed fetch is retried
MISSING_PAUSE_SECONDS = 6 * 3600.0  # before missing recordings are requested again
NOT_NEEDED = {"EARWITNESS_DATABASE", "PGPASSWORD"}
log = logging.getLogger("earwitness.fetching")


def fetch_folder(settings: Settings) -> Path:
    """The folder that the pack of EARWITNESS_FETCH is fetched into."""
    return settings.state / "packs" / settings.fetch


def fetch_command(settings: Settings) -> tuple[str, ...]:
    """The command line that fetches the pack of EARWITNESS_FETCH."""
    command = (
        sys.executable,
        "-m",
        "game.processes.attached",
        "fetch",
        settings.fetch,
        "--into",
        str(fetch_folder(settings)),
    )
    clips = ("--clips", str(settings.fetch_clips)) if settings.fetch_clips else ()
    mp3 = ("--mp3", str(settings.fetch_mp3)) if settings.fetch_mp3 else ()
    return (*command, *clips, *mp3)


def fetch_environment(settings: Settings, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Environment in which the fetch reads the same settings as the game."""
    chosen = {
        "EARWITNESS_ARCHIVE": settings.archive,
        "EARWITNESS_AGL1K": settings.agl1k,
        "EARWITNESS_CONTACT": settings.contact,
        "PYTHONUNBUFFERED": "1",  # so that its progress reaches the log line by line
    }
    needed = child_environment(settings, outer) | network_environment(outer) | chosen
    return {name: value for name, value in needed.items() if name not in NOT_NEEDED}


class FetchProcess:
    """Fetches a pack, retrying until every recording is there.

    Attributes
    ----------
    state : {"fetching", "complete", "incomplete", "failing"}
        `incomplete`: some recordings are not available at present; they are requested again hours later.
    why : str
        The reason when `state` is `incomplete` or `failing`; otherwise empty.
    restarts : int
        How often the process failed.
    """

    def __init__(self, env: Mapping[str, str], command: Sequence[str]) -> None:
        self._child = SupervisedProcess("fetching", command, env, log, _log_line)
        self._failures = 0  # in a row
        self._is_kept = False
        self.restarts = 0
        self.state: State = "fetching"
        self.why = ""

    @property
    def is_over(self) -> bool:
        """Whether every recording that is available at present has been fetched."""
        return self.state in ("complete", "incomplete")

    @property
    def is_up(self) -> bool | None:
        """Whether the process runs or has nothing left to do; None where another game fetches."""
        if self.is_over:
            return True
        return self._child.is_running if self._is_kept else None

    async def run_until_complete(self) -> None:
        self._is_kept = True
        try:
            while (ended := await self._child.run()).code != 0:
                await asyncio.sleep(self._note_failure(ended))
            self.state, self.why = "complete", ""
        finally:
            self._is_kept = False

    def _note_failure(self, ended: Exit) -> float:
        """Set the state; give the seconds to wait before the next try."""
        if ended.code == INCOMPLETE:
            self._failures = 0
            self.state, self.why = "incomplete", "some recordings could not be fetched; the log lists them"
            return MISSING_PAUSE_SECONDS
        self._failures += 1
        self.restarts += 1
        pause = BACKOFF.pause_seconds(self._failures)
        self.state, self.why = "failing", f"the fetching process {ended.description}; see the log"
        log.warning("the fetching process %s; restarting in %g s", ended.description, pause)
        return pause


def _log_line(line: bytes) -> None:
    log.info("%s", line.decode(errors="replace").rstrip(), extra={PROCESS: "fetching"})
