"""Files of answers as records, each with the line it begins in; damage costs a record, not the file."""

import csv
import io
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

# AGL1K's names of what an answer holds, by ours; a plain CSV file uses ours.
AGL1K_FIELDS = {
    "key": "question_id",
    "lat": "predicted_latitude",
    "lon": "predicted_longitude",
    "city": "predicted_city",
    "country": "predicted_country",
    "continent": "predicted_continent",
    "reasoning": "reasoning",
}
COLUMNS = ("key", "lat", "lon", "city", "country", "continent")
_GAP = re.compile(r"[\s,]*")
_OBJECT = re.compile(r"^[ \t]*\{", re.MULTILINE)
# A NUL, and half a surrogate pair: bytes that were no UTF-8, or an escape that is no character.
_DAMAGE = re.compile("[\0\ud800-\udfff]")
# Also a number of thousands of digits, and brackets without end.
_UNDECODABLE = (ValueError, RecursionError)


class AnswersError(Exception):
    """A file that cannot be scored; the message says why, and what to mend."""


class Kind(StrEnum):
    """What can be wrong with a line."""

    MALFORMED = "malformed"
    UNKNOWN_KEY = "unknown key"
    OUT_OF_RANGE = "out of range"
    NO_NUMBER = "no number"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with what begins in a line of the file, as editors count."""

    line: int
    kind: Kind
    what: str


@dataclass(frozen=True, slots=True)
class Record:
    """What a file holds about one clip, as texts under our names; what is not there is None."""

    line: int
    cells: Mapping[str, str | None]


Found = Iterator[Record | Problem]


def read_records(file: Path) -> Found:
    """Read a file of answers: `.jsonl` and `.json` in AGL1K's fields, `.csv` with our columns.

    Parameters
    ----------
    file : Path
        In UTF-8, with or without a byte order mark; the name's ending tells the format.

    Yields
    ------
    Record or Problem
        In the order of the file.

    Raises
    ------
    AnswersError
        When it cannot be read at all, or is a table without the right header.
    """
    read = _FORMATS.get(file.suffix.lower())
    if read is None:
        raise AnswersError(f"{file}: let the name end in {', '.join(_FORMATS)}, to tell the format.")
    try:
        # Broken UTF-8 is smuggled through, so that only the record that holds it is lost.
        text = file.read_bytes().decode("utf-8-sig", errors="surrogateescape")
    except OSError as error:
        raise AnswersError(f"{file} cannot be read: {error.strerror}.") from error
    try:
        yield from read(text)
    except AnswersError as error:
        raise AnswersError(f"{file}: {error}") from error


def _json_lines(text: str) -> Found:
    for line, said in enumerate(text.split("\n"), 1):
        if not said.strip():
            continue
        try:
            yield _record(line, json.loads(said))
        except _UNDECODABLE as error:
            yield Problem(line, Kind.MALFORMED, _why(error))


def _json(text: str) -> Found:
    return _json_list(text) if text.lstrip().startswith("[") else _json_lines(text)


def _json_list(text: str) -> Found:
    """Decode one by one, so that a list cut short or damaged still gives the rest."""
    decoder = json.JSONDecoder()
    at, line, counted = text.index("[") + 1, 1, 0
    while True:
        gap = _GAP.match(text, at)
        at = gap.end() if gap else at
        line, counted = line + text.count("\n", counted, at), at
        if text.startswith("]", at):
            return
        try:
            value, at = decoder.raw_decode(text, at)
            yield _record(line, value)
        except _UNDECODABLE as error:
            ended = at == len(text)
            yield Problem(line, Kind.MALFORMED, "the list has no end" if ended else _why(error))
            later = _OBJECT.search(text, at + 1)
            if later is None:
                return
            at = later.end() - 1


def _csv(text: str) -> Found:
    rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    while True:
        line = rows.line_num + 1
        try:
            cells = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            yield Problem(line, Kind.MALFORMED, f"this is no comma separated row ({error})")
            continue
        if header and any(cells):
            yield _row(line, header, cells)
        elif any(cells):
            header = _checked([name.strip() for name in cells])


def _checked(header: list[str]) -> list[str]:
    twice = next((name for name in header if header.count(name) > 1), None)
    if twice is not None:
        raise AnswersError(f"the column {twice!r} is there twice: take one out.")
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise AnswersError(
            f"there is no column {', '.join(missing)}: write a header of {', '.join(COLUMNS)}."
        )
    return header


def _row(line: int, header: list[str], cells: list[str]) -> Record | Problem:
    if len(cells) != len(header):
        what = f"there are {len(cells)} cells under {len(header)} columns"
        return Problem(line, Kind.MALFORMED, what)
    named = dict(zip(header, cells, strict=True))
    return _sound(line, {name: named.get(name, "").strip() or None for name in AGL1K_FIELDS})


def _record(line: int, value: object) -> Record | Problem:
    if not isinstance(value, dict):
        return Problem(line, Kind.MALFORMED, "this is no object")
    if not any(AGL1K_FIELDS[name] in value for name in COLUMNS[1:]):
        return Problem(line, Kind.MALFORMED, "it has none of the fields of an answer")
    cells = {ours: value.get(theirs) for ours, theirs in AGL1K_FIELDS.items()}
    odd = next((name for name, cell in cells.items() if isinstance(cell, bool | list | dict)), None)
    if odd is not None:
        return Problem(line, Kind.MALFORMED, f"{AGL1K_FIELDS[odd]} is neither a text nor a number")
    return _sound(line, {name: _text(cell) for name, cell in cells.items()})


def _text(cell: object) -> str | None:
    nothing = cell is None or (isinstance(cell, float) and math.isnan(cell))
    return None if nothing else str(cell)


def _sound(line: int, cells: dict[str, str | None]) -> Record | Problem:
    damaged = next((name for name, cell in cells.items() if cell and _DAMAGE.search(cell)), None)
    if damaged is not None:
        return Problem(line, Kind.MALFORMED, f"{damaged} holds bytes that are no text")
    return Record(line, cells)


def _why(error: Exception) -> str:
    told = f"{error.msg}, character {error.colno}" if isinstance(error, json.JSONDecodeError) else "too large"
    return f"this is no JSON ({told})"


_FORMATS = {".jsonl": _json_lines, ".json": _json, ".csv": _csv}
