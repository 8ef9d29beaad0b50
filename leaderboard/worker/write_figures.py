"""The files of a board's figures."""

from collections.abc import Sequence

import orjson

from leaderboard.figures.figure import Figure
from leaderboard.worker.output_files import FIGURES, OutputFiles


def write_figures(outputs: OutputFiles, drawn: Sequence[Figure]) -> None:
    """Write each figure as the page takes it and as CSV, and delete all other figures.

    Others concern people who have withdrawn, or another pack.
    """
    files = {f"{figure.name}.json": orjson.dumps(figure.to_dict()) for figure in drawn}
    files |= {f"{figure.name}.csv": figure.csv().encode() for figure in drawn}
    for name, body in files.items():
        outputs.put(f"{FIGURES}/{name}", body)
    outputs.keep_figures(files)
