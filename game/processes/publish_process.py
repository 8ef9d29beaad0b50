"""Publishing in a process beside the game, as the game sees it.

Nothing here imports the Hub's client library or Parquet. `game.publishing.publish_loop`, which does, runs in
the process itself.
"""

import asyncio
import json
import logging
import os
import signal
import sys
import time
from asyncio.subprocess import STDOUT
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, select

from game.atomic_write import write_whole
from game.exit_codes import REFUSED
from game.json_types import Json
from game.processes.deadline import Deadline
from game.processes.error_output import ErrorOutput, error_pipe
from game.processes.supervisor import (
    HUB_BEGINNINGS,
    SupervisedProcess,
    child_environment,
    network_environment,
    offer_to_oom_killer,
)
from game.settings import Settings
from game.store.tables import players

State = Literal["off", "starting", "waiting", "published", "failing"]

STATUS_FILE = "publishing.json"
PUBLISH_COMMAND = (sys.executable, "-m", "game", "publish", "--keep")
RESTORE_COMMAND = (sys.executable, "-m", "game", "restore")
LOOK_SECONDS = 0.5  # how soon a restoration notices that the game is to stop
RESTORE_SECONDS = 300.0  # how long the game waits for earlier guesses before it opens
KEY_WOULD_BE_LOST = (
    "nothing is published: a Space or container may lose its disk at any restart, mounted folders included, "
    "and with it the host's key and every player's pseudonym. Set EARWITNESS_SECRET to a long random text, "
    "such as `openssl rand -hex 32` prints, and never change it. If people have played here already, set it "
    "to the text in the file `secret` of the state folder, so that they stay the same players"
)
log = logging.getLogger("earwitness.publishing")


@dataclass(frozen=True, slots=True)
class PublishStatus:
    """Status of publishing, as `/readyz` shows it; times in seconds since 1970, UTC.

    Attributes
    ----------
    since : float or None
        When this state began.
    why : str
        The reason when publishing fails or is off; otherwise empty.
    waiting_rounds : int
        Closed rounds that are due to be published and are not known to have been.
    looked_at, next_try_at : float or None
        When it last turned to the dataset, and when it will next; the latter None while it is at work.
    left_alone : tuple of str
        Files of the dataset that are not ours or damaged.
    """

    state: State
    since: float | None = None
    why: str = ""
    waiting_rounds: int = 0
    last_published_at: float | None = None
    looked_at: float | None = None
    next_try_at: float | None = None
    left_alone: tuple[str, ...] = ()

    def write(self, folder: Path) -> None:
        """Write the file that the game reads in `publish_status`."""
        write_whole(folder / STATUS_FILE, [json.dumps(asdict(self)).encode()])


def publish_status(settings: Settings) -> Json:
    """The last status that the publishing process wrote."""
    if not settings.dataset:
        return asdict(PublishStatus("off", why="EARWITNESS_DATASET is not set"))
    if why := why_key_would_be_lost(settings):
        return asdict(PublishStatus("failing", why=why))
    with suppress(OSError, ValueError):
        status: Json = json.loads((settings.state / STATUS_FILE).read_bytes())
        return status
    return asdict(PublishStatus("starting"))


def why_key_would_be_lost(settings: Settings, env: Mapping[str, str] = os.environ) -> str:
    """Explain why pseudonyms would change at the next start; empty when they would stay.

    A key from EARWITNESS_SECRET stays. A generated key lasts as long as the disk it is on. A Space, like any
    container, loses its disk at a restart; whether a mounted folder is lasting cannot be told from inside.
    """
    if settings.secret or not (env.get("SPACE_ID") or _is_container()):
        return ""
    return KEY_WOULD_BE_LOST


def _is_container() -> bool:
    return any(Path(mark).exists() for mark in ("/.dockerenv", "/run/.containerenv"))


def publish_environment(settings: Settings, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Environment in which the publishing process reads the same settings as the game."""
    chosen = {
        "EARWITNESS_SECRET": settings.secret,
        "EARWITNESS_DATASET": settings.dataset,
        "HF_TOKEN": settings.hub_token,
        "EARWITNESS_PUBLISH_MINUTES": f"{settings.publish_minutes:g}",
        "EARWITNESS_PUBLISH_DELAY": settings.publish_delay,
        "EARWITNESS_LICENCE": settings.licence.id,
        "EARWITNESS_LEAST_AGE": str(settings.least_age),
        "EARWITNESS_CONTACT": settings.contact,
        "EARWITNESS_RETENTION": settings.retention.words,
        "EARWITNESS_K": str(settings.k),
    }
    return child_environment(settings, outer) | network_environment(outer, HUB_BEGINNINGS) | chosen


class PublishProcess:
    """The publishing process of a game with a dataset.

    Parameters
    ----------
    deadline : Deadline
        By when its last publication has to be over once the game stops.
    """

    def __init__(self, settings: Settings, deadline: Deadline) -> None:
        self._deadline = deadline
        self._env = publish_environment(settings)
        self._child = SupervisedProcess(
            "publishing",
            PUBLISH_COMMAND,
            self._env,
            log,
            stop_seconds=deadline.remaining,
            announces_stop=True,
        )

    @property
    def restarts(self) -> int:
        """How often the process ended unasked."""
        return self._child.restarts

    @property
    def is_up(self) -> bool | None:
        """Whether the process runs; None where it is not to run, as another game publishes."""
        return self._child.is_running if self._child.is_kept else None

    async def keep_running(self) -> None:
        """Run and restart the process until cancelled; it then publishes once more and stops."""
        await self._child.keep_running()

    async def restore(self) -> None:
        """Fill an empty database from the dataset, before anyone plays.

        If that fails or takes too long, the publishing process retries while the game runs. A dataset of
        another host or a newer version ends the game: players would get other pseudonyms than there.
        """
        process = await asyncio.create_subprocess_exec(
            *RESTORE_COMMAND,
            env=self._env,
            start_new_session=True,
            stdout=error_pipe(),
            stderr=STDOUT if error_pipe() else None,
        )
        output = ErrorOutput(process.stdout, "restoring", log)
        offer_to_oom_killer(process.pid)
        end = time.monotonic() + RESTORE_SECONDS
        while process.returncode is None and time.monotonic() < end and not self._deadline.has_started:
            with suppress(TimeoutError):
                await asyncio.wait_for(process.wait(), LOOK_SECONDS)
        if process.returncode is None:
            process.kill()
        code = await process.wait()
        await output.end()
        if code == REFUSED:
            log.critical("Earwitness cannot start with this dataset, for the reason above")
            signal.raise_signal(signal.SIGTERM)
        elif code and not self._deadline.has_started:
            log.warning("guesses could not be restored from the dataset yet; retrying while the game runs")


def open_publish_process(settings: Settings, deadline: Deadline) -> PublishProcess | None:
    """The publishing process, or None without a dataset. Without a lasting key, logs why and gives None."""
    if not settings.dataset:
        return None
    if why := why_key_would_be_lost(settings):
        log.warning(why)
        return None
    return PublishProcess(settings, deadline)


def is_empty(connection: Connection) -> bool:
    """Whether the database holds no players."""
    return connection.execute(select(players.c.id).limit(1)).first() is None
