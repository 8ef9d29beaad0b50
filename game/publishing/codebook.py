"""The codebook: type, unit and meaning of every column of the published tables."""

import io

from game.columns import COLUMNS, PLAYERS
from game.csv_cells import SafeCsvWriter
from game.trial_columns import TRIALS

NAME = "codebook.csv"
TABLES = {"guesses": COLUMNS, "players": PLAYERS, "spatial": TRIALS}
FILES = {  # by table, in the dataset
    "guesses": "guesses/*.parquet",
    "players": "players/players.parquet",
    "spatial": "spatial/*.parquet",
}
HEADER = ("table", "column", "type", "unit", "meaning", "blank_when")


def codebook() -> str:
    """The codebook as CSV, a line for each column of each table."""
    text = io.StringIO(newline="")
    lines = SafeCsvWriter(text)
    lines.write(HEADER)
    for table, columns in TABLES.items():
        lines.write_all((table, c.name, c.kind, c.unit, c.meaning, c.blank) for c in columns)
    return text.getvalue()
