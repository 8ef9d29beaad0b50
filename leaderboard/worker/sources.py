"""What the leaderboard is counted from, and whether it has changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from game.settings import Settings
from game.store.database import reading_connection
from game.store.engines import sqlite_file
from game.store.errors import StoreUnavailable
from leaderboard.guesses import queries

Stat = tuple[str, int, int]


class Sources:
    """The closed rounds and trials of a database, and the models' answers.

    Parameters
    ----------
    url : str
        Of the database.
    answers : Path or None
        Folder of the models' answers.
    """

    def __init__(self, url: str, answers: Path | None) -> None:
        self._url = url
        self._file = sqlite_file(url)
        self._answers = answers
        self._seen: list[Stat] = []
        self._rounds = ""

    @classmethod
    def of(cls, settings: Settings) -> "Sources":
        return cls(settings.database_url, settings.answers)

    def stamp(self) -> str | None:
        """A value that changes when a round is closed, judged anew or withdrawn, and when answers come.

        None when the database is not a file: nothing tells cheaply then whether it was written to. Much is
        written besides, by monitors for one; so rounds are asked for, but only if the file has changed.
        """
        if self._file is None:
            return None
        seen = _stats([self._file, self._file.with_name(f"{self._file.name}-wal")])
        if seen != self._seen:
            self._seen, self._rounds = seen, self._closed_rounds()
        answers = _stats(sorted(self._answers.rglob("*"))) if self._answers else []
        return hashlib.sha256(repr((self._rounds, answers)).encode()).hexdigest()

    def _closed_rounds(self) -> str:
        try:
            with reading_connection(self._url) as connection:
                if connection is None or not queries.has_rounds_table(connection):
                    return "none"
                return repr((queries.extent(connection), queries.extent_of_trials(connection)))
        except StoreUnavailable:
            self._seen = []  # asked again the next time
            return "unknown"


def _stats(files: Iterable[Path]) -> list[Stat]:
    found = []
    for file in files:
        try:
            stat = file.stat()
        except OSError:
            continue
        found.append((str(file), stat.st_mtime_ns, stat.st_size))
    return found
