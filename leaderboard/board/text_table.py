"""The leaderboard in print: for a terminal of 120 columns."""

import math
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from game.json_types import Json
from leaderboard.board.standings import RANKED, Span, Standing
from leaderboard.uncertainty.interval_file import Intervals

WIDTH = 120
_LINE = "{:>4} {:<8} {:<30} {:>5} {:>7} {:>20} {:>22} {:>9} {:>7}"
_HEAD = ("rank", "", "", "clips", "guesses", "GeoScore", "distance, km", "continent", "country")
_SAME_LINE = "{:<30} {:>20} {:>32}  {}"
_SAME_HEAD = ("", "GeoScore", "ahead of people", "p (Holm)")
_NAME = 30
_MARKS = (
    "* as printed in the paper, continent and country by name; in other rows they are those of the point. "
    "Indented rows are other readings of the row above them. Neither they nor baselines are ranked."
)


def in_print(
    rows: Sequence[Standing], lead: Iterable[str], notes: Iterable[str], intervals: Intervals
) -> Iterator[str]:
    """The table with what should be known before it and after it, line by line.

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
    sure = f"In brackets: 95% intervals, of {intervals.replicates:,} replicates with seed {intervals.seed}."
    for sentence in (_MARKS, *([sure] if intervals.replicates else []), *_lacks(rows), *_seeds(rows), *notes):
        yield _wrapped(sentence)


def unfolded(rows: Iterable[Standing]) -> list[Standing]:
    """Main rows in their order, each with those beneath it."""
    by_key: dict[str | None, list[Standing]] = {}
    for row in rows:
        by_key.setdefault(row.under, []).append(row)
    return [one for main in by_key.get(None, []) for one in (main, *by_key.get(main.key, []))]


def same_clips_in_print(found: Json) -> Iterator[str]:
    """What `leaderboard.board.same_clips.compared` tells, line by line."""
    clips = found["clips"]
    yield f"{clips:,} {'clip' if clips == 1 else 'clips'} answered by all of these."
    if found["rows"]:
        yield _SAME_LINE.format(*_SAME_HEAD).rstrip()
    for row in found["rows"]:
        score = _cell(row["figures"]["all"]["geoscore"], row["intervals"]["all"].get("geoscore"))
        yield _SAME_LINE.format(row["name"][:_NAME], score, *_difference(row["difference"])).rstrip()
    if found["why_not"]:
        yield _wrapped(found["why_not"])
    for key, sentence in found["left_out"].items():
        yield _wrapped(f"{sentence} Its key is {key}.")


def _line(row: Standing) -> str:
    figures, spans = row.figures["all"], row.intervals.get("all", {})
    kind = "acc" if row.basis == "published" else "acc_coordinates"
    name = f"{'  ' if row.under else ''}{row.name}"
    mark = "*" if row.basis == "published" else ""
    cells = (
        "" if row.rank is None else str(row.rank),
        "[{}, {}]".format(*row.rank_interval) if row.rank_interval else "",
        f"{name[: _NAME - len(mark)]}{mark}",
        f"{row.clips:,}",
        "" if row.guesses is None else f"{row.guesses:,}",
        *(_cell(figures.get(key), spans.get(key)) for key in ("geoscore", "distance_km")),
        *(_share(figures.get(f"{level}_{kind}")) for level in ("continent", "country")),
    )
    return _LINE.format(*cells).rstrip()


def _lacks(rows: Iterable[Standing]) -> Iterator[str]:
    for row in rows:
        if row.provisional and row.under is None and row.kind in RANKED:
            yield f"{row.name}: provisional, and not ranked before it has {row.provisional}."


def _seeds(rows: Iterable[Standing]) -> Iterator[str]:
    return (f"{row.name}: {row.seeds.sentence()}" for row in rows if row.seeds)


def _difference(told: dict[str, Any] | None) -> tuple[str, str]:
    if not told or "geoscore" not in told:
        return "", ""
    found = told["geoscore"]
    return f"{found['mean']:+,.1f} [{found['low']:+,.1f}, {found['high']:+,.1f}]", f"{found['p_holm']:.3g}"


def _cell(figure: float | None, span: Span | None) -> str:
    if figure is None or math.isnan(figure):
        return "-"
    return f"{figure:,.0f} [{span[0]:,.0f}, {span[1]:,.0f}]" if span else f"{figure:,.0f}"


def _share(figure: float | None) -> str:
    return "-" if figure is None or math.isnan(figure) else f"{figure:.2f}"


def _wrapped(sentence: str) -> str:
    return textwrap.fill(sentence, WIDTH, break_long_words=False, break_on_hyphens=False)
