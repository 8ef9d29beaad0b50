"""The press: the publishing process beside the game, as the game sees it.

Nothing here loads the Hub's client library or Parquet: that is done in the process itself, see
`game.publishing.service`.
"""

import asyncio
import json
import logging
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, select

from game.atomic_write import write_whole
from game.json_types import Json
from game.processes.supervisor import SupervisedProcess, environment
from game.settings import Settings
from game.store.tables import players

State = Literal["off", "starting", "waiting", "published", "failing"]

FILE = "publishing.json"
PUBLISHING = (sys.executable, "-m", "game", "publish", "--keep")
RESTORING = (sys.executable, "-m", "game", "restore")
LAST_SECONDS = 20.0  # for the last publishing, when the game ends
RESTORE_SECONDS = 300.0  # how long the first players wait for those who have played before
NO_LASTING_KEY = (
    "nothing is published, as this machine's disk forgets the host's key, and with it every player's "
    "pseudonym: set EARWITNESS_SECRET to a long random text that stays the same, or let EARWITNESS_STATE "
    "name a folder on lasting storage"
)
log = logging.getLogger("earwitness.publishing")


@dataclass(frozen=True, slots=True)
class Standing:
    """How publishing stands; times in seconds since 1970, UTC.

    Attributes
    ----------
    since : float or None
        Since when it is in this state.
    why : str
        Why it fails; empty when it does not.
    waiting_rounds : int
        Closed rounds that are to be published and are not known to be.
    """

    state: State
    since: float | None = None
    why: str = ""
    waiting_rounds: int = 0
    last_published_at: float | None = None

    def write(self, folder: Path) -> None:
        """Write it where the game reads it."""
        write_whole(folder / FILE, [json.dumps(asdict(self)).encode()])


def standing(settings: Settings) -> Json:
    """How publishing stands, as the process has last said."""
    if not settings.dataset:
        return asdict(Standing("off", why="EARWITNESS_DATASET is not set"))
    if why := why_no_key_lasts(settings):
        return asdict(Standing("failing", why=why))
    with suppress(OSError, ValueError):
        told: Json = json.loads((settings.state / FILE).read_bytes())
        return told
    return asdict(Standing("starting"))


def why_no_key_lasts(settings: Settings, env: Mapping[str, str] = os.environ) -> str:
    """Say why pseudonyms would change with the next start; empty when they would not.

    A key of the host's own choice lasts, and one that was made lasts as long as its disk. A Space, and a
    container in general, forgets its disk, except for folders that are mounted from elsewhere.
    """
    if settings.secret or not (env.get("SPACE_ID") or _in_a_container()):
        return ""
    return "" if _is_mounted(settings.state) else NO_LASTING_KEY


def _in_a_container() -> bool:
    return any(Path(mark).exists() for mark in ("/.dockerenv", "/run/.containerenv"))


def _is_mounted(folder: Path) -> bool:
    there = next(path for path in (folder.absolute(), *folder.absolute().parents) if path.exists())
    return there.stat().st_dev != Path("/").stat().st_dev


def publishing_environment(settings: Settings, outer: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The environment in which the process reads the same settings as the game."""
    chosen = {
        "EARWITNESS_SECRET": settings.secret,
        "EARWITNESS_DATASET": settings.dataset,
        "HF_TOKEN": settings.hub_token,
        "EARWITNESS_PUBLISH_MINUTES": f"{settings.publish_minutes:g}",
        "EARWITNESS_PUBLISH_DELAY": settings.publish_delay,
        "EARWITNESS_LICENCE": settings.licence.id,
        "EARWITNESS_LEAST_AGE": str(settings.least_age),
        "EARWITNESS_CONTACT": settings.contact,
        "EARWITNESS_RETENTION": settings.retention,
        "EARWITNESS_K": str(settings.k),
    }
    return {**environment(settings, outer), **chosen}


class PublishProcess:
    """The publishing process of a game with a dataset."""

    def __init__(self, settings: Settings) -> None:
        self._env = publishing_environment(settings)
        self._child = SupervisedProcess(
            "the publishing process", PUBLISHING, self._env, log, stop_seconds=LAST_SECONDS
        )

    async def keep(self) -> None:
        """Keep the process going until this is cancelled; then it publishes a last time."""
        await self._child.keep()

    async def restore(self) -> None:
        """Bring what was published into a store that is empty, before anyone plays.

        When that does not succeed the process goes on with it beside the game.
        """
        process = await asyncio.create_subprocess_exec(*RESTORING, env=self._env, start_new_session=True)
        try:
            code = await asyncio.wait_for(process.wait(), RESTORE_SECONDS)
        except TimeoutError:
            process.kill()
            code = await process.wait()
        if code:
            log.warning("the guesses of the dataset are not here yet: it is tried again while the game runs")


def open_press(settings: Settings) -> PublishProcess | None:
    """Make the publishing process of a game; none without a dataset or, which is logged, a lasting key."""
    if not settings.dataset:
        return None
    if why := why_no_key_lasts(settings):
        log.warning(why)
        return None
    return PublishProcess(settings)


def is_empty(connection: Connection) -> bool:
    """Whether nobody has ever played here."""
    return connection.execute(select(players.c.id).limit(1)).first() is None
