"""The leaderboard as JSON and as CSV."""

import io
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict

import numpy as np

from game.csv_cells import SafeCsvWriter
from game.json_types import Json, none_if_nan
from leaderboard.board.left_out import left_out, sentences
from leaderboard.board.notes import notes
from leaderboard.board.standings import Standing, ranked
from leaderboard.board.summary import lead
from leaderboard.board.table import published_constants, published_models
from leaderboard.entrants.humans import MIN_ROUNDS
from leaderboard.entrants.paper import load_constants, load_published
from leaderboard.entrants.roster import Roster
from leaderboard.entrants.seeds import FIGURES
from leaderboard.figures.figure import Figure
from leaderboard.scoring.columns import COLUMNS, Column
from leaderboard.scoring.metrics import PARTS
from leaderboard.uncertainty.interval_file import Intervals

_FACTS = (
    "key",
    "name",
    "kind",
    "basis",
    "open",
    "under",
    "clips",
    "guesses",
    "players",
    "rank",
    "provisional",
)
_ENDINGS = ("", "_low", "_high")
# Column endings for the standard deviation, the lowest and the highest seed.
_SEED_FIELDS = {"_seeds_sd": "sd", "_seeds_min": "low", "_seeds_max": "high"}
CSV_COLUMNS = (
    *(*_FACTS, "seeds", "part"),
    *(f"{column.key}{ending}" for column in COLUMNS for ending in _ENDINGS),
    *(f"{key}{ending}" for key in FIGURES for ending in _SEED_FIELDS),
)


def to_dict(roster: Roster, rows: Sequence[Standing], drawn: Sequence[Figure], intervals: Intervals) -> Json:
    """The whole board as the API sends it, except ``as_of``."""
    benchmark, responses = roster.benchmark, roster.guesses.responses
    return {
        "state": "ready",
        "intervals_as_of": intervals.as_of or None,
        "seed": intervals.seed,
        "replicates": intervals.replicates,
        "pack": {
            "name": benchmark.name,
            "clips": len(benchmark.clips),
            "benchmark": benchmark.is_agl1k,
            "synthetic": benchmark.is_synthetic,
        },
        "counts": {
            "guesses": int(np.count_nonzero(~responses.silent)),
            "skips": int(np.count_nonzero(responses.silent)),
            "players": int(np.count_nonzero(np.bincount(roster.guesses.player))),
            "clips": int(np.count_nonzero(np.bincount(responses.clip))),
        },
        "left_out": left_out(roster) | {"sentences": sentences(roster)},
        "fewest_rounds": MIN_ROUNDS,
        "lead": lead(load_published(), load_constants()),
        "notes": notes(roster),
        "columns": columns(),
        "rows": list(map(row, rows)),
        "figures": [
            {
                "name": figure.name,
                "title": figure.title,
                "entrant": figure.entrant,
                "section": figure.section,
                "height": figure.height,
            }
            for figure in drawn
        ],
    }


def published_rows() -> list[Standing]:
    """The rows that are known before anything is counted."""
    return ranked([*published_models(), *published_constants(set())], comparable=True)


def before_first_count(rows: Sequence[Standing], progress: float) -> Json:
    """The board until the first count is done, with `published_rows`."""
    return {
        "state": "counting",
        "progress": progress,
        "lead": lead(load_published(), load_constants()),
        "notes": [],
        "columns": columns(),
        "rows": list(map(row, rows)),
        "figures": [],
    }


def columns() -> list[Json]:
    """The columns as the page explains them."""
    return [
        {
            "key": column.key,
            "title": column.title,
            "unit": column.unit,
            "decimals": column.decimals,
            "meaning": column.meaning,
            "better": _better(column),
        }
        for column in COLUMNS
    ]


def row(standing: Standing) -> Json:
    """One row of the table; a figure without any answers is null."""
    return {
        **{name: getattr(standing, name) for name in _FACTS},
        "main": standing.under is None,
        "note": standing.note,
        "guesses_per_clip": standing.guesses_per_clip,
        "rank_interval": standing.rank_interval,
        "older_rank": standing.older_rank,
        "question": standing.question,
        "narrower_question": standing.narrower_question,
        "warnings": standing.warnings,
        "figures": {part: _figures(standing.figures.get(part, {})) for part in PARTS},
        "doubts": {part: dict(standing.doubts.get(part, {})) for part in PARTS},
        "intervals": {part: dict(standing.intervals.get(part, {})) for part in PARTS},
        "older": {part: dict(standing.older.get(part, {})) for part in PARTS},
        "narrower": {part: dict(standing.narrower.get(part, {})) for part in PARTS},
        "seeds": standing.seeds and asdict(standing.seeds),
    }


def records(row: Json) -> Iterator[Json]:
    """A row of the table as flat records, one per part, with the columns `CSV_COLUMNS`."""
    facts = {name: row[name] for name in _FACTS}
    seeds = row["seeds"] or {"count": None, "spread": {}}
    for part in PARTS:
        yield {
            **facts,
            "seeds": seeds["count"],
            "part": part,
            **_figure_cells(row["figures"][part], row["intervals"][part]),
            **_seed_cells(seeds["spread"].get(part, {})),
        }


def to_csv(standings: Iterable[Standing]) -> str:
    """The table, with a line for each row and part."""
    text = io.StringIO()
    lines = (record for standing in standings for record in records(row(standing)))
    SafeCsvWriter(text).write_named(CSV_COLUMNS, lines)
    return text.getvalue()


def _figures(metrics: Mapping[str, float]) -> Json:
    return {column.key: none_if_nan(metrics.get(column.key, math.nan)) for column in COLUMNS}


def _figure_cells(figures: Json, intervals: Mapping[str, tuple[float, float]]) -> Json:
    cells: Json = {}
    for key, figure in figures.items():
        low, high = intervals.get(key, (None, None))
        cells |= {key: figure, f"{key}_low": low, f"{key}_high": high}
    return cells


def _seed_cells(spread: Mapping[str, Mapping[str, float]]) -> Json:
    return {
        f"{key}{ending}": spread.get(key, {}).get(field)
        for key in FIGURES
        for ending, field in _SEED_FIELDS.items()
    }


def _better(column: Column) -> str | None:
    """Which way is better; answering more clips is neither."""
    if column.unit in {"clips", "answers"}:
        return None
    return "low" if column.unit == "km" or column.key == "reject_rate" else "high"
