"""The scoreboard: works out what the leaderboard shows, and puts it on the shelf."""

import contextlib
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from game.json_types import Json
from game.settings import Settings
from game.store.group_commit import StoreUnavailable
from leaderboard.board import payload
from leaderboard.board.same_clips import UnknownEntrant, compared
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
from leaderboard.worker.output_files import BOARD, CLIPS, FIGURES, INTERVALS, MAP, TABLE, OutputFiles

PROGRESS_SECONDS = 0.5
MOST_ANSWERS = 64  # that are remembered until something changes
log = logging.getLogger("earwitness.leaderboard")


class BoardUpdater:
    """Reads, works out and publishes, again and again; and answers questions.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    interval_process : IntervalProcess, optional
        Has the intervals worked out; one that takes the settings from this process's environment when left
        out.

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
        self._benchmark = Benchmark.load(settings)
        self._announced = -PROGRESS_SECONDS
        self._announce(0, 1)
        self._roster = Roster(self._benchmark, settings.answers)
        self._reader = GuessReader(
            settings.database_url, self._benchmark.name, self._benchmark.positions, self._announce
        )
        self._intervals = Intervals()
        self._intervals_read = ""  # the ETag of their file
        self._read_at: float | None = None
        self._changed_at = 0.0  # when the last guess or answer was taken in
        self._published: Json = {}
        self._due = True  # something is to be published
        self._answers_due = False
        self._answers: dict[tuple[str, ...], Json] = {}
        self._store, self._disk = _Trouble(), _Trouble()
        with contextlib.suppress(OSError):
            outputs.sweep()

    def refresh(self) -> None:
        """Publish what is new; what is not is published again with its age.

        What cannot be read or written is told in the log, once, and tried again the next time. Until guesses
        have been read, an earlier board is left as it is.
        """
        try:
            self._take_news()
            if self._read_at is not None:
                self._publish_news(self._read_at)
                self._interval_process.look(self._wants_intervals())
        except OSError as error:
            self._due = True
            self._disk.tell("the leaderboard cannot be brought up to date, trying again: %s", error)
        else:
            self._disk.over()

    def answer(self, question: Mapping[str, Any]) -> Json:
        """Put the entrants of ``question["entrants"]`` side by side, or, when it names none, models."""
        keys = tuple(dict.fromkeys(question["entrants"]))
        try:
            found = self._answers.get(keys) or compared(self._roster, keys)
        except UnknownEntrant as error:
            return {"refused": {"key": error.key, "values": error.values}}
        if len(self._answers) >= MOST_ANSWERS:
            self._answers.clear()
        self._answers[keys] = found
        return {**found, "as_of": self._read_at}

    def close(self) -> None:
        """Let go of the database, and of the process that works intervals out."""
        self._reader.close()
        self._interval_process.close()

    def _take_news(self) -> None:
        first = self._read_at is None
        self._take_intervals()
        changed = self._take_guesses() | self._take_answers()
        # Of what is there at the start the intervals may have been worked out before.
        if not self._has_intervals() if first else changed:
            self._changed_at = self._clock()
        self._due |= changed

    def _take_guesses(self) -> bool:
        try:
            changed = self._reader.refresh()
        except StoreUnavailable as error:
            self._store.tell("guesses cannot be read, trying again: %s", error)
            return False
        self._store.over()
        self._read_at = self._clock()
        if changed:
            self._roster.take_guesses(self._reader.guesses, self._reader.kept)
        return changed

    def _take_answers(self) -> bool:
        changed = self._roster.take_answers()
        self._answers_due |= changed
        if self._answers_due:
            benchmark = self._benchmark
            write_answers_by_clip(
                self._outputs, benchmark.name, self._roster.models, benchmark.truth, benchmark.positions
            )
            self._answers_due = False
        return changed

    def _take_intervals(self) -> None:
        """Take up the intervals on the shelf, if they are new and can be used."""
        held = self._outputs.get(INTERVALS)
        if held is None or held.etag == self._intervals_read:
            return
        self._intervals_read = held.etag
        try:
            read = Intervals.read(held.body)
        except IntervalsError as error:
            log.warning(
                "the intervals of %s are worked out anew: %s", self._outputs.folder / INTERVALS, error
            )
            return
        if read.pack == self._benchmark.name:
            self._intervals = read
            self._due = True

    def _has_intervals(self) -> bool:
        """Whether the intervals at hand are, as far as can be told, about the answers at hand."""
        about = self._intervals
        known = all(model.key in about.rows for model in self._roster.models)
        return known and about.guesses == len(self._roster.guesses)

    def _wants_intervals(self) -> bool:
        roster = self._roster
        if not (len(roster.guesses) or roster.models or roster.has_constants):
            return False
        age = self._clock() - self._intervals.as_of
        # Those of the future are of a clock that went wrong.
        return age < 0 or (age >= INTERVALS_SECONDS and self._changed_at > self._intervals.as_of)

    def _publish_news(self, read_at: float) -> None:
        if self._due:
            self._answers.clear()
            self._publish(read_at)
            if not (self._roster.has_constants or self._benchmark.is_synthetic):
                # These take seconds: the first of the board is there to be seen meanwhile.
                self._put_board(read_at)
                self._roster.take_constants()
                self._publish(read_at)
            self._due = False
        self._put_board(read_at)

    def _publish(self, read_at: float) -> None:
        entrants = self._roster.entrants()
        rows = table(self._benchmark, entrants, self._intervals)
        if not self._published:  # the rows first: figures take as long again
            self._published = payload.told(self._roster, rows, (), self._intervals)
            self._put_board(read_at)
        drawn = self._draw(entrants)
        self._put_figures(drawn)
        self._published = payload.told(self._roster, rows, drawn, self._intervals)
        self._outputs.put(MAP, map_page().encode())
        self._outputs.put(TABLE, payload.as_csv(rows).encode())

    def _draw(self, entrants: Sequence[Entrant]) -> list[Figure]:
        people, heard = self._roster.people, self._roster.guesses.seconds_heard
        drawn = figures(entrants, self._benchmark.truth, heard if people else None, self._intervals.groups)
        numbers = clip_numbers(people, self._roster.crowd_km) if people else {}
        self._outputs.put(
            CLIPS, orjson.dumps({self._benchmark.clips[at].key: one for at, one in numbers.items()})
        )
        return [*drawn, map_figure(numbers, len(self._benchmark.clips))] if people else drawn

    def _put_figures(self, drawn: Sequence[Figure]) -> None:
        files = {f"{figure.name}.json": orjson.dumps(figure.told()) for figure in drawn}
        files |= {f"{figure.name}.csv": figure.csv().encode() for figure in drawn}
        for name, body in files.items():
            self._outputs.put(f"{FIGURES}/{name}", body)
        self._outputs.keep_figures(files)  # the others are about people who have withdrawn, or another pack

    def _put_board(self, read_at: float) -> None:
        self._outputs.put(BOARD, orjson.dumps(self._published | {"as_of": read_at}))

    def _announce(self, read: int, there: int) -> None:
        """Say how far the first count has come, where nothing older is to be seen."""
        if time.monotonic() - self._announced < PROGRESS_SECONDS or self._is_published():
            return
        self._announced = time.monotonic()
        with contextlib.suppress(OSError):  # told when the board itself cannot be written
            self._outputs.put(BOARD, orjson.dumps(payload.counting(read / max(there, 1))))

    def _is_published(self) -> bool:
        """Whether there is a board about this pack that can be read."""
        held = self._outputs.get(BOARD)
        try:
            told = orjson.loads(held.body) if held else {}
            return bool(told["state"] == "ready" and told["pack"]["name"] == self._benchmark.name)
        except (ValueError, LookupError, TypeError):
            return False


class _Trouble:
    """Something that goes wrong again and again, and is told when it begins."""

    def __init__(self) -> None:
        self._lasts = False

    def tell(self, message: str, *facts: object) -> None:
        if not self._lasts:
            log.warning(message, *facts)
        self._lasts = True

    def over(self) -> None:
        self._lasts = False
