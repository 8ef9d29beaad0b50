"""`python -m benchmarks.refresh GUESSES`: count all guesses, then new ones, and print the times as JSON."""

import json
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np

from game.packs.clip import Clip
from game.settings import Settings
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.worker.output_files import FOLDER, OutputFiles
from leaderboard.worker.updater import BoardUpdater
from tests.builders.stored_guesses import seed_guesses

REFRESHES = 3
NEW_PLAYERS, EACH = 50, 5  # the guesses of 50 players in five seconds, one a second each
APART_SECONDS = 60.0  # between the times of new guesses, so that none seems to come after its time


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Wall and CPU seconds of the first count, and medians of later ones and of sorting as many numbers."""

    first: float
    first_cpu: float
    later: float
    later_cpu: float
    sorted_cpu: float


def main() -> None:
    """Refresh the board of the state folder a few times, with new guesses before each."""
    settings = Settings.from_env()
    clips = Benchmark.load(settings).clips
    updater = BoardUpdater(settings, OutputFiles(settings.state / FOLDER))
    first, started = _timed(updater.refresh), time.time()
    later = []
    for number in range(1, 1 + REFRESHES):
        _add_guesses(settings.database_url, clips, number, started + number * APART_SECONDS)
        later.append(_timed(updater.refresh))
    updater.close()
    seconds, cpu = np.median(later, axis=0).tolist()
    numbers = np.random.default_rng(0).random(int(sys.argv[1]))
    sorting = np.median([_timed(lambda: np.argsort(numbers))[1] for _ in range(REFRESHES)])
    print(json.dumps(asdict(Refreshed(*first, seconds, cpu, float(sorting)))))


def _add_guesses(url: str, clips: tuple[Clip, ...], number: int, since: float) -> None:
    rng = np.random.default_rng(number)
    seed_guesses(url, clips, NEW_PLAYERS, EACH, rng=rng, since=since, pack="pack")


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    began, used = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - used


if __name__ == "__main__":
    main()
