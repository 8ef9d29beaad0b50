"""The application's background work, from start to stop."""

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from game.play.bytes_served import BytesServed
from game.play.daily_limit import utc_day
from game.play.retention import delete_expired, delete_old_challenges, first_day_kept
from game.play.services import Services
from game.play.sittings import forget_times
from game.players.copies import withdraw_in_copies
from game.processes.deadline import Deadline
from game.processes.publish_process import PublishProcess, is_empty
from game.store.errors import StoreUnavailable
from game.study.forgetting import forget_panel_ids

Job = Callable[[], Coroutine[Any, Any, None]]

SWEEP_SECONDS = 30
BYTES_SECONDS = (
    1  # a killed game forgets so much of what was sent, and such rounds look as if nobody listened
)
EXPIRE_SECONDS = 3600
# What only one of all games on a database does.
PUBLISHING, SWEEPING, EXPIRING = "publishing", "sweeping", "expiring"
log = logging.getLogger("earwitness")


@dataclass(frozen=True)
class Background:
    """What runs beside the requests.

    Attributes
    ----------
    jobs : sequence of callable
        Run in this process until the game stops.
    workers : sequence of callable
        Keep worker processes running; their processes may finish while the last rounds are published.
    publish_process : PublishProcess or None
        None when nothing is published.
    deadline : Deadline
        By when everything has stopped.
    """

    jobs: Sequence[Job]
    workers: Sequence[Job]
    publish_process: PublishProcess | None
    deadline: Deadline


@contextlib.asynccontextmanager
async def running(services: Services, background: Background) -> AsyncIterator[None]:
    """Run it until the block is left; then write what is left to write, and publish it."""
    publish_process = background.publish_process
    if publish_process is not None and await services.store.read(is_empty):
        await publish_process.restore()
    only_one = services.store.roles.run
    publishing = _start(
        [partial(only_one, PUBLISHING, publish_process.keep_running)] if publish_process else []
    )
    workers = _start(background.workers)
    write_bytes_served = services.game_service.write_bytes_served
    own = (
        partial(keep_written, services.bytes_served, write_bytes_served),
        partial(_look_for_files, services),
        partial(only_one, SWEEPING, partial(_sweep, services)),
        partial(only_one, EXPIRING, partial(_expire, services)),
        services.store.roles.keep,
    )
    jobs = _start((*background.jobs, *own))
    yield
    background.deadline.start()
    _cancel(workers)
    await _stop(jobs)
    with contextlib.suppress(Exception):
        await services.game_service.sweep()
    await services.close()
    await _stop([*publishing, *workers])  # publishes what was written up to here


def _start(jobs: Iterable[Job]) -> list[asyncio.Task[None]]:
    return [asyncio.create_task(job()) for job in jobs]


def _cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()


async def _stop(tasks: Sequence[asyncio.Task[None]]) -> None:
    _cancel(task for task in tasks if not task.cancelling())
    await asyncio.gather(*tasks, return_exceptions=True)


async def keep_written(bytes_served: BytesServed, write: Job) -> None:
    """Write what is sent, at most once a second, and the rest when the game stops."""
    try:
        while True:
            await bytes_served.wait()
            await asyncio.sleep(BYTES_SECONDS)
            with contextlib.suppress(StoreUnavailable):  # kept, and written the next time
                await write()
    finally:
        with contextlib.suppress(Exception):
            await write()


async def keep_swept(sweep: Job) -> None:
    """Abandon what was left alone, again and again."""
    while True:
        with contextlib.suppress(StoreUnavailable):  # the game's own sweep says so in the log
            await sweep()
        await asyncio.sleep(SWEEP_SECONDS)


async def _sweep(services: Services) -> None:
    """Abandon untouched rounds, again and again."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        try:
            await services.game_service.sweep()
            await services.store.tidy()
        except StoreUnavailable as error:
            log.warning("cannot close abandoned rounds, retrying in %s s: %s", SWEEP_SECONDS, error)


async def _look_for_files(services: Services) -> None:
    """See again and again which recordings are there."""
    while True:
        await asyncio.sleep(SWEEP_SECONDS)
        await asyncio.to_thread(services.active_packs.look_for_files)


async def _expire(services: Services) -> None:
    """Delete old rounds again and again, and what other processes could not take out of files."""
    store, days = services.store, services.settings.retention.days
    while True:
        try:
            today = utc_day(services.clock())
            if days:
                await delete_expired(store, first_day_kept(today, days))
            await delete_old_challenges(store, today, days)
            await forget_panel_ids(store, services.clock())
            await forget_times(store, services.clock())
            await store.forget_deleted()  # also what other processes deleted
            await asyncio.to_thread(withdraw_in_copies, store.engine, services.registry)
        except StoreUnavailable as error:
            log.warning("cannot delete what is old, retrying in %s s: %s", EXPIRE_SECONDS, error)
        await asyncio.sleep(EXPIRE_SECONDS)
