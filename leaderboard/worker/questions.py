"""Questions to the counting process: a player's own row, and entrants compared on the same clips."""

import time
from collections.abc import Callable, Mapping
from typing import Any

from game.json_types import Json
from game.settings import Settings
from game.store.errors import StoreUnavailable
from game.translations import ENGLISH
from leaderboard.board.own_clips import beside_models
from leaderboard.board.own_row import own_row
from leaderboard.board.same_clips import UnknownEntrant, compare_on_same_clips
from leaderboard.entrants.roster import Roster
from leaderboard.guesses.benchmark import Benchmark
from leaderboard.guesses.reader import GuessReader
from leaderboard.worker.sentences_file import translated

MOST_ANSWERS = 64  # cached until something changes


class Questions:
    """Answers questions about the guesses that were read last."""

    def __init__(self, roster: Roster, reader: GuessReader) -> None:
        self._roster = roster
        self._reader = reader
        self._answers: dict[tuple[str, ...], Json] = {}

    def forget(self) -> None:
        """Compute answers anew: something has changed."""
        self._answers.clear()

    def answer(self, question: Mapping[str, Any], as_of: float | None) -> Json:
        """Give the row of ``question["player"]``, or compare ``question["entrants"]`` or all models.

        With a player come, as ``question["heard"]``, clips and points for `beside_models`. Sentences are in
        ``question["language"]``, or in English.

        Parameters
        ----------
        as_of : float or None
            When the guesses were read, in seconds since 1970.
        """
        answer = self._answer(question, as_of)
        language = question.get("language", ENGLISH)
        return answer if language == ENGLISH else translated(language, answer)

    def _answer(self, question: Mapping[str, Any], as_of: float | None) -> Json:
        if "player" in question:
            own = own_row(self._roster, self._reader.player(question["player"]))
            models = beside_models(self._roster, question.get("heard", ()))
            return {**own, "models": models, "as_of": as_of}
        keys = tuple(dict.fromkeys(question["entrants"]))
        try:
            comparison = self._answers.get(keys) or compare_on_same_clips(self._roster, keys)
        except UnknownEntrant as error:
            return {"refused": {"key": error.key, "values": error.values}}
        if len(self._answers) >= MOST_ANSWERS:
            self._answers.clear()
        self._answers[keys] = comparison
        return {**comparison, "as_of": as_of}


class OnlyAnswers:
    """Answers questions where another game's process writes the files; nothing is written.

    Parameters
    ----------
    clock : callable
        Seconds since 1970.

    Raises
    ------
    PackError, GazetteerError, StoreError
    """

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        benchmark = Benchmark.load(settings)
        self._roster = Roster(benchmark, settings.answers)
        self._reader = GuessReader(settings.database_url, benchmark.name, benchmark.positions)
        self._questions = Questions(self._roster, self._reader)
        self._read_at: float | None = None

    def refresh(self) -> bool:
        """Read what is new. Nothing keeps this process from its rest but questions."""
        is_first = self._read_at is None
        try:
            changed = self._reader.refresh()
        except StoreUnavailable:  # the process that writes the files says so
            return False
        self._read_at = self._clock()
        if changed:
            self._roster.set_guesses(self._reader.guesses, self._reader.kept, self._reader.others)
        changed |= self._roster.reload_answers()
        if changed or is_first:
            self._questions.forget()
        if is_first and not self._roster.benchmark.is_synthetic:
            self._roster.compute_baselines()
        return False

    def stamp(self) -> str:
        """Whatever was counted, it may rest."""
        return ""

    def answer(self, question: Mapping[str, Any]) -> Json:
        """As `Questions.answer`."""
        return self._questions.answer(question, self._read_at)

    def close(self) -> None:
        """Close the database."""
        self._reader.close()
