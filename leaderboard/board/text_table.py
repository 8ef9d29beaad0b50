"""The leaderboard as text, for a terminal of 120 columns."""

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from game.json_types import Json
from leaderboard.board.standings import RANKED, Standing
from leaderboard.uncertainty.confidence_intervals import Interval
from leaderboard.uncertainty.interval_file import Intervals

WIDTH = 120
_LINE = "{:>4} {:<8} {:<30} {:>5} {:>7} {:>20} {:>22} {:>9} {:>7}"
_HEAD = ("rank", "", "", "clips", "guesses", "GeoScore", "distance, km", "continent", "country")
_SAME_LINE = "{:<30} {:>20} {:>32}  {}"
_SAME_HEAD = ("", "GeoScore", "ahead of people", "p (Holm)")
_NAME = 30
_MARKS = (
    "* as printed in the paper, continent and country by name; in other rows they come from coordinates. "
    "Indented rows are other readings of the row above them. They are not ranked, nor are baselines."
)


def format_table(
    rows: Sequence[Standing], lead: Iterable[str], notes: Iterable[str], intervals: Intervals
) -> Iterator[str]:
    """The table as lines of text, between its lead and its notes.

    Parameters
    ----------
    rows : sequence of Standing
        As `leaderboard.board.table.table` sorts them.
    lead, notes : iterable of str
        Sentences.
    """
    yield from map(_wrapped, lead)
    yield ""
    yield _LINE.format(*_HEAD).rstrip()
    for row in unfolded(rows):
        yield _line(row)
    yield ""
    how = f"In brackets: 95% intervals from {intervals.replicates:,} replicates with seed {intervals.seed}."
    for sentence in (_MARKS, *([how] if intervals.replicates else []), *_lacks(rows), *_seeds(rows), *notes):
        yield _wrapped(sentence)


def unfolded(rows: Iterable[Standing]) -> list[Standing]:
    """Main rows in order, each followed by the rows under it."""
    by_key: dict[str | None, list[Standing]] = {}
    for row in rows:
        by_key.setdefault(row.under, []).append(row)
    return [row for main in by_key.get(None, []) for row in (main, *by_key.get(main.key, []))]


def format_same_clips(comparison: Json) -> Iterator[str]:
    """What `leaderboard.board.same_clips.compare_on_same_clips` returns, as lines of text."""
    clips = comparison["clips"]
    yield f"{clips:,} {'clip' if clips == 1 else 'clips'} answered by all of these."
    if comparison["rows"]:
        yield _SAME_LINE.format(*_SAME_HEAD).rstrip()
    for row in comparison["rows"]:
        score = _cell(row["figures"]["all"]["geoscore"], row["intervals"]["all"].get("geoscore"))
        yield _SAME_LINE.format(row["name"][:_NAME], score, *_difference(row["difference"])).rstrip()
    if comparison["why_not"]:
        yield _wrapped(comparison["why_not"])
    for key, sentence in comparison["left_out"].items():
        yield _wrapped(f"{sentence} Its key is {key}.")


def _line(row: Standing) -> str:
    figures, intervals = row.figures["all"], row.intervals.get("all", {})
    kind = "acc" if row.basis == "published" else "acc_coordinates"
    name = f"{'  ' if row.under else ''}{row.name}"
    mark = "*" if row.basis == "published" else ""
    cells = (
        "" if row.rank is None else str(row.rank),
        "[{}, {}]".format(*row.rank_interval) if row.rank_interval else "",
        f"{name[: _NAME - len(mark)]}{mark}",
        f"{row.clips:,}",
        "" if row.guesses is None else f"{row.guesses:,}",
        *(_cell(figures.get(key), intervals.get(key)) for key in ("geoscore", "distance_km")),
        *(_share(figures.get(f"{level}_{kind}")) for level in ("continent", "country")),
    )
    return _LINE.format(*cells).rstrip()


def _lacks(rows: Iterable[Standing]) -> Iterator[str]:
    for row in rows:
        if row.provisional and row.under is None and row.kind in RANKED:
            yield f"{row.name}: provisional. To be ranked it needs {row.provisional}."


def _seeds(rows: Iterable[Standing]) -> Iterator[str]:
    return (f"{row.name}: {row.seeds.sentence()}" for row in rows if row.seeds)


def _difference(by_metric: dict[str, Any] | None) -> tuple[str, str]:
    if not by_metric or "geoscore" not in by_metric:
        return "", ""
    score = by_metric["geoscore"]
    return f"{score['mean']:+,.1f} [{score['low']:+,.1f}, {score['high']:+,.1f}]", f"{score['p_holm']:.3g}"


def _cell(figure: float | None, span: Interval | None) -> str:
    if figure is None or math.isnan(figure):
        return "-"
    return f"{figure:,.0f} [{span[0]:,.0f}, {span[1]:,.0f}]" if span else f"{figure:,.0f}"


def _share(figure: float | None) -> str:
    return "-" if figure is None or math.isnan(figure) else f"{figure:.2f}"


def _wrapped(sentence: str) -> str:
    return textwrap.fill(sentence, WIDTH, break_long_words=False, break_on_hyphens=False)
