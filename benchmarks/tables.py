"""Coverages as a benchmark's figures."""

from collections.abc import Iterable, Iterator

from benchmarks.figures import Figure
from benchmarks.intervals import Coverage


def figures_of(found: Iterable[Coverage]) -> Iterator[Figure]:
    """How often each interval held the truth, its width and its figure's bias, with the Monte Carlo error."""
    for one in found:
        name = f"{one.design}: {one.figure} ({one.studies} studies)"
        yield Figure(f"{name}, held", "%", one.held)
        yield Figure(f"{name}, width", "", one.width)
        yield Figure(f"{name}, bias", "", one.bias, one.bias_error)
