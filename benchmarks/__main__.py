"""`python -m benchmarks [NAME ...] [--quick]`: measure and print a table."""

import argparse
import sys
from collections.abc import Callable

from benchmarks import (
    abuse,
    allocation,
    at_once,
    audio,
    capacity,
    cheaters,
    consistency,
    curation,
    dataset_standings,
    dealing,
    evaluating,
    exporting,
    fetching,
    geodesy,
    guesses,
    history,
    hostile_files,
    identifying,
    idle,
    intervals,
    kills,
    leaderboard,
    listeners,
    next_round,
    parties,
    places,
    publishing,
    raters,
    rendering,
    restoring,
    start,
    strata,
    thinkers,
    visit,
)
from benchmarks.figures import Figure, table
from benchmarks.machine import describe

BENCHMARKS: dict[str, Callable[[bool], list[Figure]]] = {
    "guesses": guesses.measure,
    "history": history.measure,
    "thinkers": thinkers.measure,
    "capacity": capacity.measure,
    "parties": parties.measure,
    "kills": kills.measure,
    "visit": visit.measure,
    "next_round": next_round.measure,
    "start": start.measure,
    "idle": idle.measure,
    "abuse": abuse.measure,
    "audio": audio.measure,
    "geodesy": geodesy.measure,
    "identifying": identifying.measure,
    "cheaters": cheaters.measure,
    "curation": curation.measure,
    "hostile_files": hostile_files.measure,
    "leaderboard": leaderboard.measure,
    "dataset_standings": dataset_standings.measure,
    "listeners": listeners.measure,
    "evaluating": evaluating.measure,
    "exporting": exporting.measure,
    "fetching": fetching.measure,
    "publishing": publishing.measure,
    "restoring": restoring.measure,
    "dealing": dealing.measure,
    "at_once": at_once.measure,
    "allocation": allocation.measure,
    "intervals": intervals.measure,
    "strata": strata.measure,
    "consistency": consistency.measure,
    "places": places.measure,
    "raters": raters.measure,
    "rendering": rendering.measure,
}


def main() -> None:
    """Run the named benchmarks, or all."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"one of {', '.join(BENCHMARKS)}")
    parser.add_argument(
        "--quick", action="store_true", help="a short run that only shows that everything works"
    )
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(BENCHMARKS))
    if unknown:
        parser.error(f"there is no benchmark {', '.join(unknown)}: choose from {', '.join(BENCHMARKS)}")
    print(describe(), flush=True)
    figures: list[Figure] = []
    for name in options.names or BENCHMARKS:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        figures += BENCHMARKS[name](options.quick)
    print(table(figures))


if __name__ == "__main__":
    main()
