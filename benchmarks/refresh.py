"""`python -m benchmarks.refresh`: count all guesses, then new ones, and print the times as JSON."""

import json
import time
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


@dataclass(frozen=True, slots=True)
class Refreshed:
    """Wall and CPU seconds of the first count, and medians of later ones."""

    first: float
    first_cpu: float
    later: float
    later_cpu: float


def main() -> None:
    """Refresh the board of the state folder a few times, with new guesses before each."""
    settings = Settings.from_env()
    clips = Benchmark.load(settings).clips
    updater = BoardUpdater(settings, OutputFiles(settings.state / FOLDER))
    first = _timed(updater)
    later = [_with_news(updater, settings.database_url, clips, at) for at in range(REFRESHES)]
    updater.close()
    seconds, cpu = np.median(later, axis=0).tolist()
    print(json.dumps(asdict(Refreshed(*first, seconds, cpu))))


def _with_news(updater: BoardUpdater, url: str, clips: tuple[Clip, ...], number: int) -> tuple[float, float]:
    rng = np.random.default_rng(number)
    since = time.time()
    seed_guesses(url, clips, NEW_PLAYERS, EACH, rng=rng, since=since, pack="pack")
    return _timed(updater)


def _timed(updater: BoardUpdater) -> tuple[float, float]:
    began, used = time.perf_counter(), time.process_time()
    updater.refresh()
    return time.perf_counter() - began, time.process_time() - used


if __name__ == "__main__":
    main()
