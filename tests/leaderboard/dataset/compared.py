"""Rows of the table from a dataset, set beside those that the same guesses have in memory."""

import math
from collections.abc import Iterable, Iterator

import pyarrow as pa

from leaderboard.board.standings import Standing
from leaderboard.board.table import computed_rows
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.uncertainty.interval_file import Intervals
from tests.builders.published_guesses import in_memory

SAME = 1e-9  # relative
_FACTS = (
    *("name", "note", "kind", "basis", "clips", "guesses", "players", "under", "provisional", "question"),
    *("narrower_question", "warnings"),
)


def people_in_memory(benchmark: Benchmark, table: pa.Table) -> dict[str, Standing]:
    """People's rows by key, without the crowd and the best tenth."""
    rows = computed_rows(in_memory(benchmark, table), Intervals(replicates=0))
    return {row.key: row for row in rows if row.kind == "human"}


def differences(found: Iterable[Standing], expected: dict[str, Standing]) -> list[str]:
    """What differs between rows; figures and ends of intervals by more than `SAME`."""
    return [line for row in found for line in _differences(row, expected[row.key])]


def _differences(found: Standing, expected: Standing) -> Iterator[str]:
    for name in _FACTS:
        if getattr(found, name) != getattr(expected, name):
            yield f"{found.key}, {name}: {getattr(found, name)!r}, not {getattr(expected, name)!r}"
    for name in ("figures", "intervals", "narrower"):
        one, other = dict(_numbers(getattr(found, name))), dict(_numbers(getattr(expected, name)))
        for key in sorted(one.keys() | other.keys(), key=str):
            if not _is_same(one.get(key), other.get(key)):
                yield f"{found.key}, {name}, {key}: {one.get(key)}, not {other.get(key)}"


def _numbers(by_part: object) -> Iterator[tuple[tuple[object, ...], float]]:
    """Every number in nested mappings and tuples, by the way to it."""
    if isinstance(by_part, int | float):
        yield (), by_part
        return
    assert isinstance(by_part, dict | tuple)
    for key, value in by_part.items() if isinstance(by_part, dict) else enumerate(by_part):
        for way, number in _numbers(value):
            yield (key, *way), number


def _is_same(one: float | None, other: float | None) -> bool:
    if one is None or other is None or math.isnan(one) or math.isnan(other):
        return one is other or (one is not None and other is not None and math.isnan(one) and math.isnan(other))
    return math.isclose(one, other, rel_tol=SAME, abs_tol=SAME)
