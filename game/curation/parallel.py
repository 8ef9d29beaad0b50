"""Measuring many recordings on all cores, and none twice."""

import multiprocessing
import os
import signal
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
from game.processes.lifetime import end_with_parent
from game.processes.supervisor import ONE_THREAD
from game.sound.sealed import AudioError

Work = Callable[[Path], bytes]

_QUEUED = 4  # recordings waiting for each process


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found in a recording, or why it cannot be heard."""

    found: bytes
    problem: str = ""


def survey(files: Sequence[Path], work: Work, memory: Cache, jobs: int, doing: str) -> dict[Path, Finding]:
    """Do one work on each file, in processes of their own.

    Parameters
    ----------
    work : callable
        A function that processes can be sent; an AudioError becomes the finding's ``problem``.
    memory : Cache
        Asked first, and told of each finding at once, so that what is interrupted goes on where it was.
    jobs : int
        Processes.
    doing : str
        Stands before the progress bar.

    Raises
    ------
    CurationError
        When the work raises it, or a process was killed.
    """
    known = {file: Finding(found) for file in files if (found := memory.recall(file)) is not None}
    fresh = [file for file in dict.fromkeys(files) if file not in known]
    bar = tqdm(None, doing, len(fresh) + len(known), initial=len(known), unit=" clips", disable=None)
    with bar:
        for file, finding in _done(fresh, work, min(jobs, len(fresh))):
            if not finding.problem:
                memory.keep(file, finding.found)
            known[file] = finding
            bar.update()
    return known


def _done(files: Sequence[Path], work: Work, jobs: int) -> Iterator[tuple[Path, Finding]]:
    """Findings as they come."""
    if not files:
        return
    left = iter(files)
    running: dict[Future[Finding], Path] = {}
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
            "A process that measured recordings was killed, perhaps for want of memory: try --jobs 1."
        ) from error


@contextmanager
def _processes(jobs: int) -> Iterator[ProcessPoolExecutor]:
    """Processes that start afresh, keep to one core each, and end with this one, however it ends."""
    before = {name: os.environ.get(name) for name in ONE_THREAD}
    _set(ONE_THREAD)  # read as a process imports numpy
    pool = ProcessPoolExecutor(jobs, multiprocessing.get_context("spawn"), initializer=_begin)
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)
        _set(before)


def _set(variables: Mapping[str, str | None]) -> None:
    for name, value in variables.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process ends the others
    end_with_parent()


def _attempt(work: Work, file: Path) -> Finding:
    try:
        return Finding(work(file))
    except AudioError as error:
        return Finding(b"", str(error))
