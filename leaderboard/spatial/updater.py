"""Brings the second board up to date: reads trials and models' answers, writes the files that are served."""

import logging
import time
from collections.abc import Callable, Mapping
from typing import Any

import orjson

from game.scenes.scene_loading import loaded_scene_pack
from game.scenes.scene_pack import ScenePack, ScenePackError
from game.settings import Settings
from game.store.errors import StoreUnavailable
from leaderboard.spatial.board import AroundBoard
from leaderboard.spatial.entrants import watched_files
from leaderboard.spatial.figures.charts import charts
from leaderboard.spatial.trial_rows import TrialReader
from leaderboard.worker.counting_loop import Counter
from leaderboard.worker.output_files import BOARD, TABLE, OutputFiles
from leaderboard.worker.sentences_file import write_sentences
from leaderboard.worker.write_figures import write_figures

RESTS = 4  # times as long as the last count took: the leaderboard is counted by the same process
log = logging.getLogger("earwitness.leaderboard")


class AroundUpdater:
    """Reads, computes and publishes the second board again whenever something is new.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    """

    def __init__(
        self, settings: Settings, outputs: OutputFiles, clock: Callable[[], float] = time.time
    ) -> None:
        self._outputs = outputs
        self._clock = clock
        self._answers = settings.answers
        self._settings = settings
        self._pack: ScenePack | None = None
        self._said = ""
        self._reader = TrialReader(settings.database_url)
        self._files: list[tuple[str, int, int]] | None = None
        self._due = True
        self._rests_until = 0.0

    def refresh(self) -> bool:
        """Publish what is new; whether anything was, or something failed."""
        self._load_pack()
        try:
            self._due |= self._reader.refresh()
        except StoreUnavailable as error:
            log.warning("trials around the head cannot be read, trying again: %s", error)
            return True
        files = self._stats()
        if files == self._files and not self._due:
            return False
        if time.monotonic() < self._rests_until:
            return True
        self._files = files
        started = time.monotonic()
        try:
            self._publish()
        except OSError as error:
            log.warning("the board around the head cannot be written, trying again: %s", error)
            self._due = True
        else:
            self._due = False
        now = time.monotonic()
        self._rests_until = now + RESTS * (now - started)
        return True

    def _load_pack(self) -> None:
        """Load the pack as soon as it is there: one from the Hub may still be on its way."""
        if self._pack is not None:
            return
        try:
            self._pack = loaded_scene_pack(self._settings.scenes, self._settings.state)
        except ScenePackError as error:
            if str(error) != self._said:
                log.warning("the board around the head has no pack: %s", error)
            self._said = str(error)
        self._due |= self._pack is not None

    def _publish(self) -> None:
        board = AroundBoard.of(self._reader.trials, self._pack, self._answers)
        drawn = charts(board.entrants)
        body = board.to_dict(drawn)
        write_sentences(self._outputs, body, [figure.to_dict() for figure in drawn])
        self._outputs.put(TABLE, board.to_csv().encode())
        write_figures(self._outputs, drawn)
        self._outputs.put(BOARD, orjson.dumps(body | {"as_of": self._clock()}))

    def _stats(self) -> list[tuple[str, int, int]]:
        found = []
        for file in watched_files(self._answers, self._pack.name) if self._pack else []:
            try:
                stat = file.stat()
            except OSError:
                continue
            found.append((str(file), stat.st_mtime_ns, stat.st_size))
        return found


class BothBoards:
    """The leaderboard, which answers questions, and the second board, as one thing to count."""

    def __init__(self, world: Counter, around: AroundUpdater) -> None:
        self._world = world
        self._around = around
        self._failed = ""

    def refresh(self) -> bool:
        """Refresh both; whether there was something new in either."""
        changed = self._world.refresh()
        try:
            return self._around.refresh() or changed
        except Exception as error:  # whatever is wrong with one board, the other goes on
            if self._failed != (failed := repr(error)):
                log.exception("the board around the head cannot be counted, trying again")
            self._failed = failed
            return changed

    def stamp(self) -> str | None:
        """The leaderboard's, which knows of trials too."""
        return self._world.stamp()

    def answer(self, question: Mapping[str, Any]) -> Any:
        """The leaderboard's answer."""
        return self._world.answer(question)
