"""What the leaderboard is counted from, and whether it has changed."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from game.settings import Settings
from game.store.database import reading_connection
from game.store.engines import is_postgresql, sqlite_file
from game.store.errors import StoreUnavailable
from leaderboard.guesses import queries

Stat = tuple[str, int, int]
Seen = list[Stat] | str | None


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
        self._seen: Seen = None
        self._rounds = ""

    @classmethod
    def of(cls, settings: Settings) -> "Sources":
        return cls(settings.database_url, settings.answers)

    def stamp(self) -> str | None:
        """A value that changes when a round is closed, judged anew or withdrawn, and when answers come.

        None when nothing tells cheaply whether the database was written to, as of one in memory. Much is
        written besides, by monitors for one; so rounds are asked for, but only if the database has changed.
        """
        if self._file is None and not is_postgresql(self._url):
            return None
        self._look()
        answers = _stats(sorted(self._answers.rglob("*"))) if self._answers else []
        return hashlib.sha256(repr((self._rounds, answers)).encode()).hexdigest()

    def _look(self) -> None:
        if self._file:
            seen: Seen = _stats([self._file, self._file.with_name(f"{self._file.name}-wal")])
            if seen == self._seen:
                return
            self._seen = seen
        try:
            with reading_connection(self._url) as connection:
                if connection is None or not queries.has_rounds_table(connection):
                    self._rounds = "none"
                elif self._file or self._is_new(queries.changes(connection)):
                    self._rounds = repr((queries.extent(connection), queries.extent_of_trials(connection)))
        except StoreUnavailable:
            self._seen, self._rounds = None, "unknown"  # asked again the next time

    def _is_new(self, changes: str) -> bool:
        is_new, self._seen = changes != self._seen, changes
        return is_new


def _stats(files: Iterable[Path]) -> list[Stat]:
    found = []
    for file in files:
        try:
            stat = file.stat()
        except OSError:
            continue
        found.append((str(file), stat.st_mtime_ns, stat.st_size))
    return found
