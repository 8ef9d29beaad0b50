"""Answer files as records, each with its line number; a damaged record does not lose the rest of the file."""

import csv
import io
import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from game.json_types import Json
from game.packs.table_text import TableText, bare_name, decode_table, find_separator, log_mends
from leaderboard.answers.inspect_log import LogError, answers_in, is_log, read_log

# Our names for an answer's fields, and AGL1K's. A plain CSV file uses ours.
AGL1K_FIELDS = {
    "key": "question_id",
    "lat": "predicted_latitude",
    "lon": "predicted_longitude",
    "city": "predicted_city",
    "country": "predicted_country",
    "continent": "predicted_continent",
    "reasoning": "reasoning",
}
LOG = ".eval"  # of Inspect
COLUMNS = ("key", "lat", "lon", "city", "country", "continent")
_GAP = re.compile(r"[\s,]*")
_OBJECT = re.compile(r"^[ \t]*\{", re.MULTILINE)
# A NUL, or a lone surrogate: bytes that were not UTF-8, or an escape that is not a character.
_DAMAGE = re.compile("[\0\ud800-\udfff]")
# ValueError covers numbers with thousands of digits, RecursionError endless brackets.
_UNDECODABLE = (ValueError, RecursionError)


class AnswersError(Exception):
    """A file that cannot be scored; the message says why, and what to fix."""


class Kind(StrEnum):
    """What can be wrong with a line."""

    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown key"
    OUT_OF_RANGE = "out of range"
    NO_NUMBER = "no number"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the record that begins on a line, counted from 1."""

    line: int
    kind: Kind
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.kind}: {self.what}"


@dataclass(frozen=True, slots=True)
class Record:
    """One answer as texts under our field names; a missing field is None.

    Attributes
    ----------
    source : dict
        The object that it was read from, with AGL1K's other fields; empty for a row of a table.
    """

    line: int
    cells: Mapping[str, str | None]
    source: Json = field(default_factory=dict)


Records = Iterator[Record | Problem]


def read_records(file: Path) -> Records:
    """Read an answer file: `.jsonl` and `.json` with AGL1K's fields, `.csv` with our columns, Inspect's logs.

    Parameters
    ----------
    file : Path
        The suffix decides the format: `.eval` and, if it is one, `.json` for a log of Inspect. Texts are in
        UTF-8, with or without a byte order mark.

    Yields
    ------
    Record or Problem
        In file order.

    Raises
    ------
    AnswersError
        If the file cannot be read at all, or is a table with a wrong header.
    """
    if file.suffix.lower() == LOG:
        yield from _log(file)
        return
    read = _FORMATS.get(file.suffix.lower())
    if read is None:
        raise AnswersError(f"{file}: unknown format. The name must end in {', '.join((*_FORMATS, LOG))}.")
    try:
        # Invalid UTF-8 passes through as surrogates, so that only the record that holds it is lost.
        table = decode_table(file.read_bytes(), errors="surrogateescape")
    except OSError as error:
        raise AnswersError(f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise AnswersError(f"{file} is neither UTF-8 nor whole UTF-16: save it as UTF-8.") from error
    log_mends(file, table.mended)
    try:
        yield from read(table)
    except AnswersError as error:
        raise AnswersError(f"{file}: {error}") from error


def _json_lines(table: TableText) -> Records:
    for number, line in enumerate(table.text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            yield read_fields(number, json.loads(line))
        except _UNDECODABLE as error:
            yield Problem(number, Kind.MALFORMED, _json_error(error))


def _json(table: TableText) -> Records:
    if table.text.lstrip().startswith("["):
        return _json_list(table.text)
    try:
        whole = json.loads(table.text)
    except _UNDECODABLE:
        return _json_lines(table)
    return _samples(answers_in(whole["samples"])) if is_log(whole) else _json_lines(table)


def _log(file: Path) -> Records:
    try:
        yield from _samples(read_log(file))
    except OSError as error:
        raise AnswersError(f"{file} cannot be read: {error.strerror}.") from error
    except LogError as error:
        raise AnswersError(f"{file}: {error}.") from error


def _samples(answers: Iterable[Json | str]) -> Records:
    """The answers of a log; instead of lines, its samples are counted."""
    for number, answer in enumerate(answers, 1):
        if isinstance(answer, str):
            yield Problem(number, Kind.MALFORMED, answer)
        else:
            yield read_fields(number, answer)


def _json_list(text: str) -> Records:
    """Decode item by item, so that a truncated or damaged list still gives the rest."""
    decoder = json.JSONDecoder()
    position, line, counted = text.index("[") + 1, 1, 0
    while True:
        gap = _GAP.match(text, position)
        position = gap.end() if gap else position
        line, counted = line + text.count("\n", counted, position), position
        if text.startswith("]", position):
            return
        try:
            value, position = decoder.raw_decode(text, position)
            yield read_fields(line, value)
        except _UNDECODABLE as error:
            truncated = position == len(text)
            what = "the list is not closed" if truncated else _json_error(error)
            yield Problem(line, Kind.MALFORMED, what)
            later = _OBJECT.search(text, position + 1)
            if later is None:
                return
            position = later.end() - 1


def _csv(table: TableText) -> Records:
    separator = table.separator or find_separator(table.text, COLUMNS)
    rows = csv.reader(io.StringIO(table.text, newline=""), delimiter=separator, strict=True)
    header: list[str] = []
    while True:
        line = rows.line_num + 1 + table.skipped
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(line, Kind.MALFORMED, f"not a row of a table ({error})")
            continue
        if header and any(cells):
            yield _row(line, header, cells)
        elif any(cells):
            header = _checked([bare_name(name) for name in cells])


def _checked(header: list[str]) -> list[str]:
    twice = next((name for name, count in Counter(header).items() if name and count > 1), None)
    if twice is not None:
        raise AnswersError(f"the column {twice!r} occurs twice: remove one.")
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise AnswersError(f"missing column {', '.join(missing)}: the header must have {', '.join(COLUMNS)}.")
    return header


def _row(line: int, header: list[str], cells: list[str]) -> Record | Problem:
    lacking = set(header[len(cells) :]).intersection(COLUMNS)
    if lacking or any(cell.strip() for cell in cells[len(header) :]):
        what = f"{len(cells)} cells under {len(header)} columns"
        return Problem(line, Kind.MALFORMED, what)
    named = dict(zip(header, cells, strict=False))  # a spreadsheet leaves out blank cells at the end
    return _undamaged(line, {name: named.get(name, "").strip() or None for name in AGL1K_FIELDS})


def read_fields(line: int, value: object) -> Record | Problem:
    """An answer in AGL1K's fields, which begins on a line."""
    if not isinstance(value, dict):
        return Problem(line, Kind.MALFORMED, "not an object")
    if not any(AGL1K_FIELDS[name] in value for name in COLUMNS[1:]):
        return Problem(line, Kind.MALFORMED, "none of an answer's fields is present")
    cells = {name: value.get(field) for name, field in AGL1K_FIELDS.items()}
    odd = next((name for name, cell in cells.items() if isinstance(cell, bool | list | dict)), None)
    if odd is not None:
        return Problem(line, Kind.MALFORMED, f"{AGL1K_FIELDS[odd]} is neither a text nor a number")
    return _undamaged(line, {name: _text(cell) for name, cell in cells.items()}, value)


def _text(cell: object) -> str | None:
    nothing = cell is None or (isinstance(cell, float) and math.isnan(cell))
    return None if nothing else str(cell)


def _undamaged(line: int, cells: dict[str, str | None], source: Json | None = None) -> Record | Problem:
    damaged = next((name for name, cell in cells.items() if cell and _DAMAGE.search(cell)), None)
    if damaged is not None:
        return Problem(line, Kind.MALFORMED, f"{damaged} holds bytes that are not text")
    return Record(line, cells, source or {})


def _json_error(error: Exception) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"invalid JSON ({error.msg}, character {error.colno})"
    return "invalid JSON (too large)"


_FORMATS = {".jsonl": _json_lines, ".json": _json, ".csv": _csv}
