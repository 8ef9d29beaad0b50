"""The text of a table, however a spreadsheet saved it: byte order marks, UTF-16, and what parts the cells."""

import codecs
import csv
import logging
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_LOG = logging.getLogger(__name__)

_ENCODINGS = (
    (codecs.BOM_UTF32_LE, "utf-32"),  # begins like UTF-16, so it comes first
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# A byte order mark, and the same after a program took it for Latin-1.
_MARKS = re.compile("(?:\ufeff|\u00ef\u00bb\u00bf)+")
_SEPARATOR_LINE = re.compile(r'"?sep=(?P<separator>[^"\r\n])"?[,;\t]*(?:\r\n|\r|\n)', re.IGNORECASE)
_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}


@dataclass(frozen=True, slots=True)
class TableText:
    """A table's text.

    Attributes
    ----------
    text : str
        Without byte order marks and without a line that only names the separator.
    skipped : int
        Lines that were taken away before it.
    separator : str
        The character between cells; empty when the text does not name it.
    mended : tuple of str
        What had to be worked around, in a few words each.
    """

    text: str
    skipped: int = 0
    separator: str = ""
    mended: tuple[str, ...] = ()


def decode_table(content: bytes, errors: str = "strict") -> TableText:
    """Decode a table in UTF-8, or in UTF-16 or UTF-32 with a byte order mark.

    Parameters
    ----------
    errors : str
        What to do with bytes that are not UTF-8, as in `bytes.decode`.

    Raises
    ------
    UnicodeDecodeError
    """
    encoding = next((name for mark, name in _ENCODINGS if content.startswith(mark)), _unmarked(content))
    text = content.decode(encoding, errors if encoding == "utf-8" else "strict")
    mended = [] if encoding == "utf-8" else [f"it is {encoding.upper()}, read as such"]
    marks = _MARKS.match(text)
    if marks and len(marks[0]) > 1:
        mended.append("it begins with more than one byte order mark, read as one")
    text = text[marks.end() :] if marks else text
    named = _SEPARATOR_LINE.match(text)
    if named is None:
        return TableText(text, mended=tuple(mended))
    return TableText(text[named.end() :], 1, named["separator"], tuple(mended))


def find_separator(text: str, columns: Collection[str]) -> str:
    """The character that parts the cells of a table: the one that shows most of the columns in its header."""
    known = {column.casefold() for column in columns}

    def found(separator: str) -> int:
        try:
            header = next(csv.reader(lines_of(text), delimiter=separator), [])
        except csv.Error:
            return 0
        return len({bare_name(name).casefold() for name in header} & known)

    return max(_SEPARATORS, key=found)  # the first of equals, so commas when nothing is found


def lines_of(text: str) -> Iterator[str]:
    """Lines with their ends, as a CSV reader wants them, without another copy of the text."""
    return (line[0] for line in _LINE.finditer(text))


def separator_mend(separator: str) -> tuple[str, ...]:
    """The mend to report for a separator; none for a comma."""
    if separator == ",":
        return ()
    return (f"its cells are parted by {_SEPARATORS.get(separator, repr(separator))}, and are read so",)


def log_mends(file: Path, mends: Iterable[str]) -> None:
    """Log what was mended in a table, once in a process however often it is read."""
    for mend in mends:
        _log_once(f"{file}: {mend}.")


@cache
def _log_once(message: str) -> None:
    _LOG.warning(message)


def bare_name(name: str) -> str:
    """A column's name without the spaces and marks around it."""
    return name.strip("\ufeff\u200b \t\r\n\xa0")


def _unmarked(content: bytes) -> str:
    """UTF-16 without a mark shows as a NUL beside each of the first letters."""
    start = content[:64]
    if len(start) >= 4 and not any(start[1::2]):
        return "utf-16-le"
    return "utf-16-be" if len(start) >= 4 and not any(start[0::2]) else "utf-8"
