"""The scoreboard: works out what the leaderboard shows, and puts it on the shelf."""

import logging
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from game.settings import Settings
from game.writer import StoreUnavailable
from leaderboard import board
from leaderboard.clip_map import clip_numbers, map_figure
from leaderboard.entrants import Entrant
from leaderboard.field import Field
from leaderboard.figures import figures
from leaderboard.ground import Ground
from leaderboard.intervals import Intervals
from leaderboard.map_page import map_page
from leaderboard.reader import GuessReader
from leaderboard.said import write_said
from leaderboard.same_clips import UnknownEntrant, compared
from leaderboard.shelf import BOARD, CLIPS, INTERVALS, MAP, TABLE, Shelf
from leaderboard.table import table

INTERVALS_SECONDS = 600.0
PROGRESS_SECONDS = 0.5
_WORKING_OUT = (sys.executable, "-m", "leaderboard", "intervals")
log = logging.getLogger("earwitness.leaderboard")


class Scoreboard:
    """Reads, works out and publishes, again and again; and answers questions.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.
    """

    def __init__(self, settings: Settings, shelf: Shelf, clock: Callable[[], float] = time.time) -> None:
        self._shelf = shelf
        self._clock = clock
        self._announced = 0.0
        self._announce(0, 1)
        self._ground = Ground.load(settings)
        self._field = Field(self._ground, settings.answers)
        self._reader = GuessReader(
            settings.database_url, self._ground.name, self._ground.positions, self._announce
        )
        self._intervals = Intervals()
        self._working_out: subprocess.Popen[bytes] | None = None
        self._worked_out_at = -INTERVALS_SECONDS
        self._read_at = 0.0
        self._published: dict[str, Any] = {}
        self._unavailable = False

    def refresh(self) -> None:
        """Publish what is new; what is not is published again with its age."""
        changed = self._take_guesses() | self._take_answers() | self._take_intervals()
        if changed or not self._published:
            self._publish()
            self._publish_what_takes_long()
        self._put_board()
        self._keep_intervals_young()

    def answer(self, question: Mapping[str, Any]) -> Any:
        """Put the entrants of ``question["entrants"]`` side by side, or all models when it names none."""
        try:
            return compared(self._field, question["entrants"]) | {"as_of": self._clock()}
        except UnknownEntrant as error:
            return {"refused": str(error)}

    def close(self) -> None:
        """Let go of the database, and of the process that works intervals out."""
        self._reader.close()
        if self._working_out is not None:
            self._working_out.terminate()
            self._working_out.wait()

    def _take_guesses(self) -> bool:
        try:
            changed = self._reader.refresh()
        except StoreUnavailable as error:
            if not self._unavailable:
                log.warning("guesses cannot be read, trying again: %s", error)
            self._unavailable = True
            return False
        self._unavailable = False
        self._read_at = self._clock()
        if changed:
            self._field.take_guesses(self._reader.guesses, self._reader.kept)
        return changed

    def _take_answers(self) -> bool:
        changed = self._field.take_answers()
        if changed:
            ground = self._ground
            write_said(self._shelf, ground.name, self._field.models, ground.truth, ground.positions)
        return changed

    def _take_intervals(self) -> bool:
        held = self._shelf.get(INTERVALS)
        if held is None:
            return False
        read = Intervals.read(held.body)
        changed = read.as_of != self._intervals.as_of
        self._intervals = read
        return changed

    def _publish(self) -> None:
        entrants = self._field.entrants()
        rows = table(self._ground, entrants, self._intervals)
        drawn = self._draw(entrants)
        self._published = board.told(self._field, rows, drawn, self._intervals)
        self._shelf.put(MAP, map_page().encode())
        self._shelf.put(TABLE, board.as_csv(rows).encode())

    def _publish_what_takes_long(self) -> None:
        """The rest of the board, once the first of it is there to be seen."""
        if self._field.has_constants or self._ground.synthetic:
            return
        self._put_board()
        self._field.take_constants()
        self._publish()

    def _draw(self, entrants: Sequence[Entrant]) -> list[Any]:
        people, heard = self._field.people, self._field.guesses.seconds_heard
        drawn = figures(entrants, self._ground.truth, heard if people else None, self._intervals.groups)
        if people:
            numbers = clip_numbers(people, self._field.crowd_km)
            drawn.append(map_figure(numbers, len(self._ground.clips)))
            by_key = {self._ground.clips[at].key: one for at, one in numbers.items()}
            self._shelf.put(CLIPS, orjson.dumps(by_key))
        for figure in drawn:
            self._shelf.put(f"figures/{figure.name}.json", orjson.dumps(figure.told()))
            self._shelf.put(f"figures/{figure.name}.csv", figure.csv().encode())
        return drawn

    def _put_board(self) -> None:
        self._shelf.put(BOARD, orjson.dumps(self._published | {"as_of": self._read_at}))

    def _announce(self, read: int, there: int) -> None:
        """Say how far the first count has come, where nothing older is to be seen."""
        if time.monotonic() - self._announced < PROGRESS_SECONDS:
            return
        self._announced = time.monotonic()
        held = self._shelf.get(BOARD)
        if held is None or orjson.loads(held.body)["state"] == "counting":
            self._shelf.put(BOARD, orjson.dumps(board.counting(read / max(there, 1))))

    def _keep_intervals_young(self) -> None:
        """Have intervals worked out, by a process of their own, when there is news and the last are old."""
        if self._working_out is not None and self._working_out.poll() is None:
            return
        waited = time.monotonic() - self._worked_out_at
        age = self._clock() - self._intervals.as_of
        new = len(self._field.guesses) != self._intervals.guesses
        if new and min(age, waited) >= INTERVALS_SECONDS:
            self._worked_out_at = time.monotonic()
            self._working_out = subprocess.Popen(_WORKING_OUT, stdin=subprocess.DEVNULL)
