"""A pack being made: its table grows by a row with each recording that arrives."""

import io
from collections.abc import Mapping
from pathlib import Path

from game.atomic_write import write_whole
from game.csv_cells import SafeCsvWriter
from game.fetching.errors import FetchError
from game.fetching.target_folder import unwritable
from game.packs import manifest
from game.packs.origin import Origin, read_origin, write_origin
from game.packs.table import PackError, read_rows

DATE = "date"  # when a recording was made; for people who read the table, as the game ignores it
_COLUMNS = (*manifest.COLUMNS, DATE)


class NewPack:
    """A folder with `clips.csv`, `pack.json` and `audio/`, complete after each step.

    Clips that an earlier run brought for the same request are kept.

    Parameters
    ----------
    origin : Origin
        Written to `pack.json` by the first run, so its day is that of the first run.

    Raises
    ------
    FetchError
        When the folder holds another pack, or cannot be written.
    """

    def __init__(self, folder: Path, origin: Origin) -> None:
        self.folder = folder
        self._table = folder / manifest.NAME
        try:
            self._rows = self._open(origin)
        except PackError as error:
            raise FetchError(str(error)) from error
        except OSError as error:
            raise unwritable(error, folder) from error

    def _open(self, origin: Origin) -> dict[str, dict[str, str]]:
        self.audio.mkdir(parents=True, exist_ok=True)
        rows = {row["key"]: row for row in self._read()}
        before = read_origin(self.folder, rows)
        if before is None and rows:
            raise FetchError(f"{self.folder} holds a pack that was not fetched: name another with --into")
        if before is None:
            write_origin(self.folder, origin)
        elif (before.source, before.encoding) != (origin.source, origin.encoding):
            raise FetchError(
                f"{self.folder} holds another pack, {before}: ask for the same to add to it, or name "
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
        return self.folder / manifest.AUDIO

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def add(self, row: Mapping[str, object]) -> None:
        """Add a clip after its recording is in its place; columns that the row lacks stay blank.

        Rows are sorted by key, so that the same clips give the same table in whatever order they arrive.
        """
        cells = {name: str(row.get(name, "")) for name in _COLUMNS}
        self._rows[cells["key"]] = cells
        table = io.StringIO()
        SafeCsvWriter(table).write_named(_COLUMNS, (self._rows[key] for key in sorted(self._rows)))
        write_whole(self._table, [table.getvalue().encode()])
