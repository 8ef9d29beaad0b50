"""The leaderboard as text, for a terminal of 120 columns."""

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from game.json_types import Json
from leaderboard.board.standings import RANKED, Standing
from leaderboard.scoring.metrics import Metrics
from leaderboard.uncertainty.interval_file import Intervals
from leaderboard.uncertainty.scaled_intervals import Interval

WIDTH = 120
_LINE = "{:>4} {:<8} {:<30} {:>5} {:>7} {:>20} {:>22} {:>9} {:>7}"
_HEAD = ("rank", "", "", "clips", "guesses", "GeoScore", "distance, km", "continent", "country")
_SAME_LINE = "{:<22} {:>5} {:>20} {:>20} {:>29} {:>6}  {}"
_SAME_HEAD = ("", "clips", "GeoScore", "people", "ahead of people", "SE", "p (Holm)")
_NAME, _SAME_NAME = 30, 22
_OTHER_READINGS = "Indented rows are other readings of the row above them."
_MARKS = (
    "* as printed in the paper. Continent and country are from coordinates; in parentheses by name. "
    f"{_OTHER_READINGS} They are not ranked, nor are baselines."
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
    has_paper = any(row.basis == "published" for row in rows)  # a study's standings have neither it nor ranks
    marks = _MARKS if has_paper else _OTHER_READINGS
    how = "In brackets: 95% intervals."
    if intervals.replicates and has_paper:
        how += f" Those of ranks are from {intervals.replicates:,} replicates with seed {intervals.seed}."
    sentences = (marks, how, *_lacks(rows), *_seeds(rows), *_narrower(rows), *_warnings(rows), *notes)
    yield from map(_wrapped, sentences)


def unfolded(rows: Iterable[Standing]) -> list[Standing]:
    """Main rows in order, each followed by the rows under it."""
    by_key: dict[str | None, list[Standing]] = {}
    for row in rows:
        by_key.setdefault(row.under, []).append(row)
    return [row for main in by_key.get(None, []) for row in (main, *by_key.get(main.key, []))]


def format_same_clips(comparison: Json) -> Iterator[str]:
    """What `leaderboard.board.same_clips.compare_on_same_clips` returns, as lines of text."""
    yield "Each with people, on the clips that both have answered."
    if comparison["rows"]:
        yield _SAME_LINE.format(*_SAME_HEAD).rstrip()
    for row in comparison["rows"]:
        score = _cell(row["figures"]["all"]["geoscore"], row["intervals"]["all"].get("geoscore"))
        cells = row["name"][:_SAME_NAME], f"{row['clips']:,}", score, *_difference(row["difference"])
        yield _SAME_LINE.format(*cells).rstrip()
    for sentence in dict.fromkeys([comparison["why_not"], *(row["why_not"] for row in comparison["rows"])]):
        if sentence:
            yield _wrapped(sentence)


def _line(row: Standing) -> str:
    figures, intervals = row.figures["all"], row.intervals.get("all", {})
    name = f"{'  ' if row.under else ''}{row.name}"
    mark = "*" if row.basis == "published" else ""
    cells = (
        "" if row.rank is None else str(row.rank),
        "[{}, {}]".format(*row.rank_interval) if row.rank_interval else "",
        f"{name[: _NAME - len(mark)]}{mark}",
        f"{row.clips:,}",
        "" if row.guesses is None else f"{row.guesses:,}",
        *(_cell(figures.get(key), intervals.get(key)) for key in ("geoscore", "distance_km")),
        *(_place(figures, level) for level in ("continent", "country")),
    )
    return _LINE.format(*cells).rstrip()


def _lacks(rows: Iterable[Standing]) -> Iterator[str]:
    for row in rows:
        if row.provisional and row.under is None and row.kind in RANKED:
            yield f"{row.name}: provisional. To be ranked it needs {row.provisional}."


def _seeds(rows: Iterable[Standing]) -> Iterator[str]:
    return (f"{row.name}: {row.seeds.sentence()}" for row in rows if row.seeds)


def _narrower(rows: Iterable[Standing]) -> Iterator[str]:
    for row in rows:
        ends = row.narrower.get("all", {}).get("geoscore")
        if ends and row.under is None:
            span = f"[{ends[0]:,.0f}, {ends[1]:,.0f}]"
            yield f"{row.name}, GeoScore: {row.question} {row.narrower_question} {span}."


def _warnings(rows: Iterable[Standing]) -> Iterator[str]:
    return (f"{row.name}: {warning}" for row in rows if row.under is None for warning in row.warnings)


def _difference(by_metric: dict[str, Any] | None) -> tuple[str, str, str, str]:
    if not by_metric or "geoscore" not in by_metric:
        return "", "", "", ""
    score = by_metric["geoscore"]
    people = _cell(score["people"], score["people_interval"])
    if score["low"] is None:
        return people, f"{score['mean']:+,.1f}", "", ""
    span = f"{score['mean']:+,.1f} [{score['low']:+,.1f}, {score['high']:+,.1f}]"
    return people, span, f"{score['se']:,.1f}", f"{score['p_holm']:.3g}"


def _cell(figure: float | None, span: Interval | None) -> str:
    if figure is None or math.isnan(figure):
        return "-"
    return f"{figure:,.0f} [{span[0]:,.0f}, {span[1]:,.0f}]" if span else f"{figure:,.0f}"


def _place(figures: Metrics, level: str) -> str:
    """A share from coordinates; by name in parentheses where only that is known."""
    at_point, by_name = (figures.get(f"{level}_{kind}", math.nan) for kind in ("acc_coordinates", "acc"))
    if not math.isnan(at_point):
        return f"{at_point:.2f}"
    return "-" if math.isnan(by_name) else f"({by_name:.2f})"


def _wrapped(sentence: str) -> str:
    return textwrap.fill(sentence, WIDTH, break_long_words=False, break_on_hyphens=False)
