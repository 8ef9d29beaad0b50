"""Brings the leaderboard up to date: reads what is new, computes the table and figures, writes the files."""

import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import orjson

from game.json_types import Json
from game.processes.memory import give_back
from game.settings import Settings
from game.store.errors import StoreUnavailable
from leaderboard.board import payload
from leaderboard.board.group_intervals import all_group_intervals
from leaderboard.board.headline import headline
from leaderboard.board.same_clips import compare_on_same_clips
from leaderboard.board.standings import Standing
from leaderboard.board.table import table
from leaderboard.entrants.entrant import Entrant
from leaderboard.entrants.roster import Roster
from leaderboard.figures.clip_map import clip_numbers, map_figure
from leaderboard.figures.figure import Figure
from leaderboard.figures.figures import figures
from leaderboard.figures.map_page import map_page
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.reader import GuessReader
from leaderboard.uncertainty.interval_file import Intervals, IntervalsError
from leaderboard.worker.answers_by_clip import write_answers_by_clip
from leaderboard.worker.interval_process import INTERVALS_SECONDS, IntervalProcess
from leaderboard.worker.output_files import (
    BOARD,
    CLIPS,
    INTERVALS,
    MAP,
    SAME_CLIPS,
    TABLE,
    OutputFiles,
)
from leaderboard.worker.questions import Questions
from leaderboard.worker.sentences_file import write_sentences
from leaderboard.worker.sources import Sources
from leaderboard.worker.write_figures import write_figures
from leaderboard.worker.write_opponents import write_opponents
from leaderboard.worker.write_others import OthersWriter

PROGRESS_SECONDS = 0.5
log = logging.getLogger("earwitness.leaderboard")


class BoardUpdater:
    """Reads, computes and publishes, again and again, and answers questions.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    interval_process : IntervalProcess, optional
        Computes the intervals; by default one with this process's environment.

    Raises
    ------
    PackError, GazetteerError, StoreError
    """

    def __init__(
        self,
        settings: Settings,
        outputs: OutputFiles,
        clock: Callable[[], float] = time.time,
        interval_process: IntervalProcess | None = None,
    ) -> None:
        self._outputs = outputs
        self._clock = clock
        self._interval_process = interval_process or IntervalProcess()
        self._sources = Sources.of(settings)
        self._benchmark = Benchmark.load(settings)
        self._announced = -PROGRESS_SECONDS
        self._announce(0, 1)
        self._roster = Roster(self._benchmark, settings.answers)
        self._reader = self._open_reader(settings)
        self._questions = Questions(self._roster, self._reader)
        self._others = OthersWriter(outputs, self._benchmark, np.random.default_rng())
        self._demo_reader = (
            self._open_reader(settings, of_demo=True) if self._benchmark.is_synthetic else None
        )
        self._intervals = Intervals()
        self._intervals_etag = ""
        self._read_at: float | None = None
        self._changed_at = 0.0  # when the last guess or answer came in
        self._published: Json = {}
        self._due = True  # something has to be published
        self._answers_due = False
        self._opponents_due = True
        self._store_warning, self._disk_warning = _WarnOnce(), _WarnOnce()
        with contextlib.suppress(OSError):
            outputs.sweep()

    def refresh(self) -> bool:
        """Publish what is new, or republish the board with its new age.

        What cannot be read or written is logged once and retried on the next call. Until guesses have been
        read, an earlier board is left in place.

        Returns
        -------
        bool
            Whether anything was new, failed, or has intervals still to come.
        """
        changed = False
        try:
            changed = self._take_news()
            if self._read_at is not None:
                self._publish_news(self._read_at)
                self._others.write()
                self._interval_process.start_if_due(self._wants_intervals())
        except OSError as error:
            self._due = True
            self._disk_warning.warn("the leaderboard cannot be updated, trying again: %s", error)
        else:
            self._disk_warning.reset()
        failed = self._due or self._answers_due or self._store_warning.warned or self._read_at is None
        return changed or failed or self._lacks_intervals()

    def stamp(self) -> str | None:
        """A value that changes with the guesses and answers; None when nothing can tell."""
        return self._sources.stamp()

    def answer(self, question: Mapping[str, Any]) -> Json:
        """As `Questions.answer`."""
        return self._questions.answer(question, self._read_at)

    def close(self) -> None:
        """Close the database, and stop the process that computes intervals."""
        self._reader.close()
        if self._demo_reader:
            self._demo_reader.close()
        self._interval_process.close()

    def _take_news(self) -> bool:
        first = self._read_at is None
        self._take_intervals()
        changed = self._take_guesses() | self._take_answers()
        # Intervals found at the start may already cover the answers found at the start.
        if not self._has_intervals() if first else changed:
            self._changed_at = self._clock()
        self._due |= changed
        return changed

    def _open_reader(self, settings: Settings, of_demo: bool = False) -> GuessReader:
        benchmark = self._benchmark
        return GuessReader(
            settings.database_url, benchmark.name, benchmark.positions, self._announce, of_demo=of_demo
        )

    def _take_guesses(self) -> bool:
        is_first = self._read_at is None
        try:
            changed = self._reader.refresh()
            shown_changed = self._demo_reader.refresh() if self._demo_reader else changed
        except StoreUnavailable as error:
            self._store_warning.warn("guesses cannot be read, trying again: %s", error)
            return False
        self._store_warning.reset()
        self._read_at = self._clock()
        if changed:
            self._roster.set_guesses(self._reader.guesses, self._reader.kept, self._reader.others)
        shown = self._demo_reader or self._reader
        if is_first or shown_changed:
            self._others.note(shown.guesses, shown.kept)
        return changed or shown_changed

    def _take_answers(self) -> bool:
        changed = self._roster.reload_answers()
        self._answers_due |= changed
        if self._answers_due:
            benchmark = self._benchmark
            write_answers_by_clip(
                self._outputs, benchmark.name, self._roster.models, benchmark.truth, benchmark.positions
            )
            self._answers_due = False
            self._opponents_due = True
        return changed

    def _take_intervals(self) -> None:
        """Load the interval file if it is new and usable."""
        held = self._outputs.get(INTERVALS)
        if held is None or held.etag == self._intervals_etag:
            return
        self._intervals_etag = held.etag
        try:
            intervals = Intervals.read(held.body)
        except IntervalsError as error:
            log.warning(
                "%s cannot be used, intervals will be recomputed: %s", self._outputs.folder / INTERVALS, error
            )
            return
        if intervals.pack == self._benchmark.name:
            self._intervals = intervals
            self._due = True

    def _has_intervals(self) -> bool:
        """Whether the loaded intervals cover, as far as can be told, the present answers."""
        intervals = self._intervals
        known = all(model.key in intervals.rows for model in self._roster.models)
        return known and intervals.guesses == len(self._roster.guesses)

    def _wants_intervals(self) -> bool:
        age = self._clock() - self._intervals.as_of
        return self._lacks_intervals() and not 0 <= age < INTERVALS_SECONDS

    def _lacks_intervals(self) -> bool:
        """Whether there is something to compute intervals of that is newer than those that are there."""
        roster = self._roster
        if not (len(roster.guesses) or roster.models or roster.has_baselines):
            return False
        as_of = self._intervals.as_of
        # A timestamp in the future means the clock jumped.
        return as_of > self._clock() or self._changed_at > as_of

    def _publish_news(self, read_at: float) -> None:
        if self._due:
            self._questions.forget()
            self._publish(read_at)
            if not (self._roster.has_baselines or self._benchmark.is_synthetic):
                # Baselines take seconds: publish the board without them first.
                self._put_board(read_at)
                self._roster.compute_baselines()
                self._publish(read_at)
                self._opponents_due = True
            self._put_opponents()
            self._due = False
            give_back()
        self._put_board(read_at)

    def _put_opponents(self) -> None:
        if self._opponents_due:
            write_opponents(self._outputs, self._roster)
            self._opponents_due = False

    def _publish(self, read_at: float) -> None:
        entrants = self._roster.entrants()
        rows = table(self._roster, self._intervals)
        same_clips = compare_on_same_clips(self._roster, ())
        # Before the board: whoever sees rows there can download them.
        self._outputs.put(TABLE, payload.to_csv(rows).encode())
        if not self._published:  # rows first: figures take as long again
            self._published = self._board(rows, (), same_clips)
            write_sentences(self._outputs, self._published)
            self._put_board(read_at)
        drawn = self._draw(entrants)
        board = self._board(rows, drawn, same_clips)
        write_sentences(self._outputs, board, same_clips, [figure.to_dict() for figure in drawn])
        write_figures(self._outputs, drawn)
        self._published = board
        self._outputs.put(SAME_CLIPS, orjson.dumps(same_clips | {"as_of": read_at}))
        self._outputs.put(MAP, map_page().encode())

    def _board(self, rows: Sequence[Standing], drawn: Sequence[Figure], same_clips: Json) -> Json:
        board = payload.to_dict(self._roster, rows, drawn, self._intervals)
        return board | {"headline": headline(same_clips)}

    def _draw(self, entrants: Sequence[Entrant]) -> list[Figure]:
        people, everyone = self._roster.people, self._roster.everyone
        heard = self._roster.seconds_heard if people else None
        drawn = figures(entrants, self._benchmark.truth, heard, all_group_intervals(self._roster))
        numbers = clip_numbers(everyone, self._roster.crowd_km) if everyone else {}
        self._outputs.put(
            CLIPS, orjson.dumps({self._benchmark.clips[index].key: clip for index, clip in numbers.items()})
        )
        return [*drawn, map_figure(numbers, len(self._benchmark.clips))] if everyone else drawn

    def _put_board(self, read_at: float) -> None:
        self._outputs.put(BOARD, orjson.dumps(self._published | {"as_of": read_at}))

    def _announce(self, read: int, total: int) -> None:
        """Publish the progress of the first count, unless an older board can be shown."""
        if time.monotonic() - self._announced < PROGRESS_SECONDS or self._is_published():
            return
        self._announced = time.monotonic()
        with contextlib.suppress(OSError):  # logged when the board itself cannot be written
            rows = payload.published_rows()
            self._outputs.put(TABLE, payload.to_csv(rows).encode())
            board = payload.before_first_count(rows, read / max(total, 1))
            write_sentences(self._outputs, board)
            self._outputs.put(BOARD, orjson.dumps(board))

    def _is_published(self) -> bool:
        """Whether there is a readable board for this pack."""
        held = self._outputs.get(BOARD)
        try:
            board = orjson.loads(held.body) if held else {}
            return bool(board["state"] == "ready" and board["pack"]["name"] == self._benchmark.name)
        except (ValueError, LookupError, TypeError):
            return False


class _WarnOnce:
    """Logs a recurring problem only when it starts."""

    def __init__(self) -> None:
        self.warned = False

    def warn(self, message: str, *facts: object) -> None:
        if not self.warned:
            log.warning(message, *facts)
        self.warned = True

    def reset(self) -> None:
        self.warned = False
