"""Runs a job on many recordings, on all cores, and caches the results."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from tqdm import tqdm

from game.curation.cache import Cache
from game.curation.errors import CurationError
from game.processes.supervisor import ONE_THREAD
from game.processes.worker_pool import worker_pool
from game.sound.sealed import AudioError

Work = Callable[[Path], bytes]

_QUEUED = 4  # recordings waiting for each process


@dataclass(frozen=True, slots=True)
class Result:
    """The result for a recording, or why there is none."""

    value: bytes
    problem: str = ""


def run_parallel(
    files: Sequence[Path], work: Work, cache: Cache, jobs: int, title: str
) -> dict[Path, Result]:
    """Run a job on each file, in worker processes.

    Parameters
    ----------
    work : callable
        A picklable function; an AudioError becomes the result's ``problem``.
    cache : Cache
        Results in it are not computed again. Each new result is stored at once, so that an interrupted run
        can resume.
    jobs : int
        Processes.
    title : str
        Of the progress bar.

    Raises
    ------
    CurationError
        When the job raises it, or a process was killed.
    """
    results = {file: Result(value) for file in files if (value := cache.get(file)) is not None}
    new = [file for file in dict.fromkeys(files) if file not in results]
    bar = tqdm(None, title, len(new) + len(results), initial=len(results), unit=" clips", disable=None)
    with bar:
        for file, result in _results(new, work, min(jobs, len(new))):
            if not result.problem:
                cache.put(file, result.value)
            results[file] = result
            bar.update()
    return results


def _results(files: Sequence[Path], work: Work, jobs: int) -> Iterator[tuple[Path, Result]]:
    """Results as they arrive."""
    if not files:
        return
    left = iter(files)
    running: dict[Future[Result], Path] = {}
    try:
        with _processes(jobs) as pool:
            while True:
                for file in islice(left, _QUEUED * jobs - len(running)):
                    running[pool.submit(_attempt, work, file)] = file
                if not running:
                    return
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    yield running.pop(future), future.result()
    except BrokenProcessPool as error:
        raise CurationError(
            "A worker process was killed, perhaps for lack of memory: try --jobs 1."
        ) from error


@contextmanager
def _processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """A pool of processes that keep to one core each."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    _set(ONE_THREAD)  # a process reads these when it imports numpy
    try:
        with worker_pool(jobs) as pool:
            yield pool
    finally:
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _attempt(work: Work, file: Path) -> Result:
    try:
        return Result(work(file))
    except AudioError as error:
        return Result(b"", str(error))
