"""Crowds of a dataset, found from the guesses on some clips at a time."""

from collections.abc import Iterable, Iterator
from typing import Any, Protocol, TypeVar

import numpy as np

from leaderboard.dataset.answered_rows import COUNTS
from leaderboard.entrants.baselines import SEED
from leaderboard.entrants.crowd import Crowds, crowd_entrants, find_crowds
from leaderboard.entrants.entrant import Entrant
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.scoring.rows import Bools, Integers, Responses

Step = TypeVar("Step")

AT_ONCE = 4_000_000  # guesses in memory, or those on one clip where they are more

Stretch = tuple[int, int]  # the first clip, and the one after the last


class Progress(Protocol):
    """Shows how far a long computation is."""

    def __call__(self, steps: Iterable[Step], most: int, what: str) -> Iterable[Step]:
        """Yield steps one by one, of which there are ``most`` or fewer."""


def unseen(steps: Iterable[Step], most: int, what: str) -> Iterable[Step]:
    """No progress is shown."""
    return steps


def crowds_of(
    rows: Any, benchmark: Benchmark, at_once: int = AT_ONCE, progress: Progress = unseen
) -> list[Entrant]:
    """The crowds' entrants, as `leaderboard.entrants.roster.Roster` has them.

    Parameters
    ----------
    rows : ibis.Table
        What `leaderboard.dataset.answered_rows.answered_rows` returns.
    at_once : int
        How many guesses may be in memory together.
    """
    placed = rows.filter(rows.state == COUNTS, rows.lat.notnull(), rows.lon.notnull())
    clips, crowds = len(benchmark.clips), dict[str, Any]()
    stretches = list(_stretches(_guesses_on_clips(placed, clips), at_once))
    for first, end in progress(stretches, len(stretches), "Finding crowds"):
        wanted = np.zeros(clips, np.bool_)
        wanted[first:end] = True
        crowds = _found(placed.filter(placed.clip >= first, placed.clip < end), benchmark, crowds, wanted)
    return crowd_entrants(crowds, benchmark.truth, benchmark.rules)


def _found(placed: Any, benchmark: Benchmark, earlier: Crowds, wanted: Bools) -> dict[str, Any]:
    table = placed.select("clip", "lat", "lon").to_pyarrow()
    clip, lat, lon = (table[name].to_numpy() for name in ("clip", "lat", "lon"))
    never = np.zeros(len(clip), np.bool_)
    responses = Responses(clip.astype(np.intp), lat, lon, never, never, {})
    # With the same seed each time, a clip's draws do not depend on which others come with it.
    rng = np.random.default_rng(SEED)
    return find_crowds(responses, len(benchmark.clips), benchmark.gazetteer, rng, since=(earlier, wanted))


def _guesses_on_clips(placed: Any, clips: int) -> Integers:
    counted = placed.group_by("clip").aggregate(guesses=placed.count()).to_pyarrow()
    counts = np.zeros(clips, np.intp)
    counts[counted["clip"].to_numpy()] = counted["guesses"].to_numpy()
    return counts


def _stretches(guesses: Integers, at_once: int) -> Iterator[Stretch]:
    """Clips next to one another with as many guesses as are wanted at once, or one clip with more."""
    first = 0
    while first < len(guesses):
        within = np.searchsorted(np.cumsum(guesses[first:]), at_once, "right")
        end = first + max(1, int(within))
        yield first, end
        first = end
