"""A report's folder: the page, and a CSV file for each of its tables."""

import io
from pathlib import Path

from game.atomic_write import write_whole
from game.csv_cells import SafeCsvWriter
from leaderboard.study.report.cells import header, record
from leaderboard.study.report.document import Document, Table
from leaderboard.study.report.page import html

PAGE, TABLES = "report.html", "tables"


def write(document: Document, folder: Path) -> list[Path]:
    """Write a report; files of an earlier one are replaced.

    Returns
    -------
    list of Path
        The page first.

    Raises
    ------
    OSError
    """
    (folder / TABLES).mkdir(parents=True, exist_ok=True)
    written = [folder / PAGE]
    write_whole(written[0], [html(document).encode()])
    for section in document.sections:
        for table in section.tables:
            written.append(folder / TABLES / f"{table.name}.csv")
            write_whole(written[-1], [csv(table).encode()])
    return written


def csv(table: Table) -> str:
    """A table as CSV, its header even where it has no rows."""
    text = io.StringIO()
    writer = SafeCsvWriter(text)
    writer.write(header(table.columns))
    writer.write_all(record(table.columns, row) for row in table.rows)
    return text.getvalue()
