"""A pack that is being made: its table grows by a row with each recording that has arrived."""

import csv
import io
from collections.abc import Mapping
from pathlib import Path

from game.atomic_write import write_whole
from game.fetching.errors import FetchError
from game.fetching.target_folder import unwritable
from game.packs import manifest
from game.packs.origin import Origin, read_origin, write_origin
from game.packs.table import PackError, read_rows

DATE = "date"  # when a recording was made: told for whoever reads the table, and not asked for by the game
_COLUMNS = (*manifest.COLUMNS, DATE)


class NewPack:
    """A folder with `clips.csv`, `pack.json` and `audio/`, complete after each step.

    What an earlier run for the same wish has brought is kept.

    Parameters
    ----------
    origin : Origin
        What the pack is to be; its day counts from the first run on.

    Raises
    ------
    FetchError
        When the folder holds another pack, or cannot be written.
    """

    def __init__(self, folder: Path, origin: Origin) -> None:
        self.folder = folder
        self._table = folder / manifest.NAME
        try:
            self._rows = self._begun(origin)
        except PackError as error:
            raise FetchError(str(error)) from error
        except OSError as error:
            raise unwritable(error, folder) from error

    def _begun(self, origin: Origin) -> dict[str, dict[str, str]]:
        self.audio.mkdir(parents=True, exist_ok=True)
        rows = {row["key"]: row for row in self._read()}
        there = read_origin(self.folder, rows)
        if there is None and rows:
            raise FetchError(f"{self.folder} holds a pack that was not fetched: name another with --into")
        if there is None:
            write_origin(self.folder, origin)
        elif (there.source, there.encoding) != (origin.source, origin.encoding):
            raise FetchError(
                f"{self.folder} holds another pack, {there}: ask for the same to go on with it, or name "
                "another folder with --into"
            )
        return {key: row for key, row in rows.items() if (self.audio / row["file"]).is_file()}

    def _read(self) -> list[dict[str, str]]:
        if not self._table.is_file():
            return []
        rows = read_rows(self._table, _COLUMNS)
        return [{name: row.text(name) for name in _COLUMNS} for row in rows]

    @property
    def audio(self) -> Path:
        """The folder of the recordings."""
        return self.folder / manifest.AUDIO

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: Mapping[str, object]) -> None:
        """Add a clip whose recording is in its place; columns that are left out are blank.

        Rows stand in the order of their keys, whatever came first: the same clips give the same table.
        """
        told = {name: str(row.get(name, "")) for name in _COLUMNS}
        self._rows[told["key"]] = told
        table = io.StringIO()
        writer = csv.DictWriter(table, _COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self._rows[key] for key in sorted(self._rows))
        write_whole(self._table, [table.getvalue().encode()])
