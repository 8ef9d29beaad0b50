"""People's guesses read once, with a bar that shows how far it is."""

import sys

from tqdm import tqdm

from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.guesses import Guesses
from leaderboard.guesses.reader import GuessReader


def read_guesses(url: str, benchmark: Benchmark) -> Guesses:
    """Read every guess that counts from a store.

    Raises
    ------
    StoreError, StoreUnavailable
    """
    with tqdm(desc="Reading rounds", unit=" rounds", unit_scale=True, disable=None) as bar:

        def show(read: int, there: int) -> None:
            bar.total = there
            bar.update(read - bar.n)

        reader = GuessReader(url, benchmark.name, benchmark.positions, show)
        reader.refresh()
        reader.close()
    if reader.left_out:
        told = f"{reader.left_out:,} rounds are left out: their clips are no more in the pack."
        print(told, file=sys.stderr)
    return reader.guesses
